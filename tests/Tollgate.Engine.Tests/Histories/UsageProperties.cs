using FsCheck;
using FsCheck.Fluent;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Histories;

/// <summary>What holds of the usage of one period, whatever came when.</summary>
public class UsageProperties
{
    private static readonly string[] Plans = ["soft", "rows", "growth", "extra", "hard"];

    /// <summary>A plan and events of June, each with an id of its own.</summary>
    private static readonly Gen<(string Plan, string[] Events)> Months =
        from plan in Gen.Elements(Plans)
        from length in Gen.Choose(0, 30)
        from units in Gen.Elements("0", "1", "7", "99.5", "30000", "2500000", "7345678", "0.000000001").ArrayOf(30)
        from types in Gen.Elements("api_calls", "rows").ArrayOf(30)
        from days in Gen.Choose(1, 30).ArrayOf(30)
        select (plan, Enumerable.Range(0, length).Select(i => $"use a {types[i]} {units[i]} id=e{i} @2025-06-{days[i]:D2}").ToArray());

    [Fact]
    public void The_order_of_arrival_changes_no_total_and_no_amount() => Properties.Hold(
        from month in Months from seed in Gen.Choose(0, int.MaxValue - 1) select (month, seed),
        given =>
        {
            string[] shuffled = [.. given.month.Events];
            new Random(given.seed).Shuffle(shuffled);
            Totals(Played(given.month.Plan, shuffled)).ShouldBe(Totals(Played(given.month.Plan, given.month.Events)));
        });

    [Fact]
    public void A_contract_made_after_its_usage_counts_as_one_made_before() => Properties.Hold(Months, month =>
    {
        World before = Played(month.Plan, month.Events);
        World after = Played(month.Plan, month.Events, contractLast: true);
        StateDigest.Of(after.Books).ShouldBe(StateDigest.Of(before.Books));
    });

    [Fact]
    public void What_nothing_costs_and_the_live_cost_of_every_event_make_the_line() => Properties.Hold(Months, month =>
    {
        World world = Played(month.Plan, month.Events);
        ContractBook contract = world.Books.Contracts["ctr_a"];
        foreach (InvoiceLine line in Composition.Of(contract, 1).Lines.Where(line => line.Kind == LineKind.Usage))
        {
            Charge charge = contract.Charge(line.Charge);
            Quantity sum = Quantity.Zero;
            Money amount = charge.Price.Rate(Quantity.Zero).ExactAmount;
            foreach (Tally tally in world.Journal.OfType<UsageCounted>().SelectMany(counted => counted.Tallies).Where(tally => tally.Target.Meter == charge.Meter))
            {
                Quantity priced = charge.AfterIncluded ? tally.Value - tally.Covered : tally.Value;
                amount += charge.Price.RatePart(sum, priced).ExactAmount;
                sum += priced;
            }

            (sum, amount).ShouldBe((line.Quantity, line.ExactAmount));
            Currency.Of("USD").Round(amount).ShouldBe(line.Amount);
            line.Tiers.Aggregate(Money.Zero, (total, tier) => total + tier.Amount).ShouldBe(line.ExactAmount);
        }
    });

    private static World Played(string plan, string[] events, bool contractLast = false)
    {
        var world = new World();
        var verbs = new Verbs(world);
        string contract = $"contract a {plan} 2025-06-01";
        string[] opening = ["env 2025-06-30", "catalog shop", "account a"];
        foreach (string line in contractLast ? [.. opening, .. events, contract] : opening.Append(contract).Concat(events))
            verbs.Play(line.Split(' ')).ShouldNotContain("out_of_range");
        return world;
    }

    private static string Totals(World world)
    {
        ContractBook contract = world.Books.Contracts["ctr_a"];
        IEnumerable<string> totals = contract.OpenPeriods.Values.SelectMany(period => period.Meters).Select(meter => $"{meter.Key} {meter.Value}");
        return string.Join('\n', [.. totals, Words.Of(Composition.Of(contract, 1))]);
    }
}
