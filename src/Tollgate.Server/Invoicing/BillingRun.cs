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
        EffectiveAt until = fields.OptionalInstant("until") ?? new EffectiveAt((await gate.Now()).Microseconds);
        string[] contracts = await gate.Host.Shard.Read(static (books, _) => books.Contracts.Keys.ToArray(), gate.Cancel);
        var drafted = new ConcurrentBag<string>();
        var finalized = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(contracts, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = gate.Cancel }, async (contract, _) =>
        {
            ContractBilled step;
            do
            {
                step = await Bill(gate.Host, contract, until);
                foreach (string id in step.Drafted)
                    drafted.Add(id);
                foreach (string id in step.Finalized)
                    finalized.Add(id);
            }
            while (step.More);
        });
        await gate.Keep(Stream.Shard, new KeptAnswer(StatusCodes.Status200OK, Answers.Text(json => Write(json, until, contracts.Length, drafted, finalized))));
    }

    private static async Task<ContractBilled> Bill(EnvironmentHost host, string contract, EffectiveAt until)
    {
        Reply reply = await host.Shard.Submit(new Submission([new BillContract(contract, until)]));
        Outcome outcome = reply.Outcomes[0];
        return outcome.Rejection is { } rejection ? throw new ProblemException(Problem.Of(rejection)) : (ContractBilled)outcome.Answer!;
    }

    private static void Write(Utf8JsonWriter json, EffectiveAt until, int contracts, ConcurrentBag<string> drafted, ConcurrentBag<string> finalized)
    {
        json.WriteStartObject();
        json.WriteString("until"u8, (EffectiveAt?)until);
        json.WriteNumber("contracts"u8, contracts);
        Write(json, "drafted", drafted);
        Write(json, "finalized", finalized);
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
