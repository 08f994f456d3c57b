using System.Globalization;

namespace Tollgate.Engine.Tests.SlowRating;

/// <summary>Draws contracts. The same seed draws the same one.</summary>
internal sealed class Draw(int seed)
{
    private const long Minute = 60_000_000;
    private const long Day = 24 * 60 * Minute;

    private static readonly (string Code, int Digits)[] Currencies = [("USD", 2), ("EUR", 2), ("JPY", 0), ("KWD", 3)];

    private static readonly string[] Zones =
    [
        "UTC", "Europe/Berlin", "America/New_York", "Australia/Sydney", "America/Santiago", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana",
    ];

    /// <summary>Around these days calendars are hard: a leap day, the ends of months, clocks that change in either hemisphere.</summary>
    private static readonly DateTime[] HardDays =
    [
        new(2024, 2, 29), new(2024, 1, 31), new(2025, 3, 9), new(2025, 3, 30), new(2025, 4, 6), new(2025, 10, 5), new(2025, 10, 26), new(2025, 11, 2), new(2025, 9, 7), new(2025, 4, 25), new(2025, 12, 31), new(2023, 2, 28),
    ];

    private readonly Random _random = new(seed);

    public DrawnContract Contract()
    {
        (string currency, int digits) = One(Currencies);
        string unit = One("month", "month", "month", "day", "week", "quarter", "year");
        long start = Moment(SlowCalendar.At(One(HardDays)), 3);
        long length = unit switch { "day" => 1, "week" => 7, "month" => 31, "quarter" => 92, _ => 366 } * Day;
        long until = start + (_random.Next(1, 4) * length) + (_random.Next(0, 40) * Day / 40);
        long? end = Chance(3) ? Math.Max(start + Minute, Moment(start + (long)(_random.NextDouble() * (until - start)), 1)) : null;
        DrawnMeter[] meters = [Meter("units", counts: false, "quantity"), Meter("sizes", counts: false, "size"), Meter("hits", counts: true, "")];
        var prices = new DrawPrice(_random, meters, start, until);
        DrawnCharge[] charges = [.. Enumerable.Range(0, _random.Next(1, 6)).Select(number => prices.Charge($"c{number}"))];
        long recorded = Chance(2) ? start : start + _random.NextInt64(-5 * Day, 5 * Day);
        DrawnEvent[] events = [.. Enumerable.Range(0, _random.Next(0, 25)).Select(number => Event($"e{number}", start, until))];
        DrawnGrant[] grants = [.. Enumerable.Range(0, Chance(2) ? 0 : _random.Next(1, 5)).Select(number => Grant($"g{number}", start, until))];
        return new(One(Zones), currency, digits, unit, Chance(2), start, end, recorded, until, meters, charges, grants, events);
    }

    private DrawnMeter Meter(string name, bool counts, string path) =>
        new(name, counts, path, One(null, null, "0", "1", "2", "10", "100.5", "1000", "unlimited"));

    private DrawnEvent Event(string id, long start, long until)
    {
        long time = Chance(6) ? start + (_random.Next(0, 3) * 31 * Day) : Moment(_random.NextInt64(start - Day, until + Day), 0);
        long recorded = time + (Chance(2) ? 0 : _random.NextInt64(-4 * Minute, 10 * Day));
        Dictionary<string, string> properties = [];
        if (!Chance(4))
            properties["model"] = One("a", "b", "c");
        if (!Chance(3))
            properties["region"] = One("eu", "us");
        if (!Chance(5))
            properties["cost"] = One("0", "1.5", "0.000000001", "12.345678901234", "99", "none", "-1");
        return new(id, time, recorded, Units(), Units(), properties);
    }

    private DrawnGrant Grant(string id, long start, long until)
    {
        long issued = Whole(_random.NextInt64(start - (3 * Day), until));
        long from = Chance(2) ? issued : Whole(_random.NextInt64(start, until));
        long? end = Chance(2) ? null : from + Whole(_random.NextInt64(Minute, 60 * Day)) + Minute;
        return new(id, One("units", "sizes", "hits"), One("1", "5", "0.5", "40", "1000"), issued, from, end, One(100, 100, 1, 200), Chance(2), Chance(4) ? One("a", "b") : null);
    }

    private string Units() => One(
        "0", "1", "1", "2", "5", "99.999999999", "100", "100.000000001",
        _random.Next(0, 300).ToString(CultureInfo.InvariantCulture),
        $"{_random.Next(0, 5000)}.{_random.Next(1, 999_999_999):D9}",
        _random.Next(0, 2_000_000).ToString(CultureInfo.InvariantCulture));

    /// <summary>An instant of around another: often at midnight or on the hour there, or just beside it.</summary>
    private long Moment(long about, int days)
    {
        long at = about + (_random.Next(-days, days + 1) * Day);
        return _random.Next(6) switch
        {
            0 => at - (at % Day),
            1 => at - (at % Day) + (_random.Next(-14, 13) * 60 * Minute),
            2 => at - (at % Day) - 1,
            3 => at - (at % (60 * Minute)) + (_random.Next(0, 60) * Minute),
            _ => at + _random.NextInt64(0, Day),
        };
    }

    private static long Whole(long at) => at - (at % Minute);

    private bool Chance(int one) => _random.Next(one) == 0;

    private T One<T>(params T[] among) => among[_random.Next(among.Length)];
}
