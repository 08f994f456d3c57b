using Tollgate.Storage.Projections;
using static Tollgate.Storage.Projections.UsageWindowSize;
using static Tollgate.Storage.Tests.Projections.Given;

namespace Tollgate.Storage.Tests.Projections;

public abstract class UsageConformance : IDisposable
{
    private readonly ProjectionPlace _place;
    private readonly ProjectionStore _projections;

    protected UsageConformance(ProjectionPlace place)
    {
        _place = place;
        _projections = place.Open();
    }

    public void Dispose()
    {
        _projections.Dispose();
        _place.Dispose();
    }

    [Fact]
    public void Minutes_within_an_hour_across_blocks()
    {
        _projections.Next(Calls("2025-06-01T10:15:59.999999Z", "3"), Calls("2025-06-01T10:16:00Z", "4"), Calls("2025-06-01T10:00:00Z", "1"));
        _projections.Next(Calls("2025-06-01T10:15:00Z", "0.5"), Calls("2025-06-01T11:00:00Z", "7"), Calls("2025-06-01T10:59:59Z", "9"));
        _projections.Next(Calls("2025-06-01T10:15:30Z", "100", account: "acct_2"));

        _projections.Windows("calls", Minute, "2025-06-01T10:00:00Z", "2025-06-01T12:00:00Z").ShouldBe([
            "2025-06-01T10:00:00Z 2025-06-01T10:01:00Z 1 1",
            "2025-06-01T10:15:00Z 2025-06-01T10:16:00Z 3.5 2",
            "2025-06-01T10:16:00Z 2025-06-01T10:17:00Z 4 1",
            "2025-06-01T10:59:00Z 2025-06-01T11:00:00Z 9 1",
            "2025-06-01T11:00:00Z 2025-06-01T11:01:00Z 7 1",
        ]);
        _projections.Windows("calls", Hour, "2025-06-01T10:00:00Z", "2025-06-01T12:00:00Z").ShouldBe([
            "2025-06-01T10:00:00Z 2025-06-01T11:00:00Z 17.5 5",
            "2025-06-01T11:00:00Z 2025-06-01T12:00:00Z 7 1",
        ]);
    }

    [Fact]
    public void A_range_cuts_its_first_and_last_window_and_is_widened_to_whole_minutes()
    {
        _projections.Next(
            Calls("2025-06-01T10:14:59Z", "1"), Calls("2025-06-01T10:15:00Z", "10"), Calls("2025-06-01T11:29:00Z", "100"), Calls("2025-06-01T11:30:00Z", "1000"));

        string[] cut = ["2025-06-01T10:15:00Z 2025-06-01T11:00:00Z 10 1", "2025-06-01T11:00:00Z 2025-06-01T11:30:00Z 100 1"];
        _projections.Windows("calls", Hour, "2025-06-01T10:15:00Z", "2025-06-01T11:30:00Z").ShouldBe(cut);
        _projections.Windows("calls", Hour, "2025-06-01T10:15:59.5Z", "2025-06-01T11:29:00.000001Z").ShouldBe(cut);
        _projections.Windows("calls", Month, "2025-06-01T10:15:00Z", "2025-06-01T11:30:00Z").ShouldBe(["2025-06-01T10:15:00Z 2025-06-01T11:30:00Z 110 2"]);
        _projections.Windows("calls", Minute, "2025-06-01T10:15:00Z", "2025-06-01T10:15:00Z").ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => _projections.Windows("calls", Minute, "2025-06-02T00:00:00Z", "2025-06-01T00:00:00Z"));
    }

    [Theory]
    // Spring: the day has 23 hours, 22:00 of 30 March UTC already belongs to the 31st. Autumn: 25 hours.
    [InlineData("Europe/Berlin", "2025-03-29T22:59:59Z", "2025-03-28T23:00:00Z 2025-03-29T23:00:00Z 1 1")]
    [InlineData("Europe/Berlin", "2025-03-29T23:00:00Z", "2025-03-29T23:00:00Z 2025-03-30T22:00:00Z 1 1")]
    [InlineData("Europe/Berlin", "2025-03-30T21:59:59Z", "2025-03-29T23:00:00Z 2025-03-30T22:00:00Z 1 1")]
    [InlineData("Europe/Berlin", "2025-03-30T22:00:00Z", "2025-03-30T22:00:00Z 2025-03-31T22:00:00Z 1 1")]
    [InlineData("Europe/Berlin", "2025-10-25T22:00:00Z", "2025-10-25T22:00:00Z 2025-10-26T23:00:00Z 1 1")]
    [InlineData("Europe/Berlin", "2025-10-26T22:59:59Z", "2025-10-25T22:00:00Z 2025-10-26T23:00:00Z 1 1")]
    [InlineData("Europe/Berlin", "2025-10-26T23:00:00Z", "2025-10-26T23:00:00Z 2025-10-27T23:00:00Z 1 1")]
    // Days that begin inside an hour of UTC.
    [InlineData("Asia/Kolkata", "2025-06-01T18:29:59Z", "2025-05-31T18:30:00Z 2025-06-01T18:30:00Z 1 1")]
    [InlineData("Asia/Kolkata", "2025-06-01T18:30:00Z", "2025-06-01T18:30:00Z 2025-06-02T18:30:00Z 1 1")]
    [InlineData("Asia/Kathmandu", "2025-06-01T18:14:59Z", "2025-05-31T18:15:00Z 2025-06-01T18:15:00Z 1 1")]
    [InlineData("Asia/Kathmandu", "2025-06-01T18:15:00Z", "2025-06-01T18:15:00Z 2025-06-02T18:15:00Z 1 1")]
    // Half an hour of daylight saving, the southern hemisphere, and a day whose midnight is skipped.
    [InlineData("Australia/Lord_Howe", "2025-04-05T14:00:00Z", "2025-04-05T13:00:00Z 2025-04-06T13:30:00Z 1 1")]
    [InlineData("America/Santiago", "2025-09-07T04:00:00Z", "2025-09-07T04:00:00Z 2025-09-08T03:00:00Z 1 1")]
    [InlineData("Pacific/Kiritimati", "2025-06-01T10:00:00Z", "2025-06-01T10:00:00Z 2025-06-02T10:00:00Z 1 1")]
    public void A_day_is_the_zone_s_own(string zone, string time, string window)
    {
        _projections.Next(Calls(time, "1"));
        _projections.Windows("calls", Day, "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", zone).ShouldBe([window]);
    }

    [Fact]
    public void An_hour_that_two_local_days_share_is_split_by_its_minutes()
    {
        _projections.Next(Calls("2025-06-01T18:29:00Z", "1"), Calls("2025-06-01T18:30:00Z", "2"), Calls("2025-06-01T18:31:00Z", "4"));
        _projections.Windows("calls", Day, "2025-06-01T00:00:00Z", "2025-06-03T00:00:00Z", "Asia/Kolkata").ShouldBe([
            "2025-06-01T00:00:00Z 2025-06-01T18:30:00Z 1 1",
            "2025-06-01T18:30:00Z 2025-06-02T18:30:00Z 6 2",
        ]);
        _projections.Windows("calls", Month, "2025-05-01T00:00:00Z", "2025-07-01T00:00:00Z", "Asia/Kolkata").ShouldBe([
            "2025-05-31T18:30:00Z 2025-06-30T18:30:00Z 7 3",
        ]);
    }

    [Theory]
    // Half an hour and a quarter off UTC's hours, so that no hour is in two days.
    [InlineData("Asia/Kolkata", "2025-06-01T18:29:00Z", "2025-06-01T17:30:00Z 2025-06-01T18:30:00Z 1 1")]
    [InlineData("Asia/Kolkata", "2025-06-01T18:30:00Z", "2025-06-01T18:30:00Z 2025-06-01T19:30:00Z 1 1")]
    [InlineData("Pacific/Chatham", "2025-06-10T11:15:00Z", "2025-06-10T11:15:00Z 2025-06-10T12:15:00Z 1 1")]
    // The doubled hour of autumn is two; where clocks change by half an hour, one hour has half of it.
    [InlineData("Europe/Berlin", "2025-10-26T00:30:00Z", "2025-10-26T00:00:00Z 2025-10-26T01:00:00Z 1 1")]
    [InlineData("Europe/Berlin", "2025-10-26T01:30:00Z", "2025-10-26T01:00:00Z 2025-10-26T02:00:00Z 1 1")]
    [InlineData("Australia/Lord_Howe", "2025-04-05T15:10:00Z", "2025-04-05T15:00:00Z 2025-04-05T15:30:00Z 1 1")]
    public void An_hour_is_the_zone_s_own(string zone, string time, string window)
    {
        _projections.Next(Calls(time, "1"));
        _projections.Windows("calls", Hour, "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", zone).ShouldBe([window]);
    }

    [Fact]
    public void Groups_by_some_all_or_none_of_the_dimensions()
    {
        _projections.Next(
            AdoptedCatalog(),
            Tokens("2025-06-01T10:00:00Z", "1", ("model", "\"gpt-4\""), ("region", "\"eu\""), ("ignored", "7")),
            Tokens("2025-06-01T10:00:01Z", "10", ("region", "\"us\""), ("model", "\"gpt-4\"")),
            Tokens("2025-06-01T10:00:02Z", "100", ("model", "\"\\u0067pt-4\""), ("region", "null")),
            Tokens("2025-06-01T10:00:03Z", "1000", ("model", "5")));

        const string Window = "2025-06-01T10:00:00Z 2025-06-01T11:00:00Z";
        string[] Grouped(params string[] by) => _projections.Windows("tokens", Hour, "2025-06-01T10:00:00Z", "2025-06-01T11:00:00Z", "UTC", by);

        Grouped().ShouldBe([$"{Window} 1111 4"]);
        Grouped("model").ShouldBe([$"{Window} 1000 1 5", $"{Window} 111 3 gpt-4"]);
        Grouped("region", "model").ShouldBe([$"{Window} 1000 1 - 5", $"{Window} 100 1 - gpt-4", $"{Window} 1 1 eu gpt-4", $"{Window} 10 1 us gpt-4"]);
        Grouped("nothing").ShouldBe([$"{Window} 1111 4 -"]);
    }

    [Fact]
    public void A_meter_that_gets_another_dimension_counts_by_it_from_there_on()
    {
        const string Before = """{"currency":"USD","meters":{"tokens":{"event":"llm","aggregation":"sum","value":"quantity","dimensions":["model"]}}}""";
        (string, string)[] properties = [("model", "\"gpt-4\""), ("region", "\"eu\"")];
        _projections.Next(AdoptedCatalog(1, Before), Tokens("2025-06-01T10:00:00Z", "1", properties), AdoptedCatalog(2), Tokens("2025-06-01T10:00:00Z", "2", properties));
        _projections.Dispose();

        // What is in force is kept: opened again, no block has to be read twice.
        using ProjectionStore again = _place.Open();
        again.Next(Tokens("2025-06-01T10:00:00Z", "4", properties));
        again.Next(AdoptedCatalog(3, """{"currency":"USD","meters":{}}"""), Tokens("2025-06-01T10:00:00Z", "8", properties));
        again.Windows("tokens", Hour, "2025-06-01T10:00:00Z", "2025-06-01T11:00:00Z", "UTC", "region", "model").ShouldBe([
            "2025-06-01T10:00:00Z 2025-06-01T11:00:00Z 1 1 - gpt-4",
            "2025-06-01T10:00:00Z 2025-06-01T11:00:00Z 14 3 eu gpt-4",
        ]);
    }

    [Fact]
    public void A_dimension_that_is_no_text_stops_nothing()
    {
        _projections.Next(AdoptedCatalog(), Tokens("2025-06-01T10:00:00Z", "1", ("model", "\"\\ud800\"")));
        _projections.Windows("tokens", Hour, "2025-06-01T10:00:00Z", "2025-06-01T11:00:00Z", "UTC", "model").ShouldBe([
            "2025-06-01T10:00:00Z 2025-06-01T11:00:00Z 1 1 \\ud800",
        ]);
    }

    [Fact]
    public void Values_as_long_as_any_may_be_are_told_apart_by_their_last_character()
    {
        // 8,192 characters are the most that the API takes; random ones cannot be compressed to fit an index.
        string model = string.Concat(Enumerable.Range(0, 8191).Select(i => (char)(0x4E00 + (i * 7919 % 20000))));
        _projections.Next(
            AdoptedCatalog(),
            Tokens("2025-06-01T10:00:00Z", "1", ("model", $"\"{model}a\""), ("region", $"\"{model}r\"")),
            Tokens("2025-06-01T10:00:00Z", "2", ("model", $"\"{model}b\""), ("region", $"\"{model}r\"")));
        _projections.Next(Tokens("2025-06-01T10:00:00Z", "4", ("model", $"\"{model}a\""), ("region", $"\"{model}r\"")));
        _projections.Windows("tokens", Hour, "2025-06-01T10:00:00Z", "2025-06-01T11:00:00Z", "UTC", "model").ShouldBe([
            $"2025-06-01T10:00:00Z 2025-06-01T11:00:00Z 5 2 {model}a",
            $"2025-06-01T10:00:00Z 2025-06-01T11:00:00Z 2 1 {model}b",
        ]);
    }

    [Theory]
    [InlineData("0.000000001", "0.000000002", "0.000000003")]
    [InlineData("1000000000000000.123456789", "1000000000000000.123456789", "2000000000000000.246913578")]
    [InlineData("99999999999999999999999999999.999999999", "0.000000001", "100000000000000000000000000000")]
    [InlineData("9223372036.854775807", "0.000000001", "9223372036.854775808")]
    [InlineData("-3", "2.5", "-0.5")]
    [InlineData("0", "0", "0")]
    public void No_digit_is_lost(string first, string second, string sum)
    {
        _projections.Next(Calls("2025-06-01T10:00:00Z", first));
        _projections.Next(Calls("2025-06-01T10:00:00Z", second));
        _projections.Next(Calls("2025-06-01T10:01:00Z", second), Calls("2025-06-01T10:02:00Z", "1"));
        _projections.Windows("calls", Minute, "2025-06-01T10:00:00Z", "2025-06-01T10:01:00Z").ShouldBe([$"2025-06-01T10:00:00Z 2025-06-01T10:01:00Z {sum} 2"]);
    }

    [Fact]
    public void Usage_before_1970_has_its_hour_too()
    {
        _projections.Next(Calls("1969-12-31T23:59:59Z", "1"), Calls("1970-01-01T00:00:00Z", "2"));
        _projections.Windows("calls", Minute, "1969-12-31T23:00:00Z", "1970-01-01T01:00:00Z").ShouldBe([
            "1969-12-31T23:59:00Z 1970-01-01T00:00:00Z 1 1",
            "1970-01-01T00:00:00Z 1970-01-01T00:01:00Z 2 1",
        ]);
    }
}
