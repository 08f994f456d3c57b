using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Contracts;
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
        string[] contracts = InOrder(await gate.Host.Shard.Read(static (books, _) => books.Contracts.Values.Where(book => book.IsFirst).Select(book => book.Contract).ToArray(), gate.Cancel));
        List<string> drafted = [];
        List<string> finalized = [];
        List<(string Contract, Rejection Why)> failed = [];
        for (string[] waiting = contracts; waiting.Length > 0;)
        {
            await Bill(gate, until, waiting, drafted, finalized, failed);
            // What comes after a part of a document has waited for it.
            waiting = InOrder(await Consolidate(gate, until, finalized));
        }

        await gate.Keep(Stream.Shard, new KeptAnswer(StatusCodes.Status200OK, Answers.Text(json => Write(json, until, contracts.Length, drafted, finalized, failed))));
    }

    /// <returns>The contracts of which a part became final.</returns>
    private static async Task<Contract[]> Consolidate(Gate gate, EffectiveAt until, List<string> finalized)
    {
        (string Id, Contract[] Contracts)[] open = await gate.Host.Shard.Read(
            static (books, _) => books.Consolidations.Open.Select(document => (document.Id, document.Drafts.Select(draft => draft.Contract.Contract).Distinct().ToArray())).ToArray(), gate.Cancel);
        List<Contract> moved = [];
        foreach ((string id, Contract[] contracts) in open)
        {
            gate.Cancel.ThrowIfCancellationRequested();
            Reply reply = await gate.Host.Shard.Submit(new Submission([new FinalizeConsolidated(id, until)]));
            // One that another run has made final meanwhile is done.
            if (reply.Outcomes[0].Answer is not ConsolidatedFinal { Finalized: { IsEmpty: false } parts })
                continue;
            finalized.AddRange(parts);
            moved.AddRange(contracts);
        }

        return [.. moved.DistinctBy(contract => contract.Id)];
    }

    private static async Task Bill(Gate gate, EffectiveAt until, string[] contracts, List<string> drafted, List<string> finalized, List<(string Contract, Rejection Why)> failed)
    {
        foreach (string[] some in contracts.Chunk(AtATime))
        {
            for (string[] due = some; due.Length > 0;)
            {
                gate.Cancel.ThrowIfCancellationRequested();
                // Each is a submission of its own: one that fails must not keep the others from being billed.
                Reply[] replies = await Task.WhenAll(due.Select(contract => gate.Host.Shard.Submit(new Submission([new BillContract(contract, until)]))));
                List<string> more = [];
                foreach ((string contract, Reply reply) in due.Zip(replies))
                {
                    if (reply.Outcomes[0].Rejection is { } why)
                    {
                        failed.Add((contract, why));
                        continue;
                    }

                    var step = (ContractBilled)reply.Outcomes[0].Answer!;
                    drafted.AddRange(step.Drafted);
                    finalized.AddRange(step.Finalized);
                    if (step.More)
                        more.Add(contract);
                }

                due = [.. more];
            }
        }
    }

    /// <summary>By account, then by start: so invoices are numbered in an order that does not depend on what contracts are called.</summary>
    private static string[] InOrder(Contract[] contracts) =>
    [
        .. contracts
            .OrderBy(contract => contract.AccountId, StringComparer.Ordinal)
            .ThenBy(contract => contract.StartsAt.Microseconds)
            .Select(contract => contract.Id),
    ];

    private static void Write(
        Utf8JsonWriter json,
        EffectiveAt until,
        int contracts,
        List<string> drafted,
        List<string> finalized,
        List<(string Contract, Rejection Why)> failed
    )
    {
        json.WriteStartObject();
        json.WriteString("until"u8, (EffectiveAt?)until);
        json.WriteNumber("contracts"u8, contracts);
        Write(json, "drafted", drafted);
        Write(json, "finalized", finalized);
        json.WriteStartArray("failed"u8);
        foreach ((string contract, Rejection why) in failed)
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

    private static void Write(Utf8JsonWriter json, string name, List<string> ids)
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
