using System.Collections.Immutable;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Simulation;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Tests.SlowRating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Simulation;

/// <summary>What a history would have cost under other terms.</summary>
public class SimulationStories
{
    private static readonly EffectiveAt June = At("2025-06-01T00:00:00Z");
    private static readonly EffectiveAt July = At("2025-07-01T00:00:00Z");

    private static readonly string[] Shop =
    [
        "env 2025-06-01", "catalog shop", "account a", "account b", "account c",
        "contract a soft 2025-06-01", "contract b hard 2025-06-01",
        "use a api_calls 60000 id=1", "use b api_calls 150 id=2 @2025-06-01",
    ];

    [Fact]
    public void Another_plan_costs_some_more_and_some_less()
    {
        Simulated simulated = Simulate(Shop, "shop", plan: "mid");
        // Soft: 10,000 beyond at 0.002; hard: 50 at 1.00. On mid each call is 1.00, 30.00 stand in advance and 60.00 in arrears.
        simulated.Current.ShouldBe(Money.Parse("70"));
        simulated.Candidate.ShouldBe(Money.Parse("60330"));
        simulated.PayMore.ShouldBe(2);
        SimulatedAccount a = simulated.Accounts[0];
        a.AccountId.ShouldBe("a");
        a.Lines.Select(line => $"{line.Charge} {line.Current?.Amount} {line.Candidate?.Amount}").ShouldBe(["api_calls 20 ", "base  60", "calls  60000", "seat  30"]);
    }

    [Fact]
    public void A_plan_stands_for_another_and_the_rest_stay()
    {
        Simulated simulated = Simulate(Shop, "shop", plan: null, ("hard", "soft"));
        simulated.Accounts.Select(account => $"{account.AccountId} {account.Difference}").ShouldBe(["b -50", "a 0"]);
        (simulated.PayLess, simulated.PayMore, simulated.PayTheSame).ShouldBe((1, 0, 1));
    }

    [Fact]
    public void Grants_burn_under_the_candidate_as_they_would_have()
    {
        Simulated simulated = Simulate(
            [.. Shop[..6], "grant a api_calls 100 @2025-06-01", "use a api_calls 50100 id=1", "use a api_calls 60 id=2"], "shop", plan: "hard");
        // Soft covers 50,000 and the grant 100, so that 60 are beyond; hard includes 100, and the grant as many: 49,960 are beyond.
        simulated.Accounts[0].Lines.Select(line => $"{line.Current?.Quantity} {line.Candidate?.Quantity}").ShouldBe(["60 49960"]);
    }

    [Fact]
    public void Periods_that_start_in_the_window_are_simulated_and_no_others()
    {
        Simulated simulated = Simulate([.. Shop, "clock 2025-08-02", "use a api_calls 50001 id=3 @2025-07-30"], "shop", plan: "hard");
        simulated.Accounts.SelectMany(account => account.Lines).Select(line => line.PeriodStart).Distinct().ShouldBe([June]);
    }

    [Fact]
    public void Only_the_accounts_that_are_named_are_simulated()
    {
        Simulated simulated = Simulate(Shop, "shop", plan: "mid", ["b"]);
        simulated.Accounts.Select(account => account.AccountId).ShouldBe(["b"]);
    }

    [Fact]
    public void Every_version_of_an_amended_period_counts()
    {
        // 10,000 beyond at 0.002 until the 16th. From then on half of 3,000.00, and of the ten million less the 50,000 that were burnt 1,050 packages beyond at 0.20.
        string[] amended =
        [
            "env 2025-06-01", "catalog shop", "account a", "contract a soft 2025-06-01", "clock 2025-06-10", "use a api_calls 60000 id=1",
            "clock 2025-06-16", "amend a growth", "use a api_calls 11000000 id=2", "clock 2025-07-02",
        ];
        Simulated simulated = Simulate(amended, "shop", plan: null);
        simulated.Accounts[0].Lines.Select(line => $"{line.Charge} {line.Current?.Amount} {line.Current?.Quantity} {line.Current?.Events}").ShouldBe(["api_calls 230 1060000 2", "platform 1500 0 0"]);
        simulated.Candidate.ShouldBe(simulated.Current);
    }

    [Fact]
    public void An_amendment_that_was_learnt_of_late_is_lived_through_as_it_was()
    {
        string[] late =
        [
            "env 2025-06-01", "catalog shop", "account a", "contract a soft 2025-06-01", "clock 2025-06-18", "use a api_calls 60000 id=1 @2025-06-10", "use a api_calls 11000000 id=2 @2025-06-17",
            "amend a growth @2025-06-16", "clock 2025-07-02",
        ];
        Simulated simulated = Simulate(late, "shop", plan: null);
        simulated.Unsimulated.ShouldBeEmpty();
        simulated.Accounts[0].Lines.Select(line => $"{line.Charge} {line.Current?.Amount} {line.Current?.Quantity} {line.Current?.Events}").ShouldBe(["api_calls 230 1060000 2", "platform 1500 0 0"]);
        simulated.Candidate.ShouldBe(simulated.Current);
    }

    [Fact]
    public void What_the_candidate_does_not_take_is_told()
    {
        Simulated simulated = Simulate([.. Shop, "grant a api_calls 5"], "llm", plan: "llm");
        simulated.Unsimulated.Select(refused => $"{refused.AccountId} {refused.Code} {refused.Count}").ShouldBe(["a feature_not_found 1", "a meter_not_found 1", "b meter_not_found 1"]);
    }

    [Fact]
    public void Phases_and_pauses_are_lived_through_again()
    {
        Simulated simulated = Simulate(
            [
                "env 2025-06-01", "catalog days", "account a", "phases a monthly/2025-06-01/2025-06-11 bigger//2025-08-01",
                "pause a @2025-06-21 until=2025-07-01", "clock 2025-06-25", "use a calls 900", "clock 2025-06-28", "unpause a",
            ],
            "days", plan: null);
        simulated.Unsimulated.ShouldBeEmpty();
        simulated.Accounts.Single().Lines.ShouldAllBe(line => line.Current == line.Candidate);
        simulated.Accounts.Single().Lines.Single(line => line.Charge == "calls").Current!.Value.Quantity.ShouldBe(Quantity.Zero, "what was used in the pause has no price");
    }

    [Fact]
    public void What_is_in_force_makes_no_difference_and_is_what_invoices_say()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            DrawnContract drawn = new Draw(seed).Contract();
            World world = Comparison.Played(drawn);
            var terms = new SimulationTerms(new EffectiveAt(drawn.Start), new EffectiveAt(drawn.Until + 1), null);
            var candidate = new Candidate(drawn.ToJson().ToJsonString(), null, ImmutableSortedDictionary<string, string>.Empty);
            Simulated simulated = Of(world, terms, candidate);
            simulated.Accounts.SelectMany(account => account.Lines).ShouldAllBe(line => line.Current == line.Candidate, $"seed {seed}");
            simulated.Unsimulated.ShouldBeEmpty();

            Dictionary<(EffectiveAt, string), Money> lines = simulated.Accounts.SelectMany(account => account.Lines).ToDictionary(line => (line.PeriodStart, line.Charge), line => line.Current!.Value.Amount);
            InvoiceLine[] billed = [.. world.Journal.OfType<InvoiceFinalized>().SelectMany(invoice => invoice.Content.Lines)];
            billed.ShouldAllBe(line => lines.Values.Contains(line.Amount), $"seed {seed}");
        }
    }

    private static Simulated Simulate(string[] commands, string catalog, string? plan, params (string From, string To)[] plans) => Simulate(commands, catalog, plan, null, plans);

    private static Simulated Simulate(string[] commands, string catalog, string? plan, string[]? accounts, params (string From, string To)[] plans)
    {
        var world = new World();
        var verbs = new Verbs(world);
        foreach (string command in commands)
            verbs.Play(command.Split(' ')).ShouldNotContain("_not_");
        return Of(
            world,
            new SimulationTerms(June, July, accounts?.ToImmutableSortedSet()) { LearntLate = SimulationTerms.LearntLateOf(world.Books) },
            new Candidate(Catalogs.Named(catalog), plan, plans.ToImmutableSortedDictionary(pair => pair.From, pair => pair.To)));
    }

    private static Simulated Of(World world, SimulationTerms terms, Candidate candidate)
    {
        UInt128 before = StateDigest.Of(world.Books);
        var current = new Shadow(terms, null);
        var then = new Shadow(terms, candidate);
        foreach (Fact fact in world.Journal)
        {
            current.Play(fact);
            then.Play(fact);
        }

        StateDigest.Of(world.Books).ShouldBe(before);
        return Simulated.Between(current, then);
    }

    private static EffectiveAt At(string text) => Instants.TryParse(text, out long at) ? new EffectiveAt(at) : throw new ArgumentException(text);
}
