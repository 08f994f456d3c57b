using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Engine;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;
using Tollgate.Server.Shards;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Nodes;
using Tollgate.Simulator.Workload;
using Tollgate.Simulator.World;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Simulator.Audit;

/// <summary>Everything that must be equal while nothing moves: live, replayed, from a snapshot, in the model, in the index, in the rows.</summary>
internal sealed class Checkpoint(Auditor auditor, Client client, Layout layout, Disk disk)
{
    /// <returns>False when an index is to be made again first.</returns>
    public bool Look(Node node)
    {
        foreach (Seat<Register> control in node.Controls.Values)
            SameBytes(control, () => new Register());
        foreach ((string name, Seat<Books> shard) in node.Shards)
        {
            ShardAudit audit = auditor.Shards[name];
            Must.Hold(!shard.Replay.Differs, "replay equals live", $"the replayed state of {name} differs");
            SameBytes(shard, () => new Books());
            SameTotals(shard.Core.State, audit.Model, name);
            new HoldingsCheck(shard.Core.State, audit, name).Look();
            if (!new IndexCheck(shard.Ids, audit, layout.WindowDays).Look(client.Identities))
                return false;
            Followed(shard, audit);
        }

        foreach (string environment in layout.Environments)
            new RowsCheck(environment, auditor, layout, disk).Look();
        return true;
    }

    /// <summary>A state, carried: equal bytes are equal states, down to the last thing that a snapshot holds.</summary>
    private void SameBytes<TState>(Seat<TState> seat, Func<TState> empty)
        where TState : class, IStreamState
    {
        using MemoryJournal journal = MemoryJournal.Open(disk.Journal(seat.Stream), layout.Identity(seat.Stream));
        byte[] live = Carried(seat.Stream, seat.Core.State);
        TState replayed = new StreamLoader<TState>(journal, null, empty, NullLogger.Instance).Load(journal.Head.Seq).State;
        Must.Hold(live.AsSpan().SequenceEqual(Carried(seat.Stream, replayed)), "replay equals live", $"{seat.Stream} at {journal.Head.Seq}");
        if (!disk.Files.Keys.Any(path => path.StartsWith($"{seat.Stream}/snapshots/", StringComparison.Ordinal)))
            return;
        var folder = new SimFolder(disk, new Power(), $"{seat.Stream}/snapshots", IoPoint.BeforeSnapshot, IoPoint.AfterSnapshot);
        var snapshots = new SnapshotStore(folder, layout.Identity(seat.Stream));
        TState fromSnapshot = new StreamLoader<TState>(journal, snapshots, empty, NullLogger.Instance).Load(journal.Head.Seq).State;
        Must.Hold(live.AsSpan().SequenceEqual(Carried(seat.Stream, fromSnapshot)), "replay from a snapshot equals replay", $"{seat.Stream} at {journal.Head.Seq}");
    }

    /// <summary>What a shard knew before is what it was.</summary>
    public void LookAtThePast(Chance chance)
    {
        foreach ((string name, ShardAudit audit) in auditor.Shards)
        {
            if (audit.Blocks == 0)
                continue;
            var past = new PastCheck(layout.Streams.First(stream => stream.ToString() == name), audit, layout, disk);
            past.Look(chance.Below(audit.Blocks));
            if (layout.HasLedger)
                past.LookByTime(chance.Below(audit.Blocks), audit.Now - chance.Below(chance.Of([SimClock.Hour, 2 * SimClock.Day, 20 * SimClock.Day])));
        }
    }

    public static byte[] Carried(StreamId stream, IStreamState state)
    {
        using var bytes = new MemoryStream();
        CarriedState.Write(bytes, stream, state);
        return bytes.ToArray();
    }

    private static void SameTotals(Books books, ModelShard model, string name)
    {
        Must.Hold(books.Contracts.Count == model.Contracts.Count && books.Accounts.Count == model.Accounts.Count, "the model counts the same", $"{books.Contracts.Count} contracts and {books.Accounts.Count} accounts in {name}");
        foreach (ModelContract contract in model.Contracts.Values)
        {
            ContractBook book = books.Contracts[contract.Id];
            Must.Hold(book.NextInvoice == contract.NextBoundary && (book.FinalThrough?.Microseconds ?? long.MinValue) == contract.ClosedThrough, "the model bills the same", $"{contract.Id}: next {book.NextInvoice}, closed to {book.FinalThrough}");
            Must.Hold(book.Drafts.SequenceEqual(contract.Drafts), "the model bills the same", $"the drafts of {contract.Id}");
            foreach (((long period, string meter, bool late), ModelTotal expected) in contract.Meters)
            {
                var start = new EffectiveAt(contract.StartOf(period));
                PeriodBook? found = late ? book.LatePeriods.GetValueOrDefault(start) : book.OpenPeriods.GetValueOrDefault(start);
                if (!late && contract.IsClosed(period))
                {
                    Must.Hold(found is null, "closed periods leave", $"{contract.Id} still has the period of {start}");
                    continue;
                }

                Total total = found?.Meter(meter) ?? default;
                var counted = new ModelTotal(Usages.Number(total.Used), Usages.Number(total.Covered), total.Events);
                Must.Hold(counted == expected, "the model counts the same", $"{contract.Id}, {meter} of {start}: {counted}, and the model {expected}");
            }
        }

        foreach ((string account, _) in model.Accounts)
        {
            int waiting = books.Accounts[account].Uncontracted.Count;
            Must.Hold(waiting == model.Uncontracted(account).Count, "the model counts the same", $"{waiting} events of {account} wait for a contract, in the model {model.Uncontracted(account).Count}");
        }

        foreach ((string entity, long last) in model.LastNumber)
            Must.Hold(books.Numbers.Last(entity) == last, "invoice numbers have no gap", $"{entity} is at {books.Numbers.Last(entity)}, and the model at {last}");
    }

    private void Followed(Seat<Books> shard, ShardAudit audit)
    {
        ControlAudit control = auditor.Controls[shard.Stream.Environment];
        foreach ((FactPosition position, Fact item) in control.Items)
            Must.Hold(!audit.Concerns(item) || position.CompareTo(audit.Followed ?? new FactPosition(-1, 0)) <= 0, "a shard follows the control stream", $"{shard.Stream} has not taken {position}");
    }

}
