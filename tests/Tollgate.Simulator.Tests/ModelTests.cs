using Tollgate.Simulator.Model;

namespace Tollgate.Simulator.Tests;

/// <summary>The model is believed, so a few of its numbers are worked out by hand.</summary>
public sealed class ModelTests
{
    private static readonly TierTerms[] Tiers = [new(10, 1m, 5m), new(20, 0.5m, 0m), new(null, 0.1m, 2m)];

    public static TheoryData<string, decimal, decimal> Prices { get; } = new()
    {
        { nameof(PriceModel.PerUnit), 7.5m, 15m },
        { nameof(PriceModel.Package), 0m, 0m },
        { nameof(PriceModel.Package), 4m, 2m },
        { nameof(PriceModel.Package), 4.001m, 4m },
        { nameof(PriceModel.Graduated), 0m, 5m },
        { nameof(PriceModel.Graduated), 10m, 15m },
        { nameof(PriceModel.Graduated), 10.5m, 15.25m },
        { nameof(PriceModel.Graduated), 30m, 23m },
        { nameof(PriceModel.Volume), 10m, 15m },
        { nameof(PriceModel.Volume), 11m, 5.5m },
        { nameof(PriceModel.Volume), 21m, 4.1m },
    };

    [Theory]
    [MemberData(nameof(Prices))]
    public void A_quantity_costs(string model, decimal used, decimal amount)
    {
        var price = new PriceTerms(Enum.Parse<PriceModel>(model), Amount: 2m, PackageSize: 4m, Tiers: Tiers);
        Pricing.Amount(price, new Dictionary<int, decimal> { [0] = used }).ShouldBe(amount);
    }

    [Fact]
    public void A_contract_of_the_31st_has_its_months_end_on_the_last_days()
    {
        var months = new Months(fromCalendar: false, At(2026, 1, 31), offsetHours: 0);
        months.Boundary(1).ShouldBe(At(2026, 2, 28));
        months.Boundary(2).ShouldBe(At(2026, 3, 31));
        months.IndexOf(At(2026, 2, 28) - 1).ShouldBe(0);
        months.IndexOf(At(2026, 2, 28)).ShouldBe(1);
    }

    [Fact]
    public void A_calendar_month_that_a_contract_begins_inside_is_owed_by_its_days()
    {
        var months = new Months(fromCalendar: true, At(2026, 4, 16), offsetHours: 0);
        months.Share(0, At(2026, 5, 1), terminates: false).ShouldBe((15, 30));
        months.Share(0, At(2026, 4, 17), terminates: true).ShouldBe((1, 30));
    }

    private static long At(int year, int month, int day) => (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / 10;
}
