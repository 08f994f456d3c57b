using System.Globalization;

namespace Tollgate.Bench.Rounds;

/// <summary>The median of some rounds with the least and the most of them.</summary>
public readonly record struct Spread(double Median, double Least, double Most)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new(median, sorted[0], sorted[^1]);
    }

    public override string ToString() => Least == Most ? Short(Median) : $"{Short(Median)} ({Short(Least)} to {Short(Most)})";

    /// <summary>Three digits that mean something.</summary>
    public static string Short(double value)
    {
        int digits = value == 0 ? 0 : Math.Max(0, 2 - (int)Math.Floor(Math.Log10(Math.Abs(value))));
        return value.ToString("N" + Math.Min(digits, 4), CultureInfo.InvariantCulture);
    }
}
