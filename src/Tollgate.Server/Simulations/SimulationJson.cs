using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Simulation;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Simulations;

internal static class SimulationJson
{
    public const string Example =
        """{"id":"sim_0aB9kQ2mN4pR6sT8","status":"done","percent":100,"from":"2025-06-01T00:00:00Z","to":"2025-07-01T00:00:00Z","started_at":"2025-07-02T08:00:00Z","currency":"USD","current":"3469.20","candidate":"3600.00","difference":"130.80","pay_less":0,"pay_more":1,"pay_the_same":0,"unsimulated":[]}""";

    public const string AccountExample =
        """{"account_id":"acme","current":"469.20","candidate":"600.00","difference":"130.80","lines":[{"contract_id":"ctr_0Zk3mN4pR6sT8uV0","period_start":"2025-06-01T00:00:00Z","charge":"api_calls","current":{"quantity":"2345678","events":2,"exact_amount":"469.20","amount":"469.20"},"candidate":{"quantity":"2345678","events":2,"exact_amount":"600.00","amount":"600.00"},"difference":"130.80"}]}""";

    public static void Write(Utf8JsonWriter json, SimulationRun run)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, run.Id);
        json.WriteString("status"u8, Words.Of(run.Status));
        json.WriteNumber("percent"u8, run.Percent);
        json.WriteString("from"u8, (EffectiveAt?)run.Terms.From);
        json.WriteString("to"u8, (EffectiveAt?)run.Terms.To);
        json.WriteString("started_at"u8, (RecordedAt?)run.StartedAt);
        if (run.Failure is { } failure)
            json.WriteString("failure"u8, failure);
        if (run.Result is { } result)
            WriteResult(json, result, run.Currency);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, SimulatedAccount account, Currency currency)
    {
        json.WriteStartObject();
        json.WriteString("account_id"u8, account.AccountId);
        WriteSums(json, account.Current, account.Candidate, currency);
        json.WriteStartArray("lines"u8);
        foreach (SimulatedLine line in account.Lines)
        {
            json.WriteStartObject();
            json.WriteString("contract_id"u8, line.ContractId);
            json.WriteString("period_start"u8, (EffectiveAt?)line.PeriodStart);
            json.WriteString("charge"u8, line.Charge);
            WriteSide(json, "current"u8, line.Current, currency);
            WriteSide(json, "candidate"u8, line.Candidate, currency);
            json.WriteString("difference"u8, currency.Format(line.Difference));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, Simulated result, Currency currency)
    {
        json.WriteString("currency"u8, currency.Code);
        WriteSums(json, result.Current, result.Candidate, currency);
        json.WriteNumber("pay_less"u8, result.PayLess);
        json.WriteNumber("pay_more"u8, result.PayMore);
        json.WriteNumber("pay_the_same"u8, result.PayTheSame);
        json.WriteStartArray("unsimulated"u8);
        foreach (Unsimulated refused in result.Unsimulated)
        {
            json.WriteStartObject();
            json.WriteString("account_id"u8, refused.AccountId);
            json.WriteString("code"u8, refused.Code);
            json.WriteString("detail"u8, refused.Detail);
            json.WriteNumber("count"u8, refused.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSums(Utf8JsonWriter json, Money current, Money candidate, Currency currency)
    {
        json.WriteString("current"u8, currency.Format(current));
        json.WriteString("candidate"u8, currency.Format(candidate));
        json.WriteString("difference"u8, currency.Format(candidate - current));
    }

    private static void WriteSide(Utf8JsonWriter json, ReadOnlySpan<byte> name, RatedLine? side, Currency currency)
    {
        if (side is not { } line)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("quantity"u8, line.Quantity);
        json.WriteNumber("events"u8, line.Events);
        json.WriteString("exact_amount"u8, currency.FormatExact(line.ExactAmount));
        json.WriteString("amount"u8, currency.Format(line.Amount));
        json.WriteEndObject();
    }
}
