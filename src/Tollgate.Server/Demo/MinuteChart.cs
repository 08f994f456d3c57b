using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Tollgate.Server.Demo;

/// <summary>Columns of text, one for each value, scaled to the largest: usage by minute at a glance.</summary>
internal static class MinuteChart
{
    private const string Eighths = " ▁▂▃▄▅▆▇█";

    /// <summary>The quantity of every minute from one instant to another; the API leaves empty minutes out.</summary>
    /// <param name="windows">The answer's data: windows of a minute.</param>
    public static IReadOnlyList<BigInteger> Fill(string from, string to, JsonElement windows)
    {
        DateTimeOffset start = Instant(from);
        var minutes = new BigInteger[(int)(Instant(to) - start).TotalMinutes];
        foreach (JsonElement window in windows.EnumerateArray())
        {
            int minute = (int)(Instant(window.GetProperty("start").GetString()!) - start).TotalMinutes;
            minutes[minute] = BigInteger.Parse(window.GetProperty("quantity").GetString()!, CultureInfo.InvariantCulture);
        }

        return minutes;
    }

    /// <param name="values">One for each minute, whole units.</param>
    /// <param name="from">What stands under the first column, and <paramref name="to"/> under the last.</param>
    /// <returns>Lines of text, the highest first.</returns>
    public static IEnumerable<string> Draw(IReadOnlyList<BigInteger> values, int height, string from, string to)
    {
        BigInteger most = values.Count == 0 ? 1 : BigInteger.Max(1, values.Max());
        for (int row = height - 1; row >= 0; row--)
        {
            var line = new StringBuilder();
            foreach (BigInteger value in values)
            {
                int eighths = (int)(value * height * 8 / most) - (row * 8);
                line.Append(Eighths[Math.Clamp(eighths, 0, 8)]);
            }

            string scale = row == height - 1 ? most.ToString("N0", CultureInfo.InvariantCulture) : row == 0 ? "0" : "";
            yield return $"{scale,12} ┤{line}";
        }

        yield return $"{"",12} └{new string('─', Math.Max(0, values.Count))}";
        yield return $"{"",14}{from}{to.PadLeft(Math.Max(0, values.Count - from.Length))}";
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
