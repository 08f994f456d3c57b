using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Tests.Rating;

/// <summary>
/// Prices in one line, for tables: <c>package 1000 0.20</c>, <c>graduated 100@1.00 ..@0.50+10</c> (a tier is <c>up_to@unit+flat</c>), followed by the common parts
/// <c>/1000</c>, <c>x60</c>, <c>round=up:2</c>, <c>free=5</c>, <c>off=10%</c>, <c>off=5</c>, <c>min=10</c>, <c>max=99</c>, <c>skip</c>. A stair is <c>stair 10@50 ..@80</c>, and tiers of percentages <c>percents 1000@2.9+5 ..@1.9</c>.
/// </summary>
internal static class Prices
{
    private static readonly string[] Models = ["flat", "per_unit", "package", "graduated", "volume", "stair", "percents"];

    public static Price Of(string line)
    {
        string[] words = line.Split(' ');
        Price price = words[0] switch
        {
            "flat" => new FlatPrice(Money.Parse(words[1])),
            "per_unit" => new PerUnitPrice(Rate.Parse(words[1])),
            "package" => new PackagePrice(Quantity.Parse(words[1]), Rate.Parse(words[2])),
            "graduated" => new GraduatedPrice(Tiers(words)),
            "volume" => new VolumePrice(Tiers(words)),
            "stair" => new StairPrice([.. Tiers(words).Select(tier => new Tier(tier.UpTo, Rate.Zero, Quantity.One * tier.UnitAmount))]),
            "percents" => new GraduatedPercentagePrice([.. Tiers(words).Select(tier => tier with { UnitAmount = Rate.FromScaled(tier.UnitAmount.Scaled / 100) })]),
            _ => throw new ArgumentException($"'{words[0]}' is none of {string.Join(", ", Models)}."),
        };
        return words.Aggregate(price, With);
    }

    /// <summary>One cell for each <c>model=gpt-4,region=eu: per_unit 1</c>; <c>*: per_unit 2</c> is the default.</summary>
    public static MatrixPrice Matrix(string dimensions, params string[] cells)
    {
        (string Match, Price Price)[] parts = [.. cells.Select(cell => (cell[..cell.IndexOf(": ", StringComparison.Ordinal)], Of(cell[(cell.IndexOf(": ", StringComparison.Ordinal) + 2)..])))];
        return new(
            [.. dimensions.Split(',')],
            [.. parts.Where(part => part.Match != "*").Select(part => new MatrixCell(Values(part.Match), part.Price))],
            parts.FirstOrDefault(part => part.Match == "*").Price);
    }

    /// <summary>The cell of an event with these dimensions, whenever it was.</summary>
    public static int? CellOf(this Price price, Func<string, string?> dimension) => price.CellOf(new Occasion(default, NodaTime.DateTimeZone.Utc, dimension));

    public static ImmutableSortedDictionary<string, string> Values(string pairs) => pairs
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('='))
        .ToImmutableSortedDictionary(pair => pair[0], pair => pair[1]);

    /// <summary><c>0:100 2:5.5</c>: quantities by cell.</summary>
    public static IReadOnlyDictionary<int, CellUsage> Counted(string cells) => cells
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(cell => cell.Split(':'))
        .ToDictionary(cell => int.Parse(cell[0], System.Globalization.CultureInfo.InvariantCulture), cell => (CellUsage)Quantity.Parse(cell[1]));

    private static ImmutableArray<Tier> Tiers(string[] words) => [.. words.Where(word => word.Contains('@')).Select(word =>
    {
        string[] parts = word.Split('@', '+');
        Quantity? upTo = parts[0] == ".." ? null : Quantity.Parse(parts[0]);
        return new Tier(upTo, Rate.Parse(parts[1]), parts.Length > 2 ? Money.Parse(parts[2]) : Money.Zero);
    })];

    private static Price With(Price price, string word) => word switch
    {
        "skip" => price with { SkipWhenZero = true },
        ['/', ..] => price with { Convert = new(Quantity.Parse(word[1..]), null, null, 0) },
        ['x', ..] => price with { Convert = new(null, Quantity.Parse(word[1..]), null, 0) },
        _ when word.StartsWith("round=", StringComparison.Ordinal) => price with { Convert = Rounded(price.Convert ?? new(null, null, null, 0), word[6..].Split(':')) },
        _ when word.StartsWith("free=", StringComparison.Ordinal) => price with { FreeUnits = Quantity.Parse(word[5..]) },
        _ when word.StartsWith("off=", StringComparison.Ordinal) => word.EndsWith('%') ? price with { DiscountPercent = Rate.Parse(word[4..^1]) } : price with { DiscountAmount = Money.Parse(word[4..]) },
        _ when word.StartsWith("min=", StringComparison.Ordinal) => price with { Minimum = Money.Parse(word[4..]) },
        _ when word.StartsWith("max=", StringComparison.Ordinal) => price with { Maximum = Money.Parse(word[4..]) },
        _ => price,
    };

    private static Conversion Rounded(Conversion conversion, string[] parts) => conversion with
    {
        Round = parts[0] switch
        {
            "up" => RoundingMode.Up,
            "down" => RoundingMode.Down,
            "half_even" => RoundingMode.HalfEven,
            _ => RoundingMode.HalfUp,
        },
        Digits = parts.Length > 1 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : 0,
    };
}
