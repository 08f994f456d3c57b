using System.Numerics;

namespace Tollgate.Storage.Index.Runs;

/// <summary>
/// Which runs of a kind are merged next. Only neighbours of one span of time are, so that a run can be forgotten as a whole: those of a span that
/// is over into one, those of the newest span four of a size at a time.
/// </summary>
internal static class MergePolicy
{
    /// <summary>Past it, merging comes before sealing: no question ever touches more runs of a kind.</summary>
    public const int MostRuns = 32;

    private const int SameSize = 4;
    private const long SmallestSize = 64 * 1024;

    // What a run of the file format can count, with room.
    private const long MostEntries = 1_000_000_000;

    /// <param name="oldestFirst">In the order of their blocks.</param>
    /// <param name="spanOf">The span of time that a run belongs to.</param>
    /// <returns>Where the runs to merge begin, and how many; none when nothing is to be done.</returns>
    public static (int From, int Count) Next(IReadOnlyList<RunFooter> oldestFirst, Func<RunFooter, long> spanOf)
    {
        int end = oldestFirst.Count;
        int newestSpan = FirstOfSpan(oldestFirst, end, spanOf);
        if (OfOneSize(oldestFirst, newestSpan) is { Count: > 1 } equals)
            return equals;
        while (newestSpan > 0)
        {
            end = newestSpan;
            newestSpan = FirstOfSpan(oldestFirst, end, spanOf);
            if (Bounded(oldestFirst, newestSpan, end) is { Count: > 1 } ended)
                return ended;
        }

        int inNewest = FirstOfSpan(oldestFirst, oldestFirst.Count, spanOf);
        return oldestFirst.Count >= MostRuns ? Bounded(oldestFirst, inNewest, oldestFirst.Count) : default;
    }

    private static int FirstOfSpan(IReadOnlyList<RunFooter> runs, int end, Func<RunFooter, long> spanOf)
    {
        int first = end - 1;
        while (first > 0 && spanOf(runs[first - 1]) == spanOf(runs[end - 1]))
            first--;
        return Math.Max(0, first);
    }

    /// <summary>The newest runs up to a size, when there are enough of just that size among them.</summary>
    private static (int From, int Count) OfOneSize(IReadOnlyList<RunFooter> runs, int from)
    {
        for (int size = 0; size <= 32; size++)
        {
            int first = runs.Count;
            int equals = 0;
            for (; first > from && SizeOf(runs[first - 1]) <= size; first--)
                equals += SizeOf(runs[first - 1]) == size ? 1 : 0;
            if (equals >= SameSize)
                return Bounded(runs, first, runs.Count);
        }

        return default;
    }

    private static (int From, int Count) Bounded(IReadOnlyList<RunFooter> runs, int from, int end)
    {
        long entries = 0;
        int first = end;
        while (first > from && entries + runs[first - 1].Count <= MostEntries)
            entries += runs[--first].Count;
        return (first, end - first);
    }

    private static int SizeOf(in RunFooter run) =>
        run.Count < SmallestSize ? 0 : (BitOperations.Log2((ulong)(run.Count / SmallestSize)) / 2) + 1;
}
