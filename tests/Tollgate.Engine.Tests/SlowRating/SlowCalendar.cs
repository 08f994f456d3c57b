using NodaTime;

namespace Tollgate.Engine.Tests.SlowRating;

/// <summary>
/// Billing periods in local time, found by walking from one boundary to the next. Instants are microseconds since 1970. How far a zone is from UTC at an instant is all that it asks the database.
/// </summary>
internal sealed class SlowCalendar
{
    private readonly DateTimeZone _zone;
    private readonly string _unit;
    private readonly DateTime _origin;
    private readonly long _start;
    private readonly int _first;
    private readonly bool _ofCalendar;

    public SlowCalendar(string unit, bool ofCalendar, string zone, long start)
    {
        (_unit, _ofCalendar, _start) = (unit, ofCalendar, start);
        _zone = DateTimeZoneProviders.Tzdb[zone];
        DateTime local = Local(start);
        _origin = ofCalendar ? StartOf(local.Date) : local;
        if (!ofCalendar)
            return;
        while (Boundary(_first) > start)
            _first--;
        while (Boundary(_first + 1) <= start)
            _first++;
    }

    public static DateTime Utc(long at) => DateTime.UnixEpoch.AddTicks(at * 10);

    public static long At(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks / 10;

    public DateTime Local(long at) => Local(at, _zone);

    public static DateTime Local(long at, DateTimeZone zone) => Utc(at).AddTicks(OffsetAt(zone, Utc(at)));

    public long StartOf(int period) => period == 0 ? _start : Boundary(_first + period);

    public long EndOf(int period) => Boundary(_first + period + 1);

    /// <summary>Where the first period would have begun had the contract been there already.</summary>
    public long NominalStart(int period) => period == 0 && _ofCalendar ? Boundary(_first) : StartOf(period);

    private long Boundary(int number) => Instant(_unit switch
    {
        "day" => _origin.AddDays(number),
        "week" => _origin.AddDays(7 * number),
        "month" => _origin.AddMonths(number),
        "quarter" => _origin.AddMonths(3 * number),
        _ => _origin.AddMonths(12 * number),
    });

    private DateTime StartOf(DateTime day) => _unit switch
    {
        "day" => day,
        "week" => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        "month" => new DateTime(day.Year, day.Month, 1),
        "quarter" => new DateTime(day.Year, (((day.Month - 1) / 3) * 3) + 1, 1),
        _ => new DateTime(day.Year, 1, 1),
    };

    /// <summary>A local time that there is twice is the first; one that there is not is as far behind the gap as it stands in it.</summary>
    private long Instant(DateTime local)
    {
        long before = OffsetAt(_zone, local.AddDays(-1));
        long after = OffsetAt(_zone, local.AddDays(1));
        DateTime[] there = [.. new[] { before, after }.Select(offset => (Utc: local.AddTicks(-offset), Offset: offset)).Where(each => OffsetAt(_zone, each.Utc) == each.Offset).Select(each => each.Utc)];
        return At(there.Length > 0 ? there.Min() : local.AddTicks(-before));
    }

    private static long OffsetAt(DateTimeZone zone, DateTime utc) => zone.GetUtcOffset(NodaTime.Instant.FromDateTimeUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc))).Ticks;
}
