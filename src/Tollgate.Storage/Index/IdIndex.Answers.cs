using Tollgate.Engine;
using Tollgate.Engine.Time;
using Tollgate.Storage.Index.Runs;

namespace Tollgate.Storage.Index;

// What is asked of the index but by the way of a command. All of it speaks of committed facts only.
public sealed partial class IdIndex
{
    /// <summary>What the memtable knows of an event. For the loop's thread; <see cref="Event"/> completes it.</summary>
    public NewestOfEvent Newest(IndexKey key)
    {
        List<FactPosition> receipts = [];
        _live.FindReceipts(key.Bits, CommittedSeq, receipts);
        FactPosition? first = _live.Ids.TryFind(key.Bits, out IdTable.Place place) && place.Seq <= CommittedSeq ? new(place.Seq, place.Ordinal) : null;
        return new(key, first, receipts);
    }

    /// <summary>An event, or null when there is none that is remembered. For any thread.</summary>
    /// <param name="newest">What the memtable said before.</param>
    /// <exception cref="RunDamagedException">The index is being made again: ask later.</exception>
    public IndexedEvent? Event(NewestOfEvent newest) => Ask(view =>
    {
        FactPosition? first = newest.First;
        if (first is null && view.Find(newest.Key, IndexView.FromTheBeginning) is { Known: true } found)
            first = found.First;
        if (first is not { } counted)
            return null;
        List<FactPosition> receipts = [];
        view.FindReceipts(newest.Key.Bits, receipts);
        // What was the newest may have been sealed since; and what came before the event belongs to one that was forgotten.
        return new IndexedEvent(counted, [.. receipts.Union(newest.Receipts).Where(at => at.CompareTo(counted) > 0).Order()]);
    });

    /// <summary>
    /// The committed blocks that may hold an account's usage with an effective time in <c>[from, to)</c>, in order. A block in the list can hold none
    /// of it: an account's earliest and latest hour in it are known, not those between. For any thread.
    /// </summary>
    /// <exception cref="RunDamagedException">The index is being made again: ask later.</exception>
    public IReadOnlyList<long> BlocksOf(string account, EffectiveAt from, EffectiveAt to)
    {
        ulong bits = keys.OfAccount(account);
        // The memtable first: what it hands to a view meanwhile is found twice, and never missed.
        List<long> newest = [];
        Volatile.Read(ref _live).Stays.Find(account, from.Microseconds, to.Microseconds, newest);
        return Ask(view =>
        {
            List<long> blocks = [];
            view.FindBlocks(account, bits, from.Microseconds, to.Microseconds, blocks);
            return blocks.Union(newest).Order().ToArray();
        });
    }

    /// <summary>How large the index is.</summary>
    public IndexFigures Figures
    {
        get
        {
            IndexView view = _view;
            return new(
                view.Runs.Where(run => run.Footer.Kind != IndexKind.AccountBlock).Sum(run => run.Footer.Count)
                    + view.Sealed.Sum(table => (long)table.Table.Ids.Count)
                    + _live.Ids.Count,
                view.Runs.Length,
                view.Runs.Sum(run => run.ResidentBytes),
                view.Runs.Sum(run => run.Footer.FileLength),
                view.Runs.OfType<Run>().Sum(run => run.PagesRead)
            );
        }
    }

    private T Ask<T>(Func<IndexView, T> ask)
    {
        while (true)
        {
            IndexView view = _view;
            try
            {
                return ask(view);
            }
            catch (ObjectDisposedException) when (view != _view)
            {
            }
            catch (RunDamagedException damaged)
            {
                Damage = damaged;
                throw;
            }
        }
    }
}

/// <summary>What the memtable knows of an event.</summary>
public sealed record NewestOfEvent(IndexKey Key, FactPosition? First, IReadOnlyList<FactPosition> Receipts);

/// <param name="Ids">Ids and receipts that it holds.</param>
/// <param name="Runs">Runs of all kinds.</param>
/// <param name="ResidentBytes">What the runs hold in memory.</param>
/// <param name="DiskBytes">What their files take.</param>
/// <param name="PagesRead">Pages of 4096 bytes that were read to answer.</param>
public sealed record IndexFigures(long Ids, int Runs, long ResidentBytes, long DiskBytes, long PagesRead);
