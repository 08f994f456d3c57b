using NodaTime;
using NodaTime.TimeZones;
using Tollgate.Engine.Time;

namespace Tollgate.Storage.Projections;

/// <summary>
/// Finds the window that a minute falls in. Hours, days and months begin when the zone's clock and calendar say so: on a day when clocks change, a day has 23
/// or 25 hours; where midnight is skipped, it begins at the first instant that there is.
/// </summary>
internal sealed class WindowCalendar
{
    private const long MicrosecondsPerSecond = 1_000_000;

    private readonly UsageWindowSize _size;
    private readonly DateTimeZone _zone;
    private readonly long _from;
    private readonly long _to;
    private long _start;
    private long _end;

    /// <summary>The range is widened to whole minutes.</summary>
    public WindowCalendar(UsageQuery query)
    {
        _size = query.Window;
        _zone = query.Zone;
        _from = Minutes.Floor(query.From.Microseconds, Minutes.Long);
        _to = Minutes.Ceiling(query.To.Microseconds, Minutes.Long);
    }

    public long From => _from;

    public long To => _to;

    public bool Covers(long minute) => minute >= _from && minute < _to;

    /// <summary>The window of a minute inside the range, cut by it, in microseconds.</summary>
    public (long Start, long End) Of(long minute)
    {
        // Rows come in the order of time, so the window is nearly always the last one.
        if (minute < _start || minute >= _end)
            (_start, _end) = Whole(minute);
        return (Math.Max(_start, _from), Math.Min(_end, _to));
    }

    private (long Start, long End) Whole(long minute)
    {
        switch (_size)
        {
            case UsageWindowSize.Minute:
                return (minute, minute + Minutes.Long);
            case UsageWindowSize.Hour:
                return HourAround(minute);
            case UsageWindowSize.Day:
                LocalDate day = Local(minute);
                return (StartOf(day), StartOf(day.PlusDays(1)));
            case UsageWindowSize.Month:
                LocalDate month = Local(minute).With(DateAdjusters.StartOfMonth);
                return (StartOf(month), StartOf(month.PlusMonths(1)));
            default:
                throw new InvalidOperationException($"There is no window of the size {_size}.");
        }
    }

    /// <summary>An hour of the zone's clock: off UTC's where the zone is, and cut where clocks change inside it.</summary>
    private (long Start, long End) HourAround(long minute)
    {
        ZoneInterval interval = _zone.GetZoneInterval(Instants.FromMicroseconds(minute));
        // Offsets of long ago have seconds.
        long offset = Minutes.Floor(interval.WallOffset.Seconds * MicrosecondsPerSecond, Minutes.Long);
        long start = Minutes.Floor(minute + offset, Minutes.HourLong) - offset;
        long end = start + Minutes.HourLong;
        if (interval.HasStart)
            start = Math.Max(start, Minutes.Floor(Instants.ToMicroseconds(interval.Start), Minutes.Long));
        if (interval.HasEnd)
            end = Math.Min(end, Minutes.Floor(Instants.ToMicroseconds(interval.End), Minutes.Long));
        return (start, end);
    }

    private LocalDate Local(long minute) => Instants.FromMicroseconds(minute).InZone(_zone).Date;

    // Offsets of long ago have seconds; such a day begins with the minute in which it began.
    private long StartOf(LocalDate day) => Minutes.Floor(Instants.ToMicroseconds(_zone.AtStartOfDay(day).ToInstant()), Minutes.Long);
}
