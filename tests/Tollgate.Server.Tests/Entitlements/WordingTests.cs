using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Entitlements.Explain;

namespace Tollgate.Server.Tests.Entitlements;

/// <summary>Numbers and times as sentences have them.</summary>
public class WordingTests
{
    [Theory]
    [InlineData("2025-06-30T22:00:00Z", "Europe/Berlin", "1 July 2025 00:00 Europe/Berlin")]
    [InlineData("2025-07-01T00:00:00Z", "UTC", "1 July 2025 00:00 UTC")]
    [InlineData("2025-07-01T00:00:07Z", "UTC", "1 July 2025 00:00:07 UTC")]
    [InlineData("2025-07-01T00:00:07.25Z", "Asia/Kolkata", "1 July 2025 05:30:07.25 Asia/Kolkata")]
    [InlineData("2025-06-30T23:59:59.999999Z", "UTC", "30 June 2025 23:59:59.999999 UTC")]
    // Clocks are set back at 01:00Z: half past two comes twice.
    [InlineData("2025-10-26T00:30:00Z", "Europe/Berlin", "26 October 2025 02:30 Europe/Berlin (+02)")]
    [InlineData("2025-10-26T01:30:00Z", "Europe/Berlin", "26 October 2025 02:30 Europe/Berlin (+01)")]
    // Where the zone's own time may lie beyond the calendar.
    [InlineData("9999-12-31T23:59:59Z", "Pacific/Kiritimati", "9999-12-31T23:59:59Z")]
    public void An_instant(string at, string zone, string expected) => In(zone).Time(Instant(at)).ShouldBe(expected);

    [Theory]
    [InlineData("2025-05-31T22:00:00Z", "2025-06-30T22:00:00Z", "in June 2025")]
    [InlineData("2025-06-09T22:00:00Z", "2025-06-10T22:00:00Z", "on 10 June 2025")]
    [InlineData("2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z", "from 1 June 2025 02:00 Europe/Berlin to 1 July 2025 02:00 Europe/Berlin")]
    [InlineData("2025-05-31T22:00:00Z", "2025-06-29T22:00:00Z", "from 1 June 2025 00:00 Europe/Berlin to 30 June 2025 00:00 Europe/Berlin")]
    // A day of 25 hours, and a month that begins in summer time and ends in winter time.
    [InlineData("2025-10-25T22:00:00Z", "2025-10-26T23:00:00Z", "on 26 October 2025")]
    [InlineData("2025-09-30T22:00:00Z", "2025-10-31T23:00:00Z", "in October 2025")]
    public void A_period(string start, string end, string expected) => In("Europe/Berlin").During(Instant(start), Instant(end)).ShouldBe(expected);

    [Theory]
    [InlineData("0", "0 units of calls")]
    [InlineData("1", "1 unit of calls")]
    [InlineData("1.5", "1.5 units of calls")]
    [InlineData("12345678", "12,345,678 units of calls")]
    [InlineData("-1234.000000001", "-1,234.000000001 units of calls")]
    public void Units(string quantity, string expected) => In("UTC").UnitsOf(Quantity.Parse(quantity)).ShouldBe(expected);

    [Theory]
    [InlineData(604_800_000_000, "7 days")]
    [InlineData(86_400_000_000, "1 day")]
    [InlineData(90_000_000, "90 seconds")]
    [InlineData(5_400_000_000, "90 minutes")]
    [InlineData(100_000, "0.1 seconds")]
    public void A_length_of_time(long microseconds, string expected) => Wording.Length(microseconds).ShouldBe(expected);

    [Theory]
    [InlineData(100_000_000, "10 units a second")]
    [InlineData(1_000_000_000, "1 unit a second")]
    [InlineData(2_000_000_000, "one unit every 2 seconds")]
    [InlineData(333_333_333, "one unit every 0.333333333 seconds")]
    public void A_pace(long interval, string expected) => Wording.Pace(new ThrottleTerms(interval, Quantity.One)).ShouldBe(expected);

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a and b", "a", "b")]
    [InlineData("a, b and c", "a", "b", "c")]
    public void A_list(string expected, params string[] parts) => Wording.Listed(parts).ShouldBe(expected);

    [Theory]
    [InlineData(null, "")]
    [InlineData("  ", "")]
    [InlineData("charge back.", ": charge back")]
    public void A_reason(string? reason, string expected) => Wording.Because(reason).ShouldBe(expected);

    private static Wording In(string zone) => new(TimeZones.Get(zone), "calls", IsPast: false);

    private static EffectiveAt Instant(string text) => Instants.TryParse(text, out long at) ? new EffectiveAt(at) : throw new FormatException(text);
}
