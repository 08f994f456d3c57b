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
        string[] contracts = await gate.Host.Shard.Read(static (books, _) => InOrder(books), gate.Cancel);
        List<string> drafted = [];
        List<string> finalized = [];
        foreach (string[] some in contracts.Chunk(AtATime))
        {
            for (string[] due = some; due.Length > 0;)
            {
                ContractBilled[] steps = await Bill(gate, due, until);
                drafted.AddRange(steps.SelectMany(step => step.Drafted));
                finalized.AddRange(steps.SelectMany(step => step.Finalized));
                due = [.. due.Where((_, i) => steps[i].More)];
            }
        }

        await gate.Keep(Stream.Shard, new KeptAnswer(StatusCodes.Status200OK, Answers.Text(json => Write(json, until, contracts.Length, drafted, finalized))));
    }

    /// <summary>By account, then by start: so the same contracts get the same invoice numbers wherever they are billed.</summary>
    private static string[] InOrder(Books books) =>
    [
        .. books.Contracts.Values
            .Select(book => book.Contract)
            .OrderBy(contract => contract.AccountId, StringComparer.Ordinal)
            .ThenBy(contract => contract.StartsAt.Microseconds)
            .Select(contract => contract.Id),
    ];

    private static async Task<ContractBilled[]> Bill(Gate gate, string[] contracts, EffectiveAt until)
    {
        gate.Cancel.ThrowIfCancellationRequested();
        Reply reply = await gate.Host.Shard.Submit(new Submission([.. contracts.Select(contract => new BillContract(contract, until))]));
        return
        [
            .. reply.Outcomes.Select(outcome => outcome.Rejection is { } rejection
                ? throw new ProblemException(Problem.Of(rejection))
                : (ContractBilled)outcome.Answer!),
        ];
    }

    private static void Write(Utf8JsonWriter json, EffectiveAt until, int contracts, List<string> drafted, List<string> finalized)
    {
        json.WriteStartObject();
        json.WriteString("until"u8, (EffectiveAt?)until);
        json.WriteNumber("contracts"u8, contracts);
        Write(json, "drafted", drafted);
        Write(json, "finalized", finalized);
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
