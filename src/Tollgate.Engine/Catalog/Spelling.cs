namespace Tollgate.Engine.Catalog;

/// <summary>Finds the word that somebody meant.</summary>
internal static class Spelling
{
    private const int LongestWord = 64;

    /// <summary>A large catalog with many slips in it is still answered at once.</summary>
    private const int MostCandidates = 256;

    /// <summary><c>, did you mean 'period'?</c> or nothing; ties go to the first candidate.</summary>
    public static string Suggest(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        // One slip in a short word, up to three in a long one; more is another word.
        int least = Math.Min(3, (word.Length / 3) + 1) + 1;
        if (word.Length <= LongestWord)
        {
            foreach (string candidate in candidates.Take(MostCandidates))
            {
                int distance = candidate.Length <= LongestWord ? Distance(word, candidate) : int.MaxValue;
                if (distance < least && distance < candidate.Length)
                    (best, least) = (candidate, distance);
            }
        }

        return best is null ? "" : $", did you mean '{best}'?";
    }

    /// <summary>How many letters are inserted, left out or replaced (Levenshtein), whatever their case.</summary>
    private static int Distance(string left, string right)
    {
        Span<int> row = stackalloc int[right.Length + 1];
        for (int j = 0; j <= right.Length; j++)
            row[j] = j;
        for (int i = 0; i < left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < right.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(left[i]) == char.ToLowerInvariant(right[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[right.Length];
    }
}
