using Tollgate.Engine.Entitlements;
using Tollgate.Server.Entitlements;
using Tollgate.Server.Receipts;
using Tollgate.Server.Shards;
using Tollgate.Simulator.Nodes;
using Tollgate.Simulator.Workload;
using Tollgate.Simulator.World;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.Audit;

/// <summary>
/// Every decision that somebody was told can be shown for: what it saw is durable, or known to be lost, which only a check's may be; and made
/// again from the journal alone it is the same.
/// </summary>
internal sealed class DecisionsCheck(Layout layout)
{
    private const string Invariant = "a decision can be made again";

    // Each is a replay of its own.
    private const int MostMadeAgain = 18;

    private readonly List<(int Number, StreamId Stream, TakenDecision Taken)> _told = [];

    public void Note(Operation operation, Answer answer)
    {
        if (answer.Read is Seen<Checked> { Answer: var check })
            Add(operation, check.Request, null, check.Decision, new Moment(answer.AsOf, check.At));
        for (int i = 0; answer.Results is not null && operation is Submitting { Commands: var commands } && i < commands.Count; i++)
        {
            if (commands[i] is ConsumeUnits consume && answer.Results[i].Answer is Decision decision)
                Add(operation, consume.Request, consume, decision, answer.Moments[i]);
        }
    }

    /// <summary>Once nothing goes wrong any more.</summary>
    public void Look(Disk disk, Chance chance)
    {
        foreach ((int number, StreamId stream, TakenDecision taken) in _told)
        {
            using MemoryJournal journal = Open(disk, stream);
            Ground ground = Ground.Of(taken.Moment.AsOf, journal);
            bool held = ground.Standing == GroundStanding.Durable || (ground.Standing == GroundStanding.Lost && taken.EventId is null);
            Must.Hold(held, Invariant, $"that of operation {number} on {stream} is {ground.Standing}: {ground.Why}");
        }

        // Those of checks, and of the middle of a block, are few and the ones that can be wrong.
        (int Number, StreamId Stream, TakenDecision Taken)[] delicate = [.. _told.Where(told => told.Taken.EventId is null || told.Taken.Moment.AsOf.Ordinal > 0)];
        for (int i = 0; i < MostMadeAgain && _told.Count > 0; i++)
        {
            (int number, StreamId stream, TakenDecision taken) = i % 3 > 0 && delicate.Length > 0 ? chance.Of(delicate) : chance.Of(_told);
            Again(disk, number, stream, taken);
        }
    }

    private void Again(Disk disk, int number, StreamId stream, TakenDecision taken)
    {
        using MemoryJournal journal = Open(disk, stream);
        Ground ground = Ground.Of(taken.Moment.AsOf, journal);
        if (ground.Standing != GroundStanding.Durable)
            return;
        Moment moment = taken.Moment with { AsOf = taken.Moment.AsOf with { Ordinal = ground.Facts } };
        var receipt = new Receipt(Layout.InstallationId, "", taken with { Moment = moment }, ground.Block, default);
        try
        {
            Redecision again = Redecision.Of(receipt, journal, null, static (_, _) => { });
            Must.Hold(again.Differences.Count == 0, Invariant, $"that of operation {number} on {stream}, {taken.Moment}: {string.Join(' ', again.Differences)}");
        }
        catch (ReceiptException refused)
        {
            Must.Fail(Invariant, $"that of operation {number} on {stream}, {taken.Moment}: {refused.Message}");
        }
    }

    private void Add(Operation operation, EntitlementRequest asked, ConsumeUnits? consume, Decision decision, in Moment moment) => _told.Add((
        operation.Number,
        operation.Stream,
        new TakenDecision(operation.Stream.Environment, asked, null, consume?.EventId, consume?.Source, GivenAnswer.Of(decision), moment, TakenDecision.CurrentEngine)
    ));

    private MemoryJournal Open(Disk disk, StreamId stream) => MemoryJournal.Open(disk.Journal(stream), layout.Identity(stream));
}
