using NodaTime;
using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Time;

/// <summary>
/// The billing periods of one contract: they tile the time from its start on, without gap or overlap, in the local calendar of a time zone.
/// It knows no clock and no contract end; whoever cuts a period does so with <see cref="PeriodShare"/>.
/// </summary>
public sealed class BillingCalendar
{
    private readonly PeriodUnit _unit;
    private readonly DateTimeZone _zone;
    private readonly EffectiveAt _contractStart;
    private readonly EffectiveAt _nominalStart;

    /// <summary>Where a trial starts, which is period 0 and ends at <see cref="_contractStart"/>; null without one.</summary>
    private readonly EffectiveAt? _trialStart;

    /// <summary>The local time from which every boundary is computed; never from the boundary before it, so a 31st returns.</summary>
    private readonly LocalDateTime _origin;

    /// <summary>How many units after the origin the first period that is billed begins; 0 unless the origin is another contract's.</summary>
    private readonly long _offset;

    /// <param name="trialEnd">A trial is a period of its own, and the others are computed from its end; null is without one.</param>
    /// <param name="origin">From whose local time the boundaries are computed, in place of the anchor, before or after the start; the first period is a stub then. Null leaves the anchor.</param>
    public BillingCalendar(PeriodUnit unit, PeriodAnchor anchor, DateTimeZone zone, EffectiveAt contractStart, EffectiveAt? trialEnd = null, EffectiveAt? origin = null)
    {
        if (trialEnd is { } billed)
            (_trialStart, contractStart) = (contractStart, billed);
        _unit = unit;
        _zone = zone;
        _contractStart = contractStart;
        if (origin is { } other)
        {
            _origin = other.ToInstant().InZone(zone).LocalDateTime;
            _offset = OffsetTo(contractStart);
            _nominalStart = Ordinal(0);
            return;
        }

        LocalDateTime start = contractStart.ToInstant().InZone(zone).LocalDateTime;
        _origin = anchor == PeriodAnchor.Contract ? start : CalendarOrigin(start.Date);
        // A contract may start in the second of two equal local times, but its first period is whole nevertheless.
        _nominalStart = anchor == PeriodAnchor.Contract ? contractStart : Ordinal(0);
    }

    /// <summary>The instant from whose local time every boundary is computed.</summary>
    public EffectiveAt Anchor => InZone(_origin);

    /// <summary>So many days later, at the same local time.</summary>
    public static EffectiveAt DaysAfter(EffectiveAt start, int days, DateTimeZone zone) =>
        EffectiveAt.From(start.ToInstant().InZone(zone).LocalDateTime.InUnits(PeriodUnit.Day, days).InZoneLeniently(zone).ToInstant());

    /// <summary>The period that holds an instant. One at a period's end belongs to the next.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before the contract's start, or its period ends beyond the year 9998.</exception>
    public BillingPeriod PeriodAt(EffectiveAt at)
    {
        if (at >= _trialStart && at < _contractStart)
            return Period(0);
        if (at < _contractStart)
            throw new ArgumentOutOfRangeException(nameof(at), $"{at} lies before {_contractStart}, where the first period starts.");

        long index = Math.Max(0, UnitsTo(at.ToInstant().InZone(_zone).LocalDateTime) - _offset);
        // The count of units in local time can be one off near a boundary that daylight saving moved.
        while (index > 0 && Boundary(index) > at)
            index--;
        while (Boundary(index + 1) <= at)
            index++;
        return Period(index + Trials);
    }

    /// <summary>
    /// The period with a number. One may be empty (<c>Start == End</c>): a day that a zone never had, such as 30 December 2011 in Apia.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative, or the period ends beyond the year 9998.</exception>
    public BillingPeriod Period(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (_trialStart is { } trial && index == 0)
            return new(0, trial, _contractStart, trial, _contractStart);
        long billed = index - Trials;
        EffectiveAt start = Boundary(billed);
        EffectiveAt end = Boundary(billed + 1);
        return new(index, start, end, billed == 0 ? _nominalStart : start, end);
    }

    private long Trials => _trialStart is null ? 0 : 1;

    private EffectiveAt Boundary(long index) => index == 0 ? _contractStart : Ordinal(index);

    private EffectiveAt Ordinal(long index) => InZone(_origin.InUnits(_unit, index + _offset));

    private long OffsetTo(EffectiveAt start)
    {
        long offset = UnitsTo(start.ToInstant().InZone(_zone).LocalDateTime);
        while (InZone(_origin.InUnits(_unit, offset)) > start)
            offset--;
        while (InZone(_origin.InUnits(_unit, offset + 1)) <= start)
            offset++;
        return offset;
    }

    /// <summary>
    /// A skipped local time moves forward by the gap, a doubled one takes the first. Boundaries lie a day or more apart in local time, and
    /// no zone ever moved its clocks by more, so their order survives it.
    /// </summary>
    private EffectiveAt InZone(LocalDateTime local) => EffectiveAt.From(local.InZoneLeniently(_zone).ToInstant());

    private LocalDateTime CalendarOrigin(LocalDate date)
    {
        LocalDateTime origin = date.StartOf(_unit).AtMidnight();
        // A boundary inside a daylight-saving change can fall on the other side of a contract that starts within the same hour.
        while (InZone(origin) > _contractStart)
            origin = origin.InUnits(_unit, -1);
        while (InZone(origin.InUnits(_unit, 1)) <= _contractStart)
            origin = origin.InUnits(_unit, 1);
        return origin;
    }

    private long UnitsTo(LocalDateTime local) => _unit switch
    {
        PeriodUnit.Day => DaysTo(local),
        PeriodUnit.Week => DaysTo(local) / 7,
        PeriodUnit.Month => MonthsTo(local),
        PeriodUnit.Quarter => MonthsTo(local) / 3,
        PeriodUnit.Year => MonthsTo(local) / 12,
        _ => throw new ArgumentOutOfRangeException(nameof(local), _unit, "This period is not known."),
    };

    private long DaysTo(LocalDateTime local) => NodaTime.Period.DaysBetween(_origin.Date, local.Date);

    private long MonthsTo(LocalDateTime local) => ((local.Year - _origin.Year) * 12L) + local.Month - _origin.Month;
}
