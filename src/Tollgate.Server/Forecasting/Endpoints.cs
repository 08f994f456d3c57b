using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Forecasting;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Accounts;
using Tollgate.Server.Contracts;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Forecasting;

internal static class Endpoints
{
    private const int DefaultMonths = 12;
    private const int MostMonths = 60;

    private const string Method =
        "Fixed charges and minimums are certain. Usage goes on at the mean of the complete days of each weekday among the last 28 days, burns what is left of the allowance and of grants, and is priced on top of what was counted.";

    public static void Map(Routes routes) => routes.Get("/v1/accounts/{id}/forecast", Scopes.InvoicesRead, Answer, new(
        "Accounts",
        "Forecast an account",
        "What the invoice at the end of the open billing period will probably say, what of it is certain, and what the contract owes for certain behind it, to its end or for so many months.",
        null,
        """{"account_id":"acme","contract_id":"ctr_0Zk3mN4pR6sT8uV0","currency":"USD","as_of":"2025-06-10T10:00:00Z","period":{"start":"2025-06-01T00:00:00Z","end":"2025-07-01T00:00:00Z"},"method":"Fixed charges and minimums are certain. Usage goes on ...","so_far":"110.00","expected":"255.83","lines":[{"charge":"base","certain":true,"quantity":"0","more":"0","so_far":"50.00","expected":"50.00"},{"charge":"calls","certain":false,"quantity":"600","more":"1458.333333333","so_far":"60.00","expected":"205.83"}],"committed":{"until":"2025-08-10T10:00:00Z","amount":"50.00","invoices":[{"date":"2025-08-01T00:00:00Z","amount":"50.00"}]}}""")
    {
        Gives = ForecastShape.Told,
        Query = [("contract_id", "Which contract, where several are in force."), ("months", "How far ahead what is committed is told: 1 to 60; 12 unless given.")],
    });

    private static async Task Answer(Gate gate)
    {
        string account = await gate.ResolveAccount(gate.Route("id"));
        int months = gate.Query("months") is not { } text ? DefaultMonths
            : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int asked) && asked is >= 1 and <= MostMonths ? asked
            : throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, $"months is 1 to {MostMonths}.", "?months"));
        string? of = gate.Query("contract_id");
        var now = new EffectiveAt((await gate.Now()).Microseconds);
        (string[] meters, DateTimeZone zone, EffectiveAt since) = await gate.Host.Shard.Read((books, _) => Asked(ContractAsked.Of(books.Account(account)!, now, of), now), gate.Cancel);
        await gate.Fresh();
        Dictionary<string, DailyUsage> usage = meters.ToDictionary(meter => meter, meter => Daily(gate.Host.Projections, account, meter, since, now, zone), StringComparer.Ordinal);
        EffectiveAt until = EffectiveAt.From(now.ToInstant().InZone(zone).LocalDateTime.PlusMonths(months).InZoneLeniently(zone).ToInstant());
        (Forecast forecast, Commitment[] committed, Currency currency) = await gate.Host.Shard.Read(
            (books, _) =>
            {
                AccountBook book = books.Account(account)!;
                ContractBook contract = ContractAsked.Of(book, now, of);
                return (Forecast.Of(book, contract, now, usage), Commitment.Of(contract, now, until).ToArray(), Currency.Of(contract.Contract.Currency));
            },
            gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json => Write(json, account, forecast, committed, until, currency));
    }

    /// <summary>The meters that are priced, and since when their days are asked for.</summary>
    private static (string[] Meters, DateTimeZone Zone, EffectiveAt Since) Asked(ContractBook contract, EffectiveAt now)
    {
        LocalDate first = now.ToInstant().InZone(contract.Zone).Date.PlusDays(-DailyUsage.Window);
        EffectiveAt since = EffectiveAt.From(contract.Zone.AtStartOfDay(first).ToInstant());
        return ([.. contract.Plan.Charges.Select(charge => charge.Meter).OfType<string>().Distinct()], contract.Zone, since > contract.Contract.StartsAt ? since : contract.Contract.StartsAt);
    }

    private static DailyUsage Daily(ProjectionStore rows, string account, string meter, EffectiveAt since, EffectiveAt now, DateTimeZone zone)
    {
        ZonedDateTime from = since.ToInstant().InZone(zone);
        // A day that was only begun when the contract was is not complete.
        LocalDate first = zone.AtStartOfDay(from.Date) == from ? from.Date : from.Date.PlusDays(1);
        if (since >= now)
            return new DailyUsage(first, ImmutableSortedDictionary<LocalDate, Quantity>.Empty);
        IEnumerable<UsageWindow> windows = rows.Usage(new UsageQuery(account, meter, since, now, UsageWindowSize.Day, zone, []));
        return new DailyUsage(first, windows.ToImmutableSortedDictionary(window => window.Start.ToInstant().InZone(zone).Date, window => window.Quantity));
    }

    private static void Write(Utf8JsonWriter json, string account, Forecast forecast, Commitment[] committed, EffectiveAt until, Currency currency)
    {
        json.WriteStartObject();
        json.WriteString("account_id"u8, account);
        json.WriteString("contract_id"u8, forecast.ContractId);
        json.WriteString("currency"u8, currency.Code);
        json.WriteString("as_of"u8, (EffectiveAt?)forecast.AsOf);
        json.WriteStartObject("period"u8);
        json.WriteString("start"u8, (EffectiveAt?)forecast.PeriodStart);
        json.WriteString("end"u8, (EffectiveAt?)forecast.PeriodEnd);
        json.WriteEndObject();
        json.WriteString("method"u8, Method);
        json.WriteString("so_far"u8, currency.Format(forecast.SoFar));
        json.WriteString("expected"u8, currency.Format(forecast.Expected));
        json.WriteStartArray("lines"u8);
        foreach (ForecastLine line in forecast.Lines)
        {
            json.WriteStartObject();
            json.WriteString("charge"u8, line.Charge);
            json.WriteBoolean("certain"u8, line.IsCertain);
            json.WriteString("quantity"u8, line.Quantity);
            json.WriteString("more"u8, line.More);
            json.WriteString("so_far"u8, currency.Format(line.SoFar));
            json.WriteString("expected"u8, currency.Format(line.Expected));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("committed"u8);
        json.WriteString("until"u8, (EffectiveAt?)until);
        json.WriteString("amount"u8, currency.Format(committed.Aggregate(Money.Zero, (sum, invoice) => sum + invoice.Amount)));
        json.WriteStartArray("invoices"u8);
        foreach (Commitment invoice in committed)
        {
            json.WriteStartObject();
            json.WriteString("date"u8, (EffectiveAt?)invoice.Date);
            json.WriteString("amount"u8, currency.Format(invoice.Amount));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
