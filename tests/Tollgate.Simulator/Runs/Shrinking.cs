namespace Tollgate.Simulator.Runs;

/// <summary>Leaves steps out of a failed run for as long as it fails in the same way (delta debugging: Zeller, Hildebrandt).</summary>
internal static class Shrinking
{
    private const int MostRuns = 400;

    /// <returns>The steps that are left.</returns>
    public static IReadOnlySet<int> Of(Outcome failed, int steps)
    {
        List<int> left = [.. Enumerable.Range(1, steps)];
        int runs = 0;
        for (int size = Math.Max(1, left.Count / 2); runs < MostRuns;)
        {
            bool shorter = false;
            for (int at = 0; at < left.Count && runs < MostRuns;)
            {
                List<int> tried = [.. left.Take(at), .. left.Skip(at + size)];
                runs++;
                if (Outcome.Of(failed.Seed, steps, tried.ToHashSet()).Failure?.Invariant == failed.Failure!.Invariant)
                {
                    left = tried;
                    shorter = true;
                }
                else
                {
                    at += size;
                }
            }

            if (size == 1 && !shorter)
                break;
            size = Math.Max(1, size / 2);
        }

        return left.ToHashSet();
    }
}
