using System.Collections.Immutable;
using NodaTime;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Forecasting;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Forecasting;

/// <summary>What the open period will probably cost, by what was used on its days.</summary>
public class ForecastStories
{
    [Fact]
    public void Each_weekday_goes_on_at_its_mean_and_today_with_what_is_left_of_it()
    {
        DailyUsage usage = Weekdays(new LocalDate(2025, 6, 1), new LocalDate(2025, 6, 10));
        usage.Expected(At("2025-06-10T10:00:00Z"), At("2025-07-01T00:00:00Z"), DateTimeZone.Utc, Quantity.Zero, default).ShouldBe(Quantity.Parse("1458.333333333"));
    }

    [Fact]
    public void A_weekday_that_was_not_seen_is_the_mean_of_all_and_the_first_day_goes_on_at_its_rate()
    {
        // Sunday and Monday were seen: of a whole Tuesday the mean of both is expected.
        DailyUsage two = Weekdays(new LocalDate(2025, 6, 1), new LocalDate(2025, 6, 3));
        two.Expected(At("2025-06-03T00:00:00Z"), At("2025-06-04T00:00:00Z"), DateTimeZone.Utc, Quantity.Zero, default).ShouldBe(Quantity.Parse("50"));
        var none = new DailyUsage(new LocalDate(2025, 6, 1), ImmutableSortedDictionary<LocalDate, Quantity>.Empty);
        none.Expected(At("2025-06-01T06:00:00Z"), At("2025-06-02T00:00:00Z"), DateTimeZone.Utc, Quantity.Parse("5"), At("2025-06-01T00:00:00Z")).ShouldBe(Quantity.Parse("15"));
        none.Expected(At("2025-06-01T00:00:00Z"), At("2025-06-02T00:00:00Z"), DateTimeZone.Utc, Quantity.Zero, At("2025-06-01T00:00:00Z")).ShouldBe(Quantity.Zero);
    }

    [Fact]
    public void A_day_on_which_clocks_change_is_a_whole_day()
    {
        DateTimeZone berlin = TimeZones.Get("Europe/Berlin");
        var usage = new DailyUsage(new LocalDate(2025, 3, 23), new Dictionary<LocalDate, Quantity> { [new LocalDate(2025, 3, 23)] = 23 }.ToImmutableSortedDictionary());
        // The next Sunday has 23 hours, of which 22 are left at one o'clock.
        usage.Expected(At("2025-03-30T00:00:00Z"), At("2025-03-30T22:00:00Z"), berlin, Quantity.Zero, default).ShouldBe(Quantity.Parse("22"));
    }

    [Fact]
    public void What_is_expected_burns_what_is_left_before_it_is_billed_on_top_of_what_was()
    {
        string[] story = ["env 2025-06-01", "catalog shop", "account a", "contract a hard 2025-06-01", "clock 2025-06-11", "grant a api_calls 20", "use a api_calls 50 @2025-06-05"];
        Forecast forecast = Of(story, "2025-06-11T00:00:00Z", 150);
        ForecastLine line = forecast.Lines.ShouldHaveSingleItem();
        // 150 in ten days go on for twenty: 300, of which the allowance covers 50 more and the grant 20.
        (line.IsCertain, line.SoFar, line.More, line.Expected).ShouldBe((false, Money.Zero, Quantity.Parse("230"), Money.Parse("230")));
        (forecast.SoFar, forecast.Expected).ShouldBe((Money.Zero, Money.Parse("230")));
    }

    [Fact]
    public void Prices_of_events_and_of_steps_are_those_of_the_whole_period()
    {
        string[] events = ["env 2025-06-01", "catalog models", "account a", "contract a capped 2025-06-01", "clock 2025-06-11", "use a payment amount=100 @2025-06-05", "use a payment amount=50 @2025-06-06"];
        // Two events of 150 together cost 17.00; twice as much is still to come.
        Of(events, "2025-06-11T00:00:00Z", 150, "paid").Lines.ShouldHaveSingleItem().Expected.ShouldBe(Money.Parse("51"));
        string[] steps = ["env 2025-06-01", "catalog models", "account a", "contract a steps 2025-06-01", "clock 2025-06-11", "use a calls 6 @2025-06-05"];
        Of(steps, "2025-06-11T00:00:00Z", 6, "calls").Lines.ShouldHaveSingleItem().ShouldBe(new ForecastLine("calls", false, 6, 12, Money.Parse("5"), Money.Parse("7.2")));
    }

    [Fact]
    public void Fixed_charges_are_certain_and_committed_to_the_end_of_the_contract()
    {
        var verbs = new Verbs(new World());
        foreach (string command in (string[])["env 2025-06-01", "catalog shop", "account a", "contract a mid 2025-06-01 2025-09-16"])
            verbs.Play(command.Split(' ')).ShouldBe("ok");
        ContractBook contract = verbs.World.Books.Contracts["ctr_a"];
        Forecast forecast = Forecast.Of(verbs.World.Books.Account("a")!, contract, At("2025-06-01T00:00:00Z"), new Dictionary<string, DailyUsage>());
        forecast.Lines.Select(line => $"{line.Charge} {line.IsCertain} {line.Expected}").ShouldBe(["seat True 30", "base True 60", "calls False 0"]);
        Commitment.Of(contract, At("2025-06-01T00:00:00Z"), At("2026-06-01T00:00:00Z")).Select(invoice => $"{invoice.Date} {invoice.Amount}")
            .ShouldBe(["2025-08-01T00:00:00Z 90", "2025-09-01T00:00:00Z 75", "2025-09-16T00:00:00Z 30"]);
        Commitment.Of(contract, At("2025-06-01T00:00:00Z"), At("2025-08-31T00:00:00Z")).Count().ShouldBe(1);
    }

    [Fact]
    public void What_is_missing_to_a_commit_is_less_by_what_is_expected_and_all_of_it_is_committed_without_usage()
    {
        var verbs = new Verbs(new World());
        foreach (string command in (string[])["env 2025-06-01", "catalog commits", "account a", "contract a postpaid 2025-04-01", "clock 2025-06-11", "use a calls 20 @2025-06-05"])
            verbs.Play(command.Split(' ')).ShouldNotContain("_not_");
        ContractBook contract = verbs.World.Books.Contracts["ctr_a"];
        ImmutableSortedDictionary<LocalDate, Quantity> days = Enumerable.Range(1, 10).ToImmutableSortedDictionary(day => new LocalDate(2025, 6, day), _ => Quantity.Parse("2"));
        Forecast forecast = Forecast.Of(verbs.World.Books.Account("a")!, contract, At("2025-06-11T00:00:00Z"), new Dictionary<string, DailyUsage> { ["calls"] = new(new LocalDate(2025, 6, 1), days) });
        forecast.Lines.Select(line => $"{line.Charge} {line.IsCertain} {line.SoFar} {line.Expected}").ShouldBe(["fee True 10 10", "calls False 20 60", "rows False 0 0", "spend False 80 40"]);
        Commitment.Of(contract, At("2025-06-11T00:00:00Z"), At("2025-10-01T00:00:00Z")).Select(invoice => $"{invoice.Date} {invoice.Amount}")
            .ShouldBe(["2025-08-01T00:00:00Z 10", "2025-09-01T00:00:00Z 10", "2025-10-01T00:00:00Z 110"]);
    }

    /// <param name="used">On the first ten days together, the same on each.</param>
    private static Forecast Of(string[] story, string now, int used, string meter = "api_calls")
    {
        var verbs = new Verbs(new World());
        foreach (string command in story)
            verbs.Play(command.Split(' ')).ShouldNotContain("_not_");
        ImmutableSortedDictionary<LocalDate, Quantity> days = Enumerable.Range(1, 10).ToImmutableSortedDictionary(day => new LocalDate(2025, 6, day), _ => Quantity.FromScaled(used * 100_000_000L));
        var usage = new Dictionary<string, DailyUsage> { [meter] = new(new LocalDate(2025, 6, 1), days) };
        return Forecast.Of(verbs.World.Books.Account("a")!, verbs.World.Books.Contracts["ctr_a"], At(now), usage);
    }

    private static DailyUsage Weekdays(LocalDate from, LocalDate until) => new(from, Enumerable.Range(0, Period.DaysBetween(from, until))
        .Select(day => from.PlusDays(day)).Where(day => day.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday)).ToImmutableSortedDictionary(day => day, _ => Quantity.Parse("100")));

    private static EffectiveAt At(string text) => Instants.TryParse(text, out long at) ? new EffectiveAt(at) : throw new ArgumentException(text);
}
