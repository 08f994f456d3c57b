using System.Collections.Concurrent;
using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Invoicing;

/// <summary>
/// Brings every contract's invoices up to an instant. It only sends commands that may be said again, a few at a time, so that the loop serves
/// others in between; a run that was cut off is simply run again.
/// </summary>
internal static class BillingRun
{
    private const int AtATime = 4;

    public static async Task Answer(Gate gate)
    {
        Fields fields = await gate.JsonFields("until");
        if (await gate.FirstAnswer(Stream.Shard) is { } first)
        {
            await gate.Send(first, repeated: true);
            return;
        }

        EffectiveAt until = fields.OptionalInstant("until") ?? new EffectiveAt((await gate.Now()).Microseconds);
        string[] contracts = await gate.Host.Shard.Read(static (books, _) => books.Contracts.Keys.ToArray(), gate.Cancel);
        var drafted = new ConcurrentBag<string>();
        var finalized = new ConcurrentBag<string>();
        var failed = new ConcurrentBag<(string Contract, Rejection Why)>();
        await Parallel.ForEachAsync(contracts, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = gate.Cancel }, async (contract, _) =>
        {
            ContractBilled step;
            do
            {
                Outcome outcome = await Bill(gate.Host, contract, until);
                if (outcome.Rejection is { } why)
                {
                    // It must not keep the others from being billed.
                    failed.Add((contract, why));
                    return;
                }

                step = (ContractBilled)outcome.Answer!;
                foreach (string id in step.Drafted)
                    drafted.Add(id);
                foreach (string id in step.Finalized)
                    finalized.Add(id);
            }
            while (step.More);
        });
        await gate.Keep(Stream.Shard, new KeptAnswer(StatusCodes.Status200OK, Answers.Text(json => Write(json, until, contracts.Length, drafted, finalized, failed))));
    }

    private static async Task<Outcome> Bill(EnvironmentHost host, string contract, EffectiveAt until) =>
        (await host.Shard.Submit(new Submission([new BillContract(contract, until)]))).Outcomes[0];

    private static void Write(
        Utf8JsonWriter json,
        EffectiveAt until,
        int contracts,
        ConcurrentBag<string> drafted,
        ConcurrentBag<string> finalized,
        ConcurrentBag<(string Contract, Rejection Why)> failed
    )
    {
        json.WriteStartObject();
        json.WriteString("until"u8, (EffectiveAt?)until);
        json.WriteNumber("contracts"u8, contracts);
        Write(json, "drafted", drafted);
        Write(json, "finalized", finalized);
        json.WriteStartArray("failed"u8);
        foreach ((string contract, Rejection why) in failed.OrderBy(one => one.Contract, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("contract_id"u8, contract);
            json.WriteString("code"u8, why.Code);
            json.WriteString("detail"u8, why.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ConcurrentBag<string> ids)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count"u8, ids.Count);
        json.WriteStartArray("ids"u8);
        foreach (string id in ids.Order(StringComparer.Ordinal))
            json.WriteStringValue(id);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
