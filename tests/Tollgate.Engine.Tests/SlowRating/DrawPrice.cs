using System.Globalization;

namespace Tollgate.Engine.Tests.SlowRating;

/// <summary>Draws charges of every model.</summary>
internal sealed class DrawPrice(Random random, DrawnMeter[] meters, long start, long until)
{
    public DrawnCharge Charge(string name)
    {
        if (Chance(4))
            return new(name, null, false, Chance(2), One("day", "day", "second", "none"), Common(new SlowFlat(Amount()), units: false) with { Skip = false });
        DrawnMeter meter = One(meters);
        SlowPrice price = random.Next(10) switch
        {
            < 6 => Plain(),
            < 8 => Matrix(inside: true),
            _ => TimeOfDay(inside: true),
        };
        return new(name, meter.Name, meter.Included is not null && !price.IsOfEvents && Chance(2), false, "day", price);
    }

    private SlowPrice Plain() => random.Next(11) switch
    {
        0 => Common(new SlowPerUnit(Amount()), units: true),
        1 => Common(new SlowTiers("graduated", Tiers(Amount, onceToo: true)), units: true),
        2 => Common(new SlowTiers("volume", Tiers(Amount, onceToo: true)), units: true),
        3 => Common(new SlowPackage(One("1", "3", "1000", "0.7"), Amount()), units: true),
        4 => Common(new SlowTiers("stair", Steps()), units: true),
        5 => Common(new SlowTiers("graduated_percentage", Tiers(Percent, onceToo: true)), units: true),
        6 or 7 => Percentage(),
        8 => Common(new SlowDynamic("cost", Chance(2) ? null : One("1.1", "0.333333333333", "0")), units: false),
        _ => Common(Formula(), units: true),
    };

    private SlowPrice Matrix(bool inside)
    {
        Dictionary<string, string>[] matches = [.. new[] { ("a", ""), ("b", "eu"), ("", "us"), ("a", "eu") }.Where(_ => !Chance(3)).Select(of => Match(of.Item1, of.Item2))];
        SlowPrice[] parts = [.. matches.Select(_ => inside && Chance(5) ? TimeOfDay(inside: false) : Plain())];
        SlowPrice? otherwise = parts.Length == 0 || Chance(2) ? Plain() : null;
        return Common(new SlowMatrix(["model", "region"], matches, parts, otherwise), units: false);
    }

    private SlowPrice TimeOfDay(bool inside)
    {
        SlowWindow[] windows = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Window())];
        SlowPrice[] parts = [.. windows.Select(_ => inside && Chance(6) ? Matrix(inside: false) : Plain())];
        return Common(new SlowTimeOfDay(One(null, null, "account", "UTC", "Asia/Tokyo", "America/New_York"), windows, parts, Chance(3) ? null : Plain()), units: false);
    }

    private SlowWindow Window()
    {
        int from = random.Next(0, 24) * 60;
        int to = random.Next(1, 25) * 60;
        DayOfWeek[] days = Chance(2) ? [] : [.. Enum.GetValues<DayOfWeek>().Where(_ => Chance(2))];
        return new(from, to == from ? (from + 90) % 1440 : to, days);
    }

    private SlowPrice Percentage()
    {
        var price = new SlowPercentage(Percent(), Maybe("0.30", "0.05"), One(0, 0, 1, 3), Maybe("10", "100.5"), Maybe("0.10", "1.00"), Maybe("1.00", "20.00"));
        return Dated(Discounted(Chance(4) ? price with { DivideBy = One("3", "100", "0.007") } : price));
    }

    private SlowFormula Formula()
    {
        (string a, string b) = (Amount(), random.Next(1, 400).ToString(CultureInfo.InvariantCulture));
        (Ratio price, Ratio units) = (Ratio.Of(a), Ratio.Of(b));
        return random.Next(8) switch
        {
            0 => new($"{b} + quantity * {a}", q => units + (q * price)),
            1 => new($"5 + max(0, quantity - {b}) * {a}", q => 5 + (Ratio.Max(0, q - units) * price)),
            2 => new($"min({b}, quantity * {a})", q => Ratio.Min(units, q * price)),
            3 => new($"ceil(quantity / {b}) * {a}", q => (q / units).Ceiling(0) * price),
            4 => new($"floor(quantity / {b}) * {a} + {b}", q => ((q / units).Floor(0) * price) + units),
            5 => new($"if(quantity < {b}, {a}, quantity * 0.5)", q => q < units ? price : q * Ratio.Of("0.5")),
            6 => new($"round(quantity * {a} / 7, 3)", q => (q * price / 7).HalfAway(3)),
            _ => new($"if(quantity >= {b}, quantity / ({b} + quantity), 0)", q => q >= units ? q / (units + q) : 0),
        };
    }

    /// <param name="units">It takes what belongs to units.</param>
    private SlowPrice Common(SlowPrice price, bool units)
    {
        if (units && Chance(4))
            price = price with { DivideBy = One("3", "1000", "0.007") };
        else if (units && Chance(6))
            price = price with { MultiplyBy = One("60", "0.5") };
        if (units && Chance(5))
            price = price with { Round = One("up", "down", "half_up"), Digits = One(0, 0, 2) };
        if (units && Chance(4))
            price = price with { Free = One("10", "0.5", "100") };
        return Dated(Discounted(price));
    }

    private SlowPrice Discounted(SlowPrice price)
    {
        if (Chance(4))
            price = price with { DiscountPercent = One("10", "33.333333333333", "100", "12.5") };
        if (Chance(5))
            price = price with { DiscountAmount = One("5", "0.01", "0.000000000007") };
        if (Chance(5))
            price = price with { Minimum = One("20", "0.000000000007", "3.333") };
        if (Chance(5))
            price = price with { Maximum = One("20", "900", "45.5") };
        return Chance(5) ? price with { Skip = true } : price;
    }

    private SlowPrice Dated(SlowPrice price)
    {
        if (Chance(8))
            price = price with { From = Sometime(start, until) };
        if (Chance(8))
            price = price with { Until = Sometime((price.From ?? start) + 1, until + 2) };
        return price;
    }

    private long Sometime(long from, long to)
    {
        long at = random.NextInt64(from, Math.Max(to, from + 1));
        return Chance(2) && at - (at % 86_400_000_000) > from ? at - (at % 86_400_000_000) : at;
    }

    private SlowTier[] Tiers(Func<string> each, bool onceToo) =>
        [.. Ends(3).Append(null).Select(end => new SlowTier(end, each(), onceToo && Chance(2) ? Amount() : null))];

    private SlowTier[] Steps() => [.. Ends(2).Append(null).Select(end => new SlowTier(end, "0", Amount()))];

    private IEnumerable<string?> Ends(int most) =>
        Enumerable.Range(0, random.Next(0, most + 1)).Select(_ => random.Next(1, 300)).Distinct().Order().Select(end => end.ToString(CultureInfo.InvariantCulture) + (Chance(4) ? ".5" : ""));

    private static Dictionary<string, string> Match(string model, string region)
    {
        Dictionary<string, string> match = [];
        if (model.Length > 0)
            match["model"] = model;
        if (region.Length > 0)
            match["region"] = region;
        return match;
    }

    private string Amount() => One("0", "1", "0.002", "0.000000000001", "30.00", "0.333333333333", $"{random.Next(0, 500)}.{random.Next(0, 1_000_000):D6}");

    private string Percent() => One("2.9", "0", "100", "0.3333333333", "12.5");

    private string? Maybe(string one, string other) => random.Next(4) switch { 0 => one, 1 => other, _ => null };

    private bool Chance(int one) => random.Next(one) == 0;

    private T One<T>(params T[] among) => among[random.Next(among.Length)];
}
