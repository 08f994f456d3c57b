using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Engine;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
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

/// <summary>What a shard knew at an instant: with the snapshots as without them, and no less or more than the model had counted by then.</summary>
internal sealed class PastCheck(StreamId stream, ShardAudit audit, Layout layout, Disk disk)
{
    private const string Invariant = "the past is what it was";

    /// <param name="seq">The block by whose end it is asked.</param>
    public void Look(long seq)
    {
        long instant = audit.NowAfter(seq);
        while (seq < audit.Blocks - 1 && audit.NowAfter(seq + 1) <= instant)
            seq++;
        var folder = new SimFolder(disk, new Power(), $"{stream}/snapshots", IoPoint.BeforeSnapshot, IoPoint.AfterSnapshot);
        Books past = AsOf(instant, null);
        Must.Hold(
            Checkpoint.Carried(stream, past).AsSpan().SequenceEqual(Checkpoint.Carried(stream, AsOf(instant, new SnapshotStore(folder, layout.Identity(stream))))),
            Invariant,
            $"{stream} as of {instant} is another from a snapshot"
        );
        foreach (ModelContract contract in audit.Model.Contracts.Values)
        {
            ContractBook? book = past.Contracts.GetValueOrDefault(contract.Id);
            Must.Hold(book is not null || contract.StartedSeq > seq, Invariant, $"{contract.Id} is not there as of {instant}");
            Must.Hold(book is null || contract.StartedSeq <= seq + 1, Invariant, $"{contract.Id} is there as of {instant}");
            foreach (((long period, string meter, bool late), _) in contract.Meters)
            {
                if (!late && book is not null)
                    Same(contract, book, period, meter, seq);
            }
        }
    }

    /// <summary>The block in which the instant lies may have counted more, before it or behind.</summary>
    private static void Same(ModelContract contract, ContractBook book, long period, string meter, long seq)
    {
        PeriodBook? open = book.OpenPeriods.GetValueOrDefault(new EffectiveAt(contract.StartOf(period)));
        if (open is null && contract.IsClosed(period))
            return;
        decimal used = open is null ? 0 : Usages.Number(open.Meter(meter).Used);
        decimal least = contract.UsedBy(period, meter, seq), most = contract.UsedBy(period, meter, seq + 1);
        Must.Hold(used >= least && used <= most, Invariant, $"{contract.Id} had used {used} {meter} by block {seq}, where {least} to {most} were counted");
    }

    /// <summary>
    /// How things stood at an instant in the world: nothing that began later is in it, and what is in it adds up. Facts are fitted there to what lots
    /// held without what came later.
    /// </summary>
    public void LookByTime(long seq, long happenedBy)
    {
        Books past = AsOf(audit.NowAfter(seq), null, new EffectiveAt(happenedBy));
        foreach (Lot lot in past.Accounts.Values.SelectMany(account => account.Holdings?.Grants.Values ?? []).SelectMany(grant => grant.Lots))
        {
            Must.Hold(lot.Start.Microseconds <= happenedBy, Invariant, $"{lot.Id} began after {happenedBy}");
            decimal[] units = [.. Enum.GetValues<Balance>().Select(balance => Usages.Number(lot[balance]))];
            Must.Hold(units.Sum() == 0 && units.Skip(1).All(balance => balance >= 0), Invariant, $"{lot.Id} of {stream} by {happenedBy} has {string.Join(' ', units)}");
        }

        foreach (ContractBook contract in past.Contracts.Values)
        {
            foreach (PeriodBook period in contract.OpenPeriods.Values)
            {
                foreach ((string meter, Total total) in period.Meters)
                {
                    decimal covered = Usages.Number(total.Covered - period.FromGrants(meter)), held = Usages.Number(period.Reserved(meter).FromAllowance);
                    decimal? included = audit.Model.Contracts[contract.Contract.Id].Plan.Rights.TryGetValue(meter, out RightTerms? right) ? right.Included : 0;
                    Must.Hold(covered >= 0 && held >= 0 && !(covered + held > included), Invariant, $"{meter} of {contract.Contract.Id} by {happenedBy}: the allowance of {included} covers {covered} and holds {held}");
                }
            }
        }
    }

    private Books AsOf(long instant, ISnapshots? snapshots, EffectiveAt? happenedBy = null)
    {
        using MemoryJournal journal = MemoryJournal.Open(disk.Journal(stream), layout.Identity(stream));
        return new PastStates(journal, snapshots, NullLogger.Instance).AsOf(new RecordedAt(instant), happenedBy, journal.Head.Seq);
    }
}
