using System.Globalization;
using System.Numerics;
using System.Text;

namespace Tollgate.Server.Demo;

/// <summary>Columns of text, one for each value, scaled to the largest: usage by minute at a glance.</summary>
internal static class MinuteChart
{
    private const string Eighths = " ▁▂▃▄▅▆▇█";

    /// <param name="values">One for each minute, whole units.</param>
    /// <returns>Lines of text, the highest first.</returns>
    public static IEnumerable<string> Draw(IReadOnlyList<BigInteger> values, int height)
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
    }
}
