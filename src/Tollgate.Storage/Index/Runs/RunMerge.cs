namespace Tollgate.Storage.Index.Runs;

/// <summary>Several runs of a kind as one.</summary>
internal static class RunMerge
{
    // Some 20 ms of work.
    private const int EntriesInPart = 1 << 16;

    /// <param name="oldestFirst">Neighbours, in the order of their blocks.</param>
    /// <param name="meanwhile">Called between parts of the work: a large merge takes minutes, and other things cannot wait for it.</param>
    /// <exception cref="RunDamagedException">One of them is not what was written.</exception>
    public static RunFooter Write(INewRunFile file, IReadOnlyList<IRun> oldestFirst, Action meanwhile)
    {
        RunFooter first = oldestFirst[0].Footer;
        var shape = new RunShape(
            first.Kind,
            oldestFirst.Sum(run => run.Footer.Count),
            first.FirstSeq,
            oldestFirst[^1].Footer.LastSeq,
            oldestFirst.Max(run => run.Footer.Latest),
            oldestFirst.Max(run => run.Footer.MaxOrdinal)
        );
        return first.Kind == IndexKind.AccountBlock
            ? BlockRunWriter.Write(file, shape, Stays([.. oldestFirst.Select(run => ((BlockRun)run).Read().GetEnumerator())], meanwhile))
            : WriteIds(file, shape, [.. oldestFirst.Select(run => ((Run)run).Read())], meanwhile);
    }

    private static RunFooter WriteIds(INewRunFile file, RunShape shape, RunCursor[] cursors, Action meanwhile)
    {
        var writer = new RunWriter(file, shape);
        int open = 0;
        int inPart = 0;
        foreach (RunCursor cursor in cursors)
        {
            if (cursor.MoveNext())
                cursors[open++] = cursor;
        }

        bool hasLast = false;
        RunEntry last = default;
        while (open > 0)
        {
            if (++inPart == EntriesInPart)
            {
                inPart = 0;
                meanwhile();
            }

            int least = 0;
            for (int i = 1; i < open; i++)
            {
                if (cursors[i].Current.IsBefore(cursors[least].Current))
                    least = i;
            }

            // An id that was forgotten and came again is the newer one. Receipts are all kept.
            if (hasLast && (shape.Kind == IndexKind.Receipt || !last.SameKey(cursors[least].Current)))
                writer.Add(last);
            last = cursors[least].Current;
            hasLast = true;
            if (!cursors[least].MoveNext())
                cursors[least] = cursors[--open];
        }

        if (hasLast)
            writer.Add(last);
        return writer.Finish();
    }

    private static IEnumerable<Stay> Stays(IEnumerator<Stay>[] cursors, Action meanwhile)
    {
        int inPart = 0;
        var next = new PriorityQueue<IEnumerator<Stay>, (ulong, long)>();
        foreach (IEnumerator<Stay> cursor in cursors)
            Enqueue(cursor);
        while (next.TryDequeue(out IEnumerator<Stay>? cursor, out _))
        {
            yield return cursor.Current;
            Enqueue(cursor);
            if (++inPart == EntriesInPart)
            {
                inPart = 0;
                meanwhile();
            }
        }

        void Enqueue(IEnumerator<Stay> cursor)
        {
            if (cursor.MoveNext())
                next.Enqueue(cursor, (cursor.Current.Account, cursor.Current.Seq));
            else
                cursor.Dispose();
        }
    }
}
