using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Histories;

/// <summary>
/// What holds of every history. That a decision changes nothing, a rejection has no facts and no command throws is checked of every command,
/// by <see cref="World"/>.
/// </summary>
public class HistoryProperties
{
    [Fact]
    public void The_journal_and_any_snapshot_with_the_rest_of_it_make_the_same_state() => Properties.Hold(History.Any, commands =>
    {
        var world = new World();
        var verbs = new Verbs(world);
        List<(Fact[] Snapshot, int Journal)> snapshots = [([], 0)];
        verbs.PlayAll([]);
        foreach (string[] some in commands.Chunk(7))
        {
            snapshots.Add(([.. world.Books.Carry()], world.Journal.Count));
            foreach (string line in some)
                verbs.Play(line.Split(' '));
        }

        UInt128 live = StateDigest.Of(world.Books);
        foreach ((Fact[] snapshot, int journal) in snapshots)
        {
            Books again = World.From(snapshot.Concat(world.Journal.Skip(journal)));
            StateDigest.Of(again).ShouldBe(live);
            (again.Now, again.Clock, again.Followed).ShouldBe((world.Books.Now, world.Books.Clock, world.Books.Followed));
        }
    });

    [Fact]
    public void A_restart_after_any_command_is_seen_by_nobody() => Properties.Hold(History.Any, commands =>
    {
        var straight = new Verbs(new World());
        var restarted = new Verbs(new World());
        string[] expected = straight.PlayAll(commands);
        string[] actual = restarted.PlayAll(commands.SelectMany(command => new[] { command, "restart" }));
        actual.Where(line => line != "restart -> ok").ShouldBe(expected);
        StateDigest.Of(restarted.World.Books).ShouldBe(StateDigest.Of(straight.World.Books));
    });

    [Fact]
    public void Saying_everything_twice_changes_nothing() => Properties.Hold(History.Any, commands =>
    {
        var once = new Verbs(new World());
        var twice = new Verbs(new World());
        _ = once.PlayAll(commands);
        _ = twice.PlayAll(commands.SelectMany(command => GoesOn(command) ? [command] : new[] { command, command }));
        StateDigest.Of(twice.World.Books).ShouldBe(StateDigest.Of(once.World.Books));
        Counted(twice.World).Length.ShouldBe(Counted(once.World).Length);
    });

    /// <summary>The limit of a hard plan, and what a grace adds to that of another.</summary>
    [Theory]
    [InlineData("hard", 100)]
    [InlineData("graced", 150)]
    public void A_limit_and_its_grace_are_never_exceeded_by_consumes(string plan, int most) => Properties.Hold(History.Any, commands =>
    {
        var world = new World();
        _ = new Verbs(world).PlayAll(commands);
        var bounded = world.Books.Contracts.Values.Where(contract => contract.Contract.Plan == plan).Select(contract => contract.Contract.Id).ToArray();
        foreach (var period in Counted(world).Where(counted => counted.Consumed).SelectMany(counted => counted.Tallies).Where(tally => bounded.Contains(tally.Target.ContractId)).GroupBy(tally => (tally.Target.ContractId, tally.Target.PeriodStart)))
            period.Aggregate(Quantity.Zero, (sum, tally) => sum + tally.Value).ShouldBeLessThanOrEqualTo(most);
    });

    [Fact]
    public void An_allowance_covers_all_it_can_and_no_more() => Properties.Hold(History.Any, commands =>
    {
        var world = new World();
        _ = new Verbs(world).PlayAll(commands);
        foreach (ContractBook contract in world.Books.Contracts.Values)
        {
            foreach ((string meter, Total total) in contract.OpenPeriods.Values.SelectMany(period => period.Meters))
            {
                Quantity most = contract.MeteredRight(meter) is { } right ? right.Entitlement.Included ?? total.Used : Quantity.Zero;
                total.Covered.ShouldBe(Quantity.Min(total.Used, most), $"{meter} of {contract.Contract.Plan}");
            }
        }
    });

    [Fact]
    public void Invoices_are_numbered_without_a_gap_and_never_twice() => Properties.Hold(History.Any, commands =>
    {
        var world = new World();
        _ = new Verbs(world).PlayAll(commands);
        InvoiceFinalized[] finals = [.. world.Journal.OfType<InvoiceFinalized>()];
        finals.Select(final => final.Number).ShouldBe(Enumerable.Range(1, finals.Length).Select(number => $"INV-{number:D6}"));
        finals.Select(final => final.InvoiceId).ShouldBeUnique();
        world.Journal.OfType<InvoiceDrafted>().Select(draft => draft.InvoiceId).ShouldBeUnique();
        finals.GroupBy(final => final.ContractId).ShouldAllBe(own => own.Select(final => final.Date.Microseconds).SequenceEqual(own.Select(final => final.Date.Microseconds).Order()));
    });

    [Fact]
    public void Nothing_that_was_counted_is_lost_and_nothing_counts_twice() => Properties.Hold(History.Any, commands =>
    {
        var world = new World();
        _ = new Verbs(world).PlayAll(commands);
        UsageCounted[] counted = Counted(world);
        counted.Select(each => (each.Event.AccountId, each.Event.Source, each.Event.Id)).ShouldBeUnique();
        Dictionary<string, EffectiveAt?> closed = world.Books.Contracts.Values.ToDictionary(contract => contract.Contract.Id, contract => contract.FinalThrough);

        foreach ((string id, ContractBook contract) in world.Books.Contracts)
        {
            // By the events' own times and the contract's own dates, not by what the engine says of either.
            (UsageCounted Of, Tally Tally)[] own = [.. counted.Where(each => IsOf(contract, each)).SelectMany(each => each.Tallies.Where(tally => Counter(world, each, tally) == contract).Select(tally => (each, tally)))];
            long open = own.LongCount(one => closed[id] is not { } final || one.Of.Event.Time >= final);
            contract.OpenPeriods.Values.SelectMany(period => period.Meters.Values).Sum(total => total.Events).ShouldBe(open);
            // Of a closed period that nothing can reach any more, since the window has gone over it and a month, late usage is billed and forgotten.
            var kept = new EffectiveAt((closed[id]?.Microseconds ?? 0) - ((35 + 28) * 86_400_000_000));
            long late = own.LongCount(one => one.Tally.Target.AfterCutoff && (one.Tally.Target.PeriodStart >= kept || contract.LatePeriods.ContainsKey(one.Tally.Target.PeriodStart)));
            contract.LatePeriods.Values.SelectMany(period => period.Meters.Values).Sum(total => total.Events).ShouldBe(late);
        }

        int waiting = world.Books.Accounts.Values.Sum(account => account.Uncontracted.Count);
        waiting.ShouldBe(counted.Count(each => world.Books.Contracts.Values.All(contract => contract.Contract.AccountId != each.Event.AccountId || !contract.Covers(each.Event.Time))));
    });

    private static bool IsOf(ContractBook contract, UsageCounted counted) =>
        counted.Event.AccountId == contract.Contract.AccountId && counted.Event.Time >= contract.Contract.StartsAt && !(counted.Event.Time >= contract.Contract.EndsAt);

    /// <summary>Of several contracts at an event's time, the one whose plan has the meter; else the one that was recorded first.</summary>
    private static ContractBook Counter(World world, UsageCounted counted, Tally tally)
    {
        // An event of no units keeps no contract from taking the meter later, and stays where it was counted.
        if (tally.Value.IsZero && tally.Target.ContractId is { } there)
            return world.Books.Contracts[there];
        ContractBook[] all = [.. world.Books.Contracts.Values.Where(contract => IsOf(contract, counted)).OrderBy(contract => world.Journal.IndexOf(contract.Started))];
        return all.FirstOrDefault(contract =>
            contract.Plan.Charges.Any(charge => charge.Meter == tally.Target.Meter)
            || contract.Plan.Entitlements.Keys.Any(feature => contract.Catalog.Features[feature].Meter == tally.Target.Meter)) ?? all[0];
    }

    /// <summary>A billing run goes on where the last one stopped, and a step of the clock is one more step: saying those twice does more.</summary>
    private static bool GoesOn(string command) => command.Split(' ')[0] is "bill" or "clock";

    private static UsageCounted[] Counted(World world) => [.. world.Journal.OfType<UsageCounted>()];
}
