using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Time;

/// <summary>The periods of a contract whose plans are billed by different ones.</summary>
public class ContractCalendarProperties
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/Havana", "Pacific/Apia", "Australia/Lord_Howe"];

    public sealed record Case(string Zone, EffectiveAt Start, int? TrialDays, int? AnchorDays, ImmutableArray<(int Hours, PeriodUnit Unit, PeriodAnchor Anchor)> Changes)
    {
        public ImmutableArray<(EffectiveAt From, PeriodUnit Unit, PeriodAnchor Anchor)> Plans { get; } =
            [.. Changes.Select(change => (Hours(Start, change.Hours), change.Unit, change.Anchor)).OrderBy(plan => plan.Item1).DistinctBy(plan => plan.Item1)];

        public EffectiveAt? TrialEnd => TrialDays is { } days ? Hours(Start, days * 24) : null;

        public EffectiveAt? Origin => AnchorDays is { } days ? Hours(Start, days * 24) : null;

        public ContractCalendar Calendar => new(Plans, TimeZones.Get(Zone), TrialEnd, Origin);
    }

    private static Gen<(int Hours, PeriodUnit Unit, PeriodAnchor Anchor)> Change(Gen<int> hours) =>
        from at in hours
        from unit in Gen.Elements(Enum.GetValues<PeriodUnit>())
        from anchor in Gen.Elements(Enum.GetValues<PeriodAnchor>())
        select (at, unit, anchor);

    private static Gen<Case> Cases =>
        from zone in Gen.Elements(Zones)
        from start in Gen.Choose(0, 2_000_000_000)
        from trial in Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(1, 40).Select(days => (int?)days))
        from origin in Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(-900, 900).Select(days => (int?)days))
        from first in Change(Gen.Constant(0))
        from later in Change(Gen.Choose(1, 20_000)).ListOf()
        select new Case(zone, new EffectiveAt(start * 1_000_000L), trial, origin, [first, .. later.Take(5)]);

    [Fact]
    public void Periods_tile_the_time_and_their_numbers_have_no_gap() => Properties.Hold(Cases, drawn =>
    {
        ContractCalendar calendar = drawn.Calendar;
        calendar.Period(0).Start.ShouldBe(drawn.Start);
        for (long index = 0; index < 60; index++)
        {
            BillingPeriod period = calendar.Period(index);
            period.Index.ShouldBe(index);
            calendar.Period(index + 1).Start.ShouldBe(period.End);
            period.NominalStart.ShouldBeLessThanOrEqualTo(period.Start);
            period.NominalEnd.ShouldBeGreaterThanOrEqualTo(period.End);
            if (period.Start == period.End)
                continue;
            calendar.PeriodAt(period.Start).ShouldBe(period);
            calendar.PeriodAt(new EffectiveAt(period.End.Microseconds - 1)).ShouldBe(period);
        }
    });

    [Fact]
    public void A_period_begins_wherever_another_one_is_billed_and_what_comes_before_stays() => Properties.Hold(Cases, drawn =>
    {
        ContractCalendar calendar = drawn.Calendar;
        for (int i = 1; i < drawn.Plans.Length; i++)
        {
            if (drawn.Plans[i].Unit == drawn.Plans[i - 1].Unit && drawn.Plans[i].Anchor == drawn.Plans[i - 1].Anchor)
                continue;
            EffectiveAt from = drawn.Plans[i].From;
            calendar.PeriodAt(from).Start.ShouldBe(from);
            BillingPeriod before = calendar.PeriodAt(new EffectiveAt(from.Microseconds - 1));
            BillingPeriod alone = new ContractCalendar(drawn.Plans[..i], TimeZones.Get(drawn.Zone), drawn.TrialEnd, drawn.Origin).PeriodAt(before.Start);
            before.ShouldBe(alone with { End = from });
        }
    });

    [Fact]
    public void An_origin_gives_its_own_boundaries_to_whoever_starts_later_or_before() => Properties.Hold(Cases, drawn =>
    {
        DateTimeZone zone = TimeZones.Get(drawn.Zone);
        var other = new BillingCalendar(drawn.Plans[0].Unit, PeriodAnchor.Contract, zone, drawn.Start);
        EffectiveAt start = Hours(drawn.Start, drawn.Plans[^1].From == drawn.Start ? 1 : (int)((drawn.Plans[^1].From.Microseconds - drawn.Start.Microseconds) / 3_600_000_000));
        var own = new BillingCalendar(drawn.Plans[0].Unit, PeriodAnchor.Contract, zone, start, origin: drawn.Start);
        BillingPeriod first = own.Period(0), around = other.PeriodAt(start);
        (first.NominalStart, first.End).ShouldBe((around.Start, around.End));
        for (int i = 1; i < 5; i++)
            own.Period(i).ShouldBe(other.Period(around.Index + i) with { Index = i });
    });

    private static EffectiveAt Hours(EffectiveAt at, int hours) => new(at.Microseconds + (hours * 3_600_000_000L));
}
