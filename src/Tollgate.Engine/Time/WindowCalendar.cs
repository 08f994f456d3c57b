using NodaTime;
using NodaTime.TimeZones;
using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Time;

/// <summary>
/// The calendar windows of one length in a time zone: half-open, without gap or overlap. Days, weeks and months begin at local midnight, as billing
/// periods do, the first of them where the contract starts. Minutes and hours begin with the local clock's, and where that clock is moved a window ends and another begins: a doubled hour
/// is two of them, and of no window is any part longer than its name says.
/// </summary>
public sealed class WindowCalendar
{
    private const long Second = 1_000_000;

    private readonly DateTimeZone _zone;
    private readonly BillingCalendar? _calendar;
    private readonly long _length;

    /// <param name="start">Nobody asks for any time before it.</param>
    public WindowCalendar(WindowUnit unit, DateTimeZone zone, EffectiveAt start)
    {
        _zone = zone;
        _length = unit switch
        {
            WindowUnit.Minute => 60 * Second,
            WindowUnit.Hour => 3_600 * Second,
            _ => 0,
        };
        _calendar = unit switch
        {
            WindowUnit.Day => new(PeriodUnit.Day, PeriodAnchor.Calendar, zone, start),
            WindowUnit.Week => new(PeriodUnit.Week, PeriodAnchor.Calendar, zone, start),
            WindowUnit.Month => new(PeriodUnit.Month, PeriodAnchor.Calendar, zone, start),
            _ => null,
        };
    }

    /// <summary>The window that holds an instant. One at a window's end belongs to the next.</summary>
    public CalendarWindow At(EffectiveAt at)
    {
        if (_calendar is not null)
        {
            BillingPeriod period = _calendar.PeriodAt(at);
            return new(period.Start, period.End);
        }

        ZoneInterval interval = _zone.GetZoneInterval(at.ToInstant());
        long offset = interval.WallOffset.Seconds * Second;
        long local = at.Microseconds + offset;
        long start = local - (((local % _length) + _length) % _length) - offset;
        long end = start + _length;
        if (interval.HasStart)
            start = Math.Max(start, EffectiveAt.From(interval.Start).Microseconds);
        if (interval.HasEnd)
            end = Math.Min(end, EffectiveAt.From(interval.End).Microseconds);
        return new(new EffectiveAt(start), new EffectiveAt(end));
    }
}

/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive.</param>
public readonly record struct CalendarWindow(EffectiveAt Start, EffectiveAt End)
{
    public bool Contains(EffectiveAt at) => at >= Start && at < End;
}
