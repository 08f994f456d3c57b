using System.Collections.Immutable;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Index;

// What is done in the background, one step at a time, by whichever thread calls.
public sealed partial class IdIndex
{
    private static readonly ImmutableArray<IndexKind> Kinds = [IndexKind.Event, IndexKind.RequestKey, IndexKind.Receipt, IndexKind.AccountBlock];

    private readonly Lock _working = new();
    private readonly Lock _publishing = new();
    // Runs of merges that are being written, the largest first: what is done meanwhile leaves them alone.
    private readonly List<IRun> _merging = [];
    private JournalIdentity? _identity;
    private (long Seq, BlockHash Hash, long At) _covered = (-1, BlockHash.None, long.MinValue);
    private long _named;

    /// <summary>A file of the index was found not to be what was written: it has to be <see cref="Reset"/> and played from the journal.</summary>
    public RunDamagedException? Damage { get; private set; }

    /// <summary>
    /// Called between parts of a merge, on the thread that merges. It may rest, and may throw <see cref="OperationCanceledException"/> to have the
    /// merge given up, as if it had not been begun.
    /// </summary>
    public Action? Between { get; set; }

    /// <summary>Memtables that wait to be written.</summary>
    public int Waiting => _view.Sealed.Length;

    /// <summary>
    /// Does the next thing that is due: writes a sealed memtable as runs, drops runs that nobody can need any more, or merges some. For any thread
    /// but that of an answer; one at a time.
    /// </summary>
    /// <returns>What was done; null when nothing is due.</returns>
    /// <exception cref="IOException">It could not be done now; everything is as before, and the next call tries again.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    /// <exception cref="RunDamagedException">A file is not what was written.</exception>
    public IndexWork? Step()
    {
        lock (_working)
        {
            if (Damage is not null || _identity is null)
                return null;
            try
            {
                return WriteOldest() ?? Forget() ?? Merge();
            }
            catch (RunDamagedException damaged)
            {
                Damage = damaged;
                throw;
            }
        }
    }

    /// <summary>While there is room for further runs.</summary>
    private IndexWork? WriteOldest() =>
        _view.Sealed is [var oldest, ..] && !Array.Exists([.. Kinds], kind => _view.OfKind(kind).Count() >= MergePolicy.MostRuns) ? Write(oldest) : null;

    /// <summary>
    /// In the middle of a merge: memtables that have filled since are written, and the runs that this makes are merged among themselves. Else they would
    /// gather in memory for as long as a large merge takes.
    /// </summary>
    private void Meanwhile()
    {
        Between?.Invoke();
        while (_view.Sealed.Length > 0 && (WriteOldest() ?? Merge()) is not null)
        {
        }
    }

    private IndexWork Write(SealedMemtable full)
    {
        List<IRun> made = [];
        try
        {
            foreach (IndexKind kind in Kinds)
            {
                if (Write(full, kind) is { } run)
                    made.Add(run);
            }

            ImmutableArray<IRun> runs = _view.Runs.AddRange(made);
            (long, BlockHash, long) covered = (full.Covered, full.Hash, full.At);
            WriteManifest(runs, covered);
            _covered = covered;
            Publish(view => new(view.Sealed.Remove(full), runs, view.Newest));
        }
        catch
        {
            Drop(made);
            throw;
        }

        return new(IndexDeed.Sealed, null, made.Count, made.Where(run => run.Footer.Kind != IndexKind.AccountBlock).Sum(run => run.Footer.Count), full.Covered);
    }

    private IRun? Write(SealedMemtable full, IndexKind kind)
    {
        Memtable table = full.Table;
        if (kind == IndexKind.AccountBlock)
        {
            Stay[] stays = table.Stays.Sorted(keys);
            var whole = new RunShape(kind, stays.Length, table.FirstSeq, full.Covered, table.Stays.Latest, 0);
            return stays.Length == 0 ? null : Make(kind, table.Number, file => BlockRunWriter.Write(file, whole, stays));
        }

        RunEntry[] entries = table.Sorted(kind, full.Covered);
        if (entries.Length == 0)
            return null;
        var shape = new RunShape(kind, entries.Length, table.FirstSeq, full.Covered, table.Latest(kind), entries.Max(entry => entry.Ordinal));
        return Make(kind, table.Number, file =>
        {
            var writer = new RunWriter(file, shape);
            foreach (ref readonly RunEntry entry in entries.AsSpan())
                writer.Add(entry);
            return writer.Finish();
        });
    }

    /// <summary>Drops the runs of which nothing can be accepted again.</summary>
    private IndexWork? Forget()
    {
        long now = Interlocked.Read(ref _now);
        int? window = WindowDays;
        List<IRun> over = [.. _view.Runs.Where(run => Remembering.IsOver(run.Footer.Kind, run.Footer.Latest, now, window))];
        if (over.Count == 0)
            return null;
        Replace([.. _view.Runs.Except(over)], over);
        return new(IndexDeed.Forgotten, null, over.Count, over.Sum(run => run.Footer.Count), _covered.Seq);
    }

    private IndexWork? Merge()
    {
        int? window = WindowDays;
        foreach (IndexKind kind in Kinds)
        {
            List<IRun> all = [.. _view.OfKind(kind)];
            all.RemoveRange(0, all.FindLastIndex(_merging.Contains) + 1);
            (int from, int count) = MergePolicy.Next([.. all.Select(run => run.Footer)], run => Remembering.SpanOf(kind, run.Latest, window));
            if (count < 2)
                continue;
            List<IRun> merged = all[from..(from + count)];
            IRun made = Merge(kind, merged);
            try
            {
                int place = _view.Runs.IndexOf(merged[0]);
                Replace(_view.Runs.RemoveRange(merged).Insert(place, made), merged);
            }
            catch
            {
                Drop([made]);
                throw;
            }

            return new(IndexDeed.Merged, kind, count, made.Footer.Count, _covered.Seq);
        }

        return null;
    }

    private IRun Merge(IndexKind kind, List<IRun> runs)
    {
        _merging.AddRange(runs);
        try
        {
            return Make(kind, runs[^1].Newest, file => RunMerge.Write(file, runs, Meanwhile));
        }
        finally
        {
            _merging.RemoveRange(_merging.Count - runs.Count, runs.Count);
        }
    }

    private void Replace(ImmutableArray<IRun> runs, List<IRun> dropped)
    {
        WriteManifest(runs, _covered);
        Publish(view => new(view.Sealed, runs, view.Newest));
        Drop(dropped);
    }

    private void Publish(Func<IndexView, IndexView> change)
    {
        lock (_publishing)
            _view = change(_view);
    }

    private IRun Make(IndexKind kind, long newest, Func<INewRunFile, RunFooter> write)
    {
        string name = NameOf(kind, ++_named);
        RunFooter footer;
        using (INewRunFile file = _files.Create(name))
            footer = write(file);
        return OpenRun(name, footer, newest);
    }

    private IRun OpenRun(string name, RunFooter? expected, long newest)
    {
        IRunFile file = _files.Open(name);
        try
        {
            RunFooter footer = RunFooter.Read(name, file);
            if (expected is { } written && footer != written)
                throw new IOException($"The index file {name} does not read as it was written.");
            return footer.Kind == IndexKind.AccountBlock ? BlockRun.Open(name, file, footer, newest) : Run.Open(name, file, footer, newest);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Closes and deletes runs that no view names any more. What cannot be deleted is removed by the next start.</summary>
    private void Drop(List<IRun> runs)
    {
        foreach (IRun run in runs)
        {
            run.Dispose();
            try
            {
                _files.Delete(run.Name);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    private void WriteManifest(ImmutableArray<IRun> runs, (long Seq, BlockHash Hash, long At) covered)
    {
        var manifest = new Manifest(
            _identity!.Value,
            keys.Mark,
            covered.Seq,
            covered.Hash,
            covered.At,
            WindowDays,
            [.. runs.Select(run => new ListedRun(run.Footer.Kind, run.Name, run.Footer.FileLength, run.Footer.Check))]
        );
        using INewRunFile file = _files.Create(Manifest.Name);
        file.Write(manifest.ToBytes());
        file.Keep();
    }

    private static string NameOf(IndexKind kind, long number) => kind switch
    {
        IndexKind.Event => $"events-{number:D8}.run",
        IndexKind.RequestKey => $"request-keys-{number:D8}.run",
        IndexKind.Receipt => $"receipts-{number:D8}.run",
        _ => $"account-blocks-{number:D8}.run",
    };
}

public enum IndexDeed
{
    Sealed,
    Merged,
    Forgotten,
}

/// <summary>What a step did.</summary>
/// <param name="Kind">Of the runs that were merged.</param>
/// <param name="Runs">How many runs were written, merged or dropped.</param>
/// <param name="Entries">How many ids they hold.</param>
/// <param name="Covered">The last block that the runs hold.</param>
public sealed record IndexWork(IndexDeed Deed, IndexKind? Kind, int Runs, long Entries, long Covered);
