using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;
using static Tollgate.Engine.Tests.Time.TimeWords;

namespace Tollgate.Engine.Tests.Time;

public class BillingCalendarTests
{
    // Each line: a contract's start, and where its first periods begin after it.
    [Theory]
    [InlineData("31st", PeriodUnit.Month, "UTC", "2025-01-31T00:00:00Z", "2025-02-28T00:00:00Z 2025-03-31T00:00:00Z 2025-04-30T00:00:00Z 2025-05-31T00:00:00Z")]
    [InlineData("31st, leap year", PeriodUnit.Month, "UTC", "2023-12-31T12:00:00Z", "2024-01-31T12:00:00Z 2024-02-29T12:00:00Z 2024-03-31T12:00:00Z")]
    [InlineData("30th", PeriodUnit.Month, "UTC", "2025-01-30T00:00:00Z", "2025-02-28T00:00:00Z 2025-03-30T00:00:00Z")]
    [InlineData("31st by quarter", PeriodUnit.Quarter, "UTC", "2024-11-30T00:00:00Z", "2025-02-28T00:00:00Z 2025-05-30T00:00:00Z 2025-08-30T00:00:00Z")]
    [InlineData("leap day by year", PeriodUnit.Year, "UTC", "2024-02-29T00:00:00Z", "2025-02-28T00:00:00Z 2026-02-28T00:00:00Z 2027-02-28T00:00:00Z 2028-02-29T00:00:00Z")]
    [InlineData("leap day by month", PeriodUnit.Month, "UTC", "2024-02-29T00:00:00Z", "2024-03-29T00:00:00Z 2024-04-29T00:00:00Z")]
    [InlineData("leap day by day", PeriodUnit.Day, "UTC", "2024-02-28T00:00:00Z", "2024-02-29T00:00:00Z 2024-03-01T00:00:00Z")]
    [InlineData("week", PeriodUnit.Week, "UTC", "2025-06-04T08:00:00Z", "2025-06-11T08:00:00Z 2025-06-18T08:00:00Z")]
    [InlineData("to the microsecond", PeriodUnit.Month, "UTC", "2025-06-01T10:00:00.123456Z", "2025-07-01T10:00:00.123456Z")]
    [InlineData("spring, north: the day has 23 hours", PeriodUnit.Day, "Europe/Berlin", "2025-03-29T00:00:00+01:00", "2025-03-30T00:00:00+01:00 2025-03-31T00:00:00+02:00")]
    [InlineData("autumn, north: the day has 25 hours", PeriodUnit.Day, "Europe/Berlin", "2025-10-25T00:00:00+02:00", "2025-10-26T00:00:00+02:00 2025-10-27T00:00:00+01:00")]
    [InlineData("skipped, north: moves forward by the gap, once", PeriodUnit.Day, "Europe/Berlin", "2025-03-29T02:30:00+01:00", "2025-03-30T03:30:00+02:00 2025-03-31T02:30:00+02:00")]
    [InlineData("doubled, north: takes the first", PeriodUnit.Day, "Europe/Berlin", "2025-10-25T02:30:00+02:00", "2025-10-26T02:30:00+02:00 2025-10-27T02:30:00+01:00")]
    [InlineData("starting in the second of two", PeriodUnit.Day, "Europe/Berlin", "2025-10-26T02:30:00+01:00", "2025-10-27T02:30:00+01:00")]
    [InlineData("spring, south", PeriodUnit.Day, "Australia/Sydney", "2025-10-04T02:30:00+10:00", "2025-10-05T03:30:00+11:00 2025-10-06T02:30:00+11:00")]
    [InlineData("autumn, south", PeriodUnit.Day, "Australia/Sydney", "2025-04-05T02:30:00+11:00", "2025-04-06T02:30:00+11:00 2025-04-07T02:30:00+10:00")]
    [InlineData("spring, by half an hour", PeriodUnit.Day, "Australia/Lord_Howe", "2025-10-04T02:15:00+10:30", "2025-10-05T02:45:00+11:00 2025-10-06T02:15:00+11:00")]
    [InlineData("autumn, by half an hour", PeriodUnit.Day, "Australia/Lord_Howe", "2025-04-05T01:45:00+11:00", "2025-04-06T01:45:00+11:00 2025-04-07T01:45:00+10:30")]
    [InlineData("month over a change of the clocks", PeriodUnit.Month, "Europe/Berlin", "2025-03-01T00:00:00+01:00", "2025-04-01T00:00:00+02:00 2025-05-01T00:00:00+02:00")]
    [InlineData("+14:00", PeriodUnit.Month, "Pacific/Kiritimati", "2025-01-31T00:00:00+14:00", "2025-02-28T00:00:00+14:00 2025-03-31T00:00:00+14:00")]
    [InlineData("-12:00", PeriodUnit.Month, "Etc/GMT+12", "2025-01-31T00:00:00-12:00", "2025-02-28T00:00:00-12:00 2025-03-31T00:00:00-12:00")]
    [InlineData("a day that never was is empty", PeriodUnit.Day, "Pacific/Apia", "2011-12-28T09:00:00-10:00", "2011-12-29T09:00:00-10:00 2011-12-31T09:00:00+14:00 2011-12-31T09:00:00+14:00 2012-01-01T09:00:00+14:00")]
    public void Periods_of_a_contract_begin_at(string why, PeriodUnit unit, string zone, string start, string begins)
    {
        var calendar = new BillingCalendar(unit, PeriodAnchor.Contract, TimeZones.Get(zone), At(start));
        string[] expected = [start, .. begins.Split(' ')];
        for (int i = 0; i < expected.Length; i++)
            calendar.Period(i).Start.ShouldBe(At(expected[i]), $"{why}, period {i}");
        calendar.Period(0).IsStub.ShouldBeFalse();
    }

    // Each line: a contract's start, the nominal start of its stub, and where the calendar's periods begin after it.
    [Theory]
    [InlineData("day", PeriodUnit.Day, "UTC", "2025-06-04T08:00:00Z", "2025-06-04T00:00:00Z", "2025-06-05T00:00:00Z 2025-06-06T00:00:00Z")]
    [InlineData("week from a Wednesday", PeriodUnit.Week, "UTC", "2025-06-04T08:00:00Z", "2025-06-02T00:00:00Z", "2025-06-09T00:00:00Z 2025-06-16T00:00:00Z")]
    [InlineData("week from a Sunday", PeriodUnit.Week, "UTC", "2025-06-08T23:59:59Z", "2025-06-02T00:00:00Z", "2025-06-09T00:00:00Z")]
    [InlineData("month", PeriodUnit.Month, "UTC", "2025-01-31T08:00:00Z", "2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z 2025-03-01T00:00:00Z")]
    [InlineData("month from its first instant: no stub", PeriodUnit.Month, "UTC", "2025-02-01T00:00:00Z", "2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z")]
    [InlineData("month from its last microsecond", PeriodUnit.Month, "UTC", "2025-01-31T23:59:59.999999Z", "2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z")]
    [InlineData("quarter", PeriodUnit.Quarter, "UTC", "2025-12-31T00:00:00Z", "2025-10-01T00:00:00Z", "2026-01-01T00:00:00Z 2026-04-01T00:00:00Z")]
    [InlineData("year from a leap day", PeriodUnit.Year, "UTC", "2024-02-29T00:00:00Z", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z 2026-01-01T00:00:00Z")]
    [InlineData("local midnights, north", PeriodUnit.Month, "Europe/Berlin", "2025-03-30T03:00:00+02:00", "2025-03-01T00:00:00+01:00", "2025-04-01T00:00:00+02:00")]
    [InlineData("another month there than in UTC", PeriodUnit.Month, "Pacific/Kiritimati", "2025-01-31T10:00:00Z", "2025-02-01T00:00:00+14:00", "2025-03-01T00:00:00+14:00")]
    [InlineData("and on the other side", PeriodUnit.Month, "Etc/GMT+12", "2025-02-01T11:59:59Z", "2025-01-01T00:00:00-12:00", "2025-02-01T00:00:00-12:00")]
    [InlineData("midnight skipped: the day begins at one", PeriodUnit.Day, "Africa/Cairo", "2025-04-24T12:00:00+02:00", "2025-04-24T00:00:00+02:00", "2025-04-25T01:00:00+03:00 2025-04-26T00:00:00+03:00")]
    [InlineData("midnight doubled: the first begins the day", PeriodUnit.Day, "America/Havana", "2025-11-01T12:00:00-04:00", "2025-11-01T00:00:00-04:00", "2025-11-02T00:00:00-04:00 2025-11-03T00:00:00-05:00")]
    [InlineData("starting in the second midnight", PeriodUnit.Day, "America/Havana", "2025-11-02T00:30:00-05:00", "2025-11-02T00:00:00-04:00", "2025-11-03T00:00:00-05:00")]
    public void Periods_of_the_calendar_begin_at(string why, PeriodUnit unit, string zone, string start, string nominal, string begins)
    {
        var calendar = new BillingCalendar(unit, PeriodAnchor.Calendar, TimeZones.Get(zone), At(start));
        BillingPeriod first = calendar.Period(0);
        first.Start.ShouldBe(At(start), why);
        first.NominalStart.ShouldBe(At(nominal), why);
        first.IsStub.ShouldBe(At(nominal) != At(start), why);
        string[] expected = begins.Split(' ');
        for (int i = 0; i < expected.Length; i++)
            calendar.Period(i + 1).Start.ShouldBe(At(expected[i]), $"{why}, period {i + 1}");
    }

    [Theory]
    [InlineData("2025-06-01T00:00:00Z", 0)]
    [InlineData("2025-06-30T23:59:59.999999Z", 0)]
    [InlineData("2025-07-01T00:00:00Z", 1)]
    [InlineData("2025-07-31T23:59:59.999999Z", 1)]
    [InlineData("2125-06-01T00:00:00Z", 1200)]
    public void An_instant_at_the_end_belongs_to_the_next_period(string at, long index)
    {
        var calendar = new BillingCalendar(PeriodUnit.Month, PeriodAnchor.Contract, TimeZones.Get("UTC"), At("2025-06-01T00:00:00Z"));
        calendar.PeriodAt(At(at)).Index.ShouldBe(index);
    }

    [Fact]
    public void Nothing_lies_before_the_contract_or_beyond_the_last_year()
    {
        var calendar = new BillingCalendar(PeriodUnit.Year, PeriodAnchor.Calendar, TimeZones.Get("UTC"), At("2025-06-01T00:00:00Z"));
        Should.Throw<ArgumentOutOfRangeException>(() => calendar.PeriodAt(At("2025-05-31T23:59:59.999999Z")));
        Should.Throw<ArgumentOutOfRangeException>(() => calendar.Period(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => calendar.Period(long.MaxValue - 1));
        Should.Throw<ArgumentOutOfRangeException>(() => calendar.PeriodAt(At("9999-06-01T00:00:00Z")));
        calendar.PeriodAt(At("9997-06-01T00:00:00Z")).End.ShouldBe(At("9998-01-01T00:00:00Z"));
    }

    [Theory]
    [InlineData("Europe/Berlin", true)]
    [InlineData("UTC", true)]
    [InlineData("Etc/GMT+12", true)]
    [InlineData("UTC+2", false)]
    [InlineData("+02:00", false)]
    [InlineData("europe/berlin", false)]
    [InlineData("Mars/Olympus", false)]
    [InlineData("", false)]
    public void A_zone_is_an_iana_name(string name, bool known) => (TimeZones.Find(name) is not null).ShouldBe(known);

    [Theory]
    [InlineData("europe/berlin", "'europe/berlin' is not an IANA time zone; write a name such as Europe/Berlin or UTC. Did you mean Europe/Berlin?")]
    [InlineData("new york", "'new york' is not an IANA time zone; write a name such as Europe/Berlin or UTC. Did you mean America/New_York?")]
    [InlineData("Mars", "'Mars' is not an IANA time zone; write a name such as Europe/Berlin or UTC.")]
    public void An_unknown_zone_is_told(string name, string sentence) => TimeZones.Unknown(name).ShouldBe(sentence);
}
