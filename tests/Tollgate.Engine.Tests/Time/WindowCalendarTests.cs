using NodaTime;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Time;

public class WindowCalendarTests
{
    // Each line: a window and a zone, an instant, and the window that it falls in.
    [Theory]
    [InlineData(WindowUnit.Minute, "UTC", "2025-06-10T12:34:56.789Z", "2025-06-10T12:34:00Z", "2025-06-10T12:35:00Z")]
    [InlineData(WindowUnit.Minute, "UTC", "2025-06-10T12:35:00Z", "2025-06-10T12:35:00Z", "2025-06-10T12:36:00Z")]
    [InlineData(WindowUnit.Minute, "UTC", "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:00Z", "1970-01-01T00:00:00Z")]
    [InlineData(WindowUnit.Hour, "Asia/Kathmandu", "2025-06-10T12:34:56Z", "2025-06-10T12:15:00Z", "2025-06-10T13:15:00Z")]
    // the doubled hour in autumn is two, the one that is skipped in spring is none
    [InlineData(WindowUnit.Hour, "Europe/Berlin", "2025-10-26T00:59:59Z", "2025-10-26T00:00:00Z", "2025-10-26T01:00:00Z")]
    [InlineData(WindowUnit.Hour, "Europe/Berlin", "2025-10-26T01:00:00Z", "2025-10-26T01:00:00Z", "2025-10-26T02:00:00Z")]
    [InlineData(WindowUnit.Hour, "Europe/Berlin", "2025-03-30T00:59:59Z", "2025-03-30T00:00:00Z", "2025-03-30T01:00:00Z")]
    [InlineData(WindowUnit.Hour, "Europe/Berlin", "2025-03-30T01:00:00Z", "2025-03-30T01:00:00Z", "2025-03-30T02:00:00Z")]
    // clocks that are moved by half an hour cut the hour
    [InlineData(WindowUnit.Hour, "Australia/Lord_Howe", "2025-04-05T14:59:00Z", "2025-04-05T14:00:00Z", "2025-04-05T15:00:00Z")]
    [InlineData(WindowUnit.Hour, "Australia/Lord_Howe", "2025-04-05T15:00:00Z", "2025-04-05T15:00:00Z", "2025-04-05T15:30:00Z")]
    [InlineData(WindowUnit.Hour, "Australia/Lord_Howe", "2025-04-05T15:30:00Z", "2025-04-05T15:30:00Z", "2025-04-05T16:30:00Z")]
    [InlineData(WindowUnit.Day, "Europe/Berlin", "2025-10-26T12:00:00Z", "2025-10-25T22:00:00Z", "2025-10-26T23:00:00Z")]
    [InlineData(WindowUnit.Day, "Pacific/Kiritimati", "2025-06-10T12:00:00Z", "2025-06-10T10:00:00Z", "2025-06-11T10:00:00Z")]
    [InlineData(WindowUnit.Week, "America/New_York", "2025-06-16T03:59:59Z", "2025-06-09T04:00:00Z", "2025-06-16T04:00:00Z")]
    [InlineData(WindowUnit.Month, "America/New_York", "2024-03-01T04:59:59Z", "2024-02-01T05:00:00Z", "2024-03-01T05:00:00Z")]
    public void A_window_is_that_of_the_wall_clock(WindowUnit unit, string zone, string at, string start, string end)
    {
        CalendarWindow window = new WindowCalendar(unit, TimeZones.Get(zone), BillableTime.Start).At(TimeWords.At(at));
        (window.Start.ToString(), window.End.ToString()).ShouldBe((start, end));
    }

    [Fact]
    public void The_first_day_begins_with_the_contract()
    {
        var calendar = new WindowCalendar(WindowUnit.Day, DateTimeZone.Utc, TimeWords.At("2025-06-10T15:00:00Z"));
        CalendarWindow first = calendar.At(TimeWords.At("2025-06-10T23:00:00Z"));
        (first.Start.ToString(), first.End.ToString()).ShouldBe(("2025-06-10T15:00:00Z", "2025-06-11T00:00:00Z"));
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/St_Johns")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Pacific/Apia")]
    [InlineData("Africa/Casablanca")]
    public void Windows_tile_the_time(string zone)
    {
        foreach (WindowUnit unit in Enum.GetValues<WindowUnit>())
        {
            var calendar = new WindowCalendar(unit, TimeZones.Get(zone), TimeWords.At("2011-11-27T09:13:00Z"));
            EffectiveAt at = TimeWords.At("2011-12-29T12:00:00Z");
            CalendarWindow before = calendar.At(at);
            for (int i = 0; i < 400; i++)
            {
                CalendarWindow next = calendar.At(before.End);
                next.Start.ShouldBe(before.End, $"{unit} in {zone}");
                next.Contains(before.End).ShouldBeTrue();
                next.Contains(next.End).ShouldBeFalse();
                calendar.At(new EffectiveAt(next.End.Microseconds - 1)).ShouldBe(next);
                before = next;
            }
        }
    }
}
