using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Time;

public class BillingCalendarProperties
{
    /// <summary>Zones with clocks that change, by an hour and by half of one, at midnight, across the date line, and not at all.</summary>
    private static readonly string[] Zones =
    [
        "UTC", "Europe/Berlin", "America/New_York", "America/Havana", "Africa/Cairo", "Africa/Casablanca", "Australia/Sydney", "Australia/Lord_Howe",
        "Pacific/Apia", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu", "America/Scoresbysund", "Antarctica/Troll",
    ];

    private const long Second = 1_000_000;
    private const long Earliest = 0;
    private const long Latest = 4_102_444_800 * Second;

    public sealed record Case(PeriodUnit Unit, PeriodAnchor Anchor, string Zone, EffectiveAt Start, EffectiveAt At)
    {
        public BillingCalendar Calendar => new(Unit, Anchor, TimeZones.Get(Zone), Start);
    }

    private static Gen<Case> Cases =>
        from unit in Gen.Elements(Enum.GetValues<PeriodUnit>())
        from anchor in Gen.Elements(Enum.GetValues<PeriodAnchor>())
        from zone in Gen.Elements(Zones)
        from start in Gen.OneOf(Anywhere, NearTransition(zone))
        from at in Gen.OneOf(Anywhere, NearTransition(zone), Near(start))
        select new Case(unit, anchor, zone, new EffectiveAt(Math.Min(start, at)), new EffectiveAt(Math.Max(start, at)));

    private static Gen<long> Anywhere => Gen.Choose(0, int.MaxValue).Select(part => Earliest + ((Latest - Earliest) / int.MaxValue * part));

    /// <summary>Within a day of a moment at which a zone's clocks changed, which is where a calendar can go wrong.</summary>
    private static Gen<long> NearTransition(string zone) =>
        from about in Anywhere
        from seconds in Gen.Choose(-90_000, 90_000)
        let interval = TimeZones.Get(zone).GetZoneInterval(Instants.FromMicroseconds(about))
        let change = interval.HasStart && interval.Start > Instant.FromUnixTimeSeconds(0) ? Instants.ToMicroseconds(interval.Start) : about
        select Math.Max(Earliest, change + (seconds * Second));

    private static Gen<long> Near(long start) => Gen.Choose(0, 3_000_000).Select(seconds => start + (seconds * Second));

    [Fact]
    public void The_period_at_an_instant_contains_it() => Properties.Hold(Cases, drawn =>
    {
        BillingPeriod period = drawn.Calendar.PeriodAt(drawn.At);
        period.Contains(drawn.At).ShouldBeTrue();
        drawn.Calendar.Period(period.Index).ShouldBe(period);
    });

    [Fact]
    public void Periods_tile_the_time_from_the_start_on() => Properties.Hold(Cases, drawn =>
    {
        BillingCalendar calendar = drawn.Calendar;
        calendar.Period(0).Start.ShouldBe(drawn.Start);
        calendar.Period(0).NominalStart.ShouldBeLessThanOrEqualTo(drawn.Start);
        long from = calendar.PeriodAt(drawn.At).Index;
        for (long index = Math.Max(0, from - 3); index < from + 3; index++)
        {
            BillingPeriod period = calendar.Period(index);
            calendar.Period(index + 1).Start.ShouldBe(period.End);
            period.End.ShouldBeGreaterThanOrEqualTo(period.Start);
        }
    });

    /// <summary>Wherever terms change inside a period, its parts add up to the whole, by day as by second.</summary>
    [Fact]
    public void Shares_of_a_period_add_up() => Properties.Hold(Cases, drawn =>
    {
        BillingPeriod period = drawn.Calendar.PeriodAt(drawn.At);
        DateTimeZone zone = TimeZones.Get(drawn.Zone);
        foreach (Proration rule in new[] { Proration.Day, Proration.Second })
        {
            PeriodShare before = PeriodShare.Of(rule, period, period.Start, drawn.At, CutEnd.Continues, zone);
            PeriodShare after = PeriodShare.Of(rule, period, drawn.At, period.End, CutEnd.Continues, zone);
            PeriodShare whole = PeriodShare.Of(rule, period, period.Start, period.End, CutEnd.Continues, zone);
            (before.Numerator + after.Numerator).ShouldBe(whole.Numerator);
            whole.Numerator.ShouldBeInRange(0, whole.Denominator);
            PeriodShare ended = PeriodShare.Of(rule, period, period.Start, drawn.At, CutEnd.Terminates, zone);
            ended.Numerator.ShouldBeInRange(before.Numerator, ended.Denominator);
        }
    });
}
