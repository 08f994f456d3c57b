using NodaTime;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Tests.Time;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Rating;

public class TimeOfDayTests
{
    private static readonly TimeOfDayPrice Power = new(
        null,
        [
            new DayWindow(8 * 60, 20 * 60, [IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday], Prices.Of("per_unit 0.30")),
            new DayWindow(22 * 60, 6 * 60, [], Prices.Of("graduated 100@0.20 ..@0.10")),
        ],
        Prices.Of("per_unit 0.25"));

    [Theory]
    [InlineData("2025-06-09T08:00:00Z", "UTC", 0)]                 // a Monday
    [InlineData("2025-06-09T19:59:59.999999Z", "UTC", 0)]
    [InlineData("2025-06-09T20:00:00Z", "UTC", 2)]                 // the end is exclusive
    [InlineData("2025-06-08T12:00:00Z", "UTC", 2)]                 // a Sunday
    [InlineData("2025-06-09T22:00:00Z", "UTC", 1)]
    [InlineData("2025-06-10T05:59:00Z", "UTC", 1)]                 // over midnight
    [InlineData("2025-06-10T06:00:00Z", "UTC", 2)]
    [InlineData("2025-06-09T06:00:00Z", "Europe/Berlin", 0)]       // 08:00 there
    [InlineData("2025-06-09T22:00:00Z", "Pacific/Kiritimati", 0)]  // +14:00: Tuesday noon
    [InlineData("2025-06-09T10:00:00Z", "Etc/GMT+12", 1)]          // -12:00: Sunday 22:00
    public void The_local_hour_finds_the_window(string at, string zone, int cell) => Of(Power, at, zone).ShouldBe(cell);

    [Theory]
    [InlineData("2025-03-30T00:30:00Z", 1)]                        // 01:30 in Berlin
    [InlineData("2025-03-30T01:30:00Z", 0)]                        // 03:30: the hour from two on is left out
    [InlineData("2025-10-26T00:30:00Z", 0)]                        // 02:30, for the first time
    [InlineData("2025-10-26T01:30:00Z", 0)]                        // and again
    [InlineData("2025-10-26T02:30:00Z", 0)]
    public void Both_days_of_daylight_saving_go_by_the_clock_on_the_wall(string at, int cell) =>
        Of(new TimeOfDayPrice(TimeZones.Get("Europe/Berlin"), [new DayWindow(2 * 60, 4 * 60, [], Prices.Of("per_unit 1"))], Prices.Of("per_unit 2")), at, "UTC").ShouldBe(cell);

    [Fact]
    public void A_window_over_midnight_belongs_to_the_day_that_it_began_on()
    {
        var friday = new TimeOfDayPrice(null, [new DayWindow(22 * 60, 4 * 60, [IsoDayOfWeek.Friday], Prices.Of("per_unit 1"))], null);
        Of(friday, "2025-06-13T23:00:00Z", "UTC").ShouldBe(0);
        Of(friday, "2025-06-14T03:59:00Z", "UTC").ShouldBe(0);
        Of(friday, "2025-06-14T04:00:00Z", "UTC").ShouldBeNull();
        Of(friday, "2025-06-13T03:00:00Z", "UTC").ShouldBeNull();
    }

    [Fact]
    public void Each_window_counts_its_own_quantity()
    {
        Rated rated = Power.Rate(Prices.Counted("0:10 1:150 2:4"));
        rated.ExactAmount.ToString().ShouldBe("29");
        rated.Story().ShouldBe("164: cell 0 {time_of_day=mon tue wed thu fri 08:00-20:00} (0, ..] 10 x 0.3 + 0 = 3; cell 1 {time_of_day=22:00-06:00} (0, 100] 100 x 0.2 + 0 = 20; "
            + "cell 1 {time_of_day=22:00-06:00} (100, ..] 50 x 0.1 + 0 = 5; cell 2 {} (0, ..] 4 x 0.25 + 0 = 1");
        rated.ShouldAddUp();
    }

    [Fact]
    public void A_window_may_hold_a_matrix_and_a_cell_windows()
    {
        MatrixPrice models = Prices.Matrix("model", "model=a: per_unit 3", "*: per_unit 1");
        var nested = new TimeOfDayPrice(null, [new DayWindow(0, 12 * 60, [], models)], Prices.Of("per_unit 9"));
        nested.Count().ShouldBe(3);
        (string At, string Model, int Cell)[] found = [("2025-06-09T08:00:00Z", "a", 0), ("2025-06-09T08:00:00Z", "b", 1), ("2025-06-09T18:00:00Z", "a", 2)];
        foreach ((string at, string model, int cell) in found)
            nested.CellOf(new Occasion(TimeWords.At(at), DateTimeZone.Utc, _ => model)).ShouldBe(cell);
        nested.Cell(0).Match.ShouldBe(Prices.Values("model=a,time_of_day=00:00-12:00"));
        nested.Rate(Prices.Counted("0:2 1:5 2:1")).Story().ShouldBe("8: cell 0 {model=a,time_of_day=00:00-12:00} (0, ..] 2 x 3 + 0 = 6; cell 1 {time_of_day=00:00-12:00} (0, ..] 5 x 1 + 0 = 5; cell 2 {} (0, ..] 1 x 9 + 0 = 9");

        MatrixPrice other = models with { Default = Power };
        other.Count().ShouldBe(4);
        other.CellOf(new Occasion(TimeWords.At("2025-06-09T22:00:00Z"), DateTimeZone.Utc, _ => "b")).ShouldBe(2);
        other.Cell(2).Price.ShouldBe(Power.Parts.ElementAt(1));
    }

    [Fact]
    public void A_cell_out_of_force_is_passed_over()
    {
        MatrixPrice matrix = Prices.Matrix("model", "model=a: per_unit 3", "*: per_unit 1");
        matrix = matrix with { Cells = [matrix.Cells[0] with { Price = matrix.Cells[0].Price with { From = TimeWords.At("2025-07-01T00:00:00Z") } }] };
        matrix.CellOf(new Occasion(TimeWords.At("2025-06-30T23:59:59Z"), DateTimeZone.Utc, _ => "a")).ShouldBe(1);
        matrix.CellOf(new Occasion(TimeWords.At("2025-07-01T00:00:00Z"), DateTimeZone.Utc, _ => "a")).ShouldBe(0);
    }

    private static int? Of(Price price, string at, string zone) => price.CellOf(new Occasion(TimeWords.At(at), TimeZones.Get(zone), _ => null));
}
