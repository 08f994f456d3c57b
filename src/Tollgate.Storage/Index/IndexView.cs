using System.Collections.Immutable;
using Tollgate.Engine;
using Tollgate.Storage.Index.Runs;

namespace Tollgate.Storage.Index;

/// <summary>The committed part of the index at one moment: memtables that wait to be written, and runs. It never changes; a newer one takes its place.</summary>
/// <param name="waiting">The oldest first.</param>
/// <param name="runs">Of all kinds; within a kind the oldest first.</param>
/// <param name="newest">The number of the newest memtable in it, sealed or written since this index was opened.</param>
internal sealed class IndexView(ImmutableArray<SealedMemtable> waiting, ImmutableArray<IRun> runs, long newest)
{
    /// <summary>Everything, as opposed to what was sealed since.</summary>
    public const long FromTheBeginning = -1;

    // As arrays by kind, the newest first, since every probe goes through them.
    private readonly Run[][] _byKind =
    [
        [], Of(runs, IndexKind.Event), Of(runs, IndexKind.RequestKey), Of(runs, IndexKind.Receipt),
    ];

    public ImmutableArray<SealedMemtable> Sealed => waiting;

    public ImmutableArray<IRun> Runs => runs;

    public long Newest => newest;

    public IEnumerable<IRun> OfKind(IndexKind kind) => Runs.Where(run => run.Footer.Kind == kind);

    /// <param name="since">Only what was sealed after that memtable.</param>
    /// <exception cref="RunDamagedException">A page is not what was written.</exception>
    /// <exception cref="ObjectDisposedException">A newer view has taken this one's place.</exception>
    public Verdict Find(IndexKey key, long since)
    {
        for (int i = Sealed.Length - 1; i >= 0 && Sealed[i].Table.Number > since; i--)
        {
            if (Sealed[i].TryFind(key.Bits, out IdTable.Place place))
                return new(true, new(place.Seq, place.Ordinal), place.Mark, Committed: true);
        }

        ulong high = RunEntry.HighOf(key.Bits);
        ulong low = RunEntry.LowOf(key.Bits);
        Run[] runs = _byKind[(int)key.Kind];
        foreach (Run run in runs)
            run.PrefetchRank(high);
        foreach (Run run in runs)
            run.PrefetchSlice(high);
        foreach (Run run in runs)
        {
            if (run.Newest > since && run.TryFind(high, low, out RunEntry entry))
                return new(true, new(entry.Seq, entry.Ordinal), entry.Mark, Committed: true);
        }

        return Verdict.Unknown;
    }

    /// <summary>Where an event's further receipts stand, in order.</summary>
    /// <inheritdoc cref="Find"/>
    public void FindReceipts(UInt128 bits, List<FactPosition> found)
    {
        List<RunEntry> entries = [];
        foreach (Run run in _byKind[(int)IndexKind.Receipt].AsEnumerable().Reverse())
            run.FindAll(RunEntry.HighOf(bits), RunEntry.LowOf(bits), entries);
        foreach (RunEntry entry in entries)
            found.Add(new(entry.Seq, entry.Ordinal));
        foreach (SealedMemtable table in Sealed)
            table.Table.FindReceipts(bits, table.Covered, found);
    }

    /// <summary>The blocks that may hold usage of an account in <c>[from, to)</c>, in order.</summary>
    /// <inheritdoc cref="Find"/>
    public void FindBlocks(string account, ulong accountBits, long from, long to, List<long> found)
    {
        List<Stay> stays = [];
        foreach (IRun run in OfKind(IndexKind.AccountBlock))
            ((BlockRun)run).Find(accountBits, stays);
        foreach (Stay stay in stays)
        {
            if (stay.Meets(from, to))
                found.Add(stay.Seq);
        }

        foreach (SealedMemtable table in Sealed)
            table.Table.Stays.Find(account, from, to, found);
    }

    private static Run[] Of(ImmutableArray<IRun> runs, IndexKind kind) =>
        [.. runs.Where(run => run.Footer.Kind == kind).Reverse().Cast<Run>()];
}
