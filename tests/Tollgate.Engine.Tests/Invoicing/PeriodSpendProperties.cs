using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Histories;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Invoicing;

/// <summary>What usage costs so far is what its invoice would say.</summary>
public class PeriodSpendProperties
{
    [Fact]
    public void Spend_is_what_the_lines_of_the_invoice_say() => Properties.Hold(History.WithGrants, commands =>
    {
        var world = new World();
        _ = new Verbs(world).PlayAll(commands);
        foreach (ContractBook contract in world.Books.Contracts.Values)
        {
            foreach ((EffectiveAt start, PeriodBook totals) in contract.OpenPeriods)
                ShouldBeInvoiced(contract, start, totals);
        }
    });

    [Fact]
    public void Spend_with_a_tally_is_spend_once_it_is_counted() => Properties.Hold(History.WithGrants, commands =>
    {
        var world = new World();
        _ = new Verbs(world).PlayAll(commands);
        var books = new Books();
        foreach (Fact fact in world.Journal)
        {
            (Tally Tally, Money Cost)[] expected = fact is UsageCounted counted
                ? [.. counted.Tallies.Where(tally => tally.Target is { ContractId: not null, AfterCutoff: false }).Select(tally => (tally, With(books, tally, counted.At)))]
                : [];
            books.Apply(fact);
            foreach ((Tally tally, Money cost) in expected)
            {
                ContractBook contract = books.Contracts[tally.Target.ContractId!];
                PeriodSpend.Of(contract, contract.OpenPeriods[tally.Target.PeriodStart], tally.Target.Meter).ShouldBe(cost);
            }
        }
    });

    [Fact]
    public void What_usage_costs_live_is_the_difference_that_it_makes() => Properties.Hold(History.WithGrants, commands =>
    {
        var world = new World();
        _ = new Verbs(world).PlayAll(commands);
        var books = new Books();
        foreach (Fact fact in world.Journal)
        {
            foreach (Tally tally in fact is UsageCounted counted ? counted.Tallies.Where(tally => tally.Target is { ContractId: not null, AfterCutoff: false }) : [])
            {
                ContractBook contract = books.Contracts[tally.Target.ContractId!];
                PeriodBook totals = contract.OpenPeriods.TryGetValue(tally.Target.PeriodStart, out PeriodBook? open) ? open : PeriodBook.Empty;
                foreach (Tally[] held in (Tally[][])[[], [tally, tally with { Value = tally.Value + 3 }]])
                {
                    Money live = LiveCost.Of(contract, totals, held, tally).Aggregate(Money.Zero, (sum, part) => sum + part.Cost);
                    Money before = PeriodSpend.With(contract, totals, tally.Target.Meter, held, null);
                    live.ShouldBe(PeriodSpend.With(contract, totals, tally.Target.Meter, [.. held, tally], null) - before);
                }
            }

            books.Apply(fact);
        }
    });

    [Theory]
    [InlineData("matrix", "use a calls 7 model=\"big\"; use a calls 5 model=\"small\"; use a calls 3 model=\"none\"", "55")]
    [InlineData("volume", "use a calls 11", "22")]
    [InlineData("whole", "use a calls 3; use a rows 4", "3")]
    [InlineData("windows", "use a calls 3", "0")]
    public void Spend_of_a_meter(string plan, string usage, string cost)
    {
        var verbs = new Verbs(new World());
        foreach (string line in (string[])["env 2025-06-01", "catalog limited", "account a", $"contract a {plan} 2025-06-01", .. usage.Split("; ")])
            verbs.Play(line.Split(' '));
        ContractBook contract = verbs.World.Books.Contracts["ctr_a"];
        PeriodBook totals = contract.OpenPeriods.Values.Single();
        PeriodSpend.Of(contract, totals, "calls").ToString().ShouldBe(cost);
        ShouldBeInvoiced(contract, contract.OpenPeriods.Keys.Single(), totals);
    }

    private static Money With(Books books, Tally tally, RecordedAt at)
    {
        ContractBook contract = books.Contracts[tally.Target.ContractId!];
        PeriodBook totals = contract.OpenPeriods.TryGetValue(tally.Target.PeriodStart, out PeriodBook? open) ? open : PeriodBook.Empty;
        return PeriodSpend.With(contract, totals, tally.Target.Meter, tally, at);
    }

    private static void ShouldBeInvoiced(ContractBook contract, EffectiveAt start, PeriodBook totals)
    {
        InvoiceLine[] lines = [.. Composition.Of(contract, contract.PeriodAt(start).Index + 1, corrects: false).Lines.Where(line => line.Kind == LineKind.Usage)];
        foreach (string meter in lines.Select(line => line.Meter!).Distinct())
        {
            Money invoiced = lines.Where(line => line.Meter == meter).Aggregate(Money.Zero, (sum, line) => sum + line.ExactAmount);
            PeriodSpend.Of(contract, totals, meter).ShouldBe(invoiced, $"{meter} of {contract.Contract.Plan} in the period from {start}");
        }
    }
}
