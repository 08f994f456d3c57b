using NodaTime;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;
using static Tollgate.Engine.Tests.Time.TimeWords;

namespace Tollgate.Engine.Tests.Time;

public class PeriodShareTests
{
    private const string Berlin = "Europe/Berlin";

    // Each line: a contract's start with its anchor, the cut, what ends it, and the share of the cut's period by day and by second.
    [Theory]
    [InlineData("S1d, the old plan", "UTC", "2025-06-01T00:00:00Z", "2025-06-01T00:00:00Z", "2025-06-16T00:00:00Z", CutEnd.Continues, "15/30", "1296000/2592000")]
    [InlineData("S1d, the new plan", "UTC", "2025-06-01T00:00:00Z", "2025-06-16T00:00:00Z", "2025-07-01T00:00:00Z", CutEnd.Continues, "15/30", "1296000/2592000")]
    [InlineData("the whole period", "UTC", "2025-06-01T00:00:00Z", "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z", CutEnd.Continues, "30/30", "2592000/2592000")]
    [InlineData("the day of a change is the new terms'", "UTC", "2025-06-01T00:00:00Z", "2025-06-01T00:00:00Z", "2025-06-16T18:00:00Z", CutEnd.Continues, "15/30", "1360800/2592000")]
    [InlineData("and counted there from its start", "UTC", "2025-06-01T00:00:00Z", "2025-06-16T18:00:00Z", "2025-07-01T00:00:00Z", CutEnd.Continues, "15/30", "1231200/2592000")]
    [InlineData("the day of a termination is the ending terms'", "UTC", "2025-06-01T00:00:00Z", "2025-06-01T00:00:00Z", "2025-06-16T18:00:00Z", CutEnd.Terminates, "16/30", "1360800/2592000")]
    [InlineData("at local midnight it is the day before", "UTC", "2025-06-01T00:00:00Z", "2025-06-01T00:00:00Z", "2025-06-16T00:00:00Z", CutEnd.Terminates, "15/30", "1296000/2592000")]
    [InlineData("a microsecond later it is not", "UTC", "2025-06-01T00:00:00Z", "2025-06-01T00:00:00Z", "2025-06-16T00:00:00.000001Z", CutEnd.Terminates, "16/30", "1296000/2592000")]
    [InlineData("local midnight, not UTC's", Berlin, "2025-06-01T00:00:00+02:00", "2025-06-01T00:00:00+02:00", "2025-06-16T00:00:00+02:00", CutEnd.Terminates, "15/30", "1296000/2592000")]
    [InlineData("a plan of one hour is one day", "UTC", "2025-06-10T10:00:00Z", "2025-06-10T10:00:00Z", "2025-06-10T11:00:00Z", CutEnd.Terminates, "1/30", "3600/2592000")]
    [InlineData("changed within the hour it is none", "UTC", "2025-06-10T10:00:00Z", "2025-06-10T10:00:00Z", "2025-06-10T11:00:00Z", CutEnd.Continues, "0/30", "3600/2592000")]
    [InlineData("ended on the period's last, begun day: no more than all", "UTC", "2025-01-15T10:15:00Z", "2025-01-15T10:15:00Z", "2025-02-15T09:00:00Z", CutEnd.Terminates, "31/31", "2673900/2678400")]
    [InlineData("ended later that day: a day of the next", "UTC", "2025-01-15T10:15:00Z", "2025-02-15T10:15:00Z", "2025-02-15T12:00:00Z", CutEnd.Terminates, "1/28", "6300/2419200")]
    [InlineData("the actual length: a leap February", "UTC", "2024-02-01T00:00:00Z", "2024-02-15T00:00:00Z", "2024-03-01T00:00:00Z", CutEnd.Continues, "15/29", "1296000/2505600")]
    [InlineData("a month with a day of 23 hours", Berlin, "2025-03-01T00:00:00+01:00", "2025-03-30T00:00:00+01:00", "2025-04-01T00:00:00+02:00", CutEnd.Continues, "2/31", "169200/2674800")]
    [InlineData("a month with a day of 25 hours", Berlin, "2025-10-01T00:00:00+02:00", "2025-10-26T00:00:00+02:00", "2025-10-27T00:00:00+01:00", CutEnd.Continues, "1/31", "90000/2682000")]
    [InlineData("nothing", "UTC", "2025-06-01T00:00:00Z", "2025-06-16T00:00:00Z", "2025-06-16T00:00:00Z", CutEnd.Terminates, "0/30", "0/2592000")]
    public void A_cut_is_this_share(string why, string zone, string start, string from, string to, CutEnd end, string byDay, string bySecond)
    {
        DateTimeZone place = TimeZones.Get(zone);
        BillingPeriod period = new BillingCalendar(PeriodUnit.Month, PeriodAnchor.Contract, place, At(start)).PeriodAt(At(from));
        Words(PeriodShare.Of(Proration.Day, period, At(from), At(to), end, place)).ShouldBe(byDay, why);
        Words(PeriodShare.Of(Proration.Second, period, At(from), At(to), end, place)).ShouldBe(bySecond, why);
        Words(PeriodShare.Of(Proration.None, period, At(from), At(to), end, place)).ShouldBe(from == to ? "0/1" : "1/1", why);
    }

    [Fact]
    public void A_stub_is_a_share_of_its_nominal_period()
    {
        DateTimeZone zone = TimeZones.Get("Pacific/Kiritimati");
        BillingPeriod stub = new BillingCalendar(PeriodUnit.Month, PeriodAnchor.Calendar, zone, At("2025-06-20T15:00:00+14:00")).Period(0);
        Words(PeriodShare.Of(Proration.Day, stub, stub.Start, stub.End, CutEnd.Continues, zone)).ShouldBe("11/30");
    }

    [Fact]
    public void A_day_that_never_was_costs_nothing()
    {
        DateTimeZone zone = TimeZones.Get("Pacific/Apia");
        var calendar = new BillingCalendar(PeriodUnit.Day, PeriodAnchor.Contract, zone, At("2011-12-29T00:00:00-10:00"));
        BillingPeriod never = calendar.Period(1);
        never.Start.ShouldBe(never.End);
        Words(PeriodShare.Of(Proration.Day, never, never.Start, never.End, CutEnd.Continues, zone)).ShouldBe("0/1");
        Words(PeriodShare.Of(Proration.Second, never, never.Start, never.End, CutEnd.Continues, zone)).ShouldBe("0/1");
        BillingPeriod before = calendar.Period(0);
        Words(PeriodShare.Of(Proration.Day, before, before.Start, before.End, CutEnd.Continues, zone)).ShouldBe("2/2");
    }

    [Theory]
    [InlineData("2025-06-16T00:00:00Z", "2025-06-15T00:00:00Z")]
    [InlineData("2025-05-31T00:00:00Z", "2025-06-15T00:00:00Z")]
    [InlineData("2025-06-15T00:00:00Z", "2025-07-01T00:00:00.000001Z")]
    public void A_cut_lies_inside_the_period(string from, string to)
    {
        BillingPeriod june = new BillingCalendar(PeriodUnit.Month, PeriodAnchor.Contract, DateTimeZone.Utc, At("2025-06-01T00:00:00Z")).Period(0);
        Should.Throw<ArgumentOutOfRangeException>(() => PeriodShare.Of(Proration.Day, june, At(from), At(to), CutEnd.Continues, DateTimeZone.Utc));
    }

    private static string Words(PeriodShare share) => $"{share.Numerator}/{share.Denominator}";
}
