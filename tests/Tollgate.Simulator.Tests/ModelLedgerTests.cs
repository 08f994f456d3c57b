using Tollgate.Simulator.Model;

namespace Tollgate.Simulator.Tests;

/// <summary>The same of grants, throttles and what is allowed.</summary>
public sealed class ModelLedgerTests
{
    private const long Second = 1_000_000, Day = 86_400 * Second;

    private static readonly long Start = (new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / 10;

    [Fact]
    public void What_burns_first_is_told_by_priority_end_and_price()
    {
        (ModelShard shard, ModelAccount account) = Shard(new RightTerms(10, AtLimit.Hard));
        shard.Issue(account, Grant("later", 5), Start);
        shard.Issue(account, Grant("soon", 5) with { End = Start + (2 * Day) }, Start);
        shard.Issue(account, Grant("free", 5) with { End = Start + (2 * Day), Paid = false }, Start);
        shard.Issue(account, Grant("first", 5) with { Priority = 1 }, Start);
        shard.Issue(account, Grant("over", 5) with { Start = Start - Day, End = Start }, Start);
        List<ModelSource> sources = shard.Contracts["c"].Sources(account, "calls", Start + Day, null);
        sources.Select(source => source.Lot?.Grant.Id ?? "allowance").ShouldBe(["first", "free", "soon", "allowance", "later"]);
    }

    [Fact]
    public void What_is_left_of_a_recurring_grant_rolls_over_once()
    {
        var account = new ModelAccount("a", 0);
        GrantTerms daily = Grant("g", 10) with { Again = new RecurrenceTerms(Step.Day, Start, new RolloverTerms(0, 4, Repeats: false)) };
        account.Grants.Add("g", daily);
        account.Open(daily, Start);
        account.WalkTo(Start + Day - 1).ShouldBeEmpty();
        account.WalkTo(Start + Day).Select(move => (move.What, move.Units)).ShouldBe([("roll over", 4), ("open", 4), ("expire", 6), ("open", 10)]);
        account.WalkTo(Start + (2 * Day)).Select(move => (move.What, move.Units)).ShouldBe([("roll over", 4), ("open", 4), ("expire", 4), ("expire", 6), ("open", 10)]);
        account.Lots.Sum(lot => lot[LotBalance.Available]).ShouldBe(14);
        foreach (ModelLot lot in account.Lots)
            Enum.GetValues<LotBalance>().Sum(balance => lot[balance]).ShouldBe(0, lot.Name);
    }

    [Fact]
    public void Late_usage_burns_what_its_lot_left_then_what_rolled_over_from_it()
    {
        (ModelShard shard, ModelAccount account) = Shard(new RightTerms(0, AtLimit.Hard));
        shard.Issue(account, Grant("g", 10) with { Again = new RecurrenceTerms(Step.Day, Start, new RolloverTerms(0, 4, Repeats: false)) }, Start);
        account.WalkTo(Start + Day);
        List<ModelSource> sources = shard.Contracts["c"].Sources(account, "calls", Start + 1, null);
        sources.Where(source => source.Left > 0).Select(source => source.Left).ShouldBe([6m, 4m]);
    }

    [Fact]
    public void A_grant_of_the_past_covers_overage_of_its_time()
    {
        (ModelShard shard, ModelAccount account) = Shard(new RightTerms(10, AtLimit.Soft));
        shard.Count(new UsageSaid("a", "api", "e1", "calls", Start + 1, 17, null, null), Start + 1, "calls", 0, 0, null, null, []);
        shard.Count(new UsageSaid("a", "api", "e2", "calls", Start + Day, 3, null, null), Start + Day, "calls", 0, 1, null, null, []);
        List<ModelMove> moves = shard.Issue(account, Grant("g", 20) with { End = Start + Day }, Start + (2 * Day));
        moves.Select(move => (move.What, move.Units)).ShouldBe([("open", 20), ("cover", 7), ("expire", 13)]);
        shard.Contracts["c"].Meter(0, "calls", late: false).ShouldBe(new ModelTotal(20, 17, 2));
    }

    [Fact]
    public void A_bucket_lets_a_burst_pass_and_empties_by_its_rate()
    {
        var terms = new ThrottleSaid(10, "s", 20);
        new Bucket(terms, null, Start).Room.ShouldBe(20);
        decimal empty = new Bucket(terms, null, Start).After(20);
        empty.ShouldBe((Start + (2 * Second)) * 1000m);
        new Bucket(terms, empty, Start).Wait(1, 0).ShouldBe(100);
        new Bucket(terms, empty, Start + (Second / 4)).Room.ShouldBe(2.5m);
        new Bucket(terms, empty, Start + (Second / 4)).Wait(5, 2).ShouldBe(450);
        new Bucket(terms, empty, Start).Wait(21, 0).ShouldBeNull();
    }

    [Theory]
    [InlineData(nameof(AtLimit.Hard), 12, false, false, "QuotaExceeded", 0)]
    [InlineData(nameof(AtLimit.Hard), 12, true, true, "QuotaExceeded", 10)]
    [InlineData(nameof(AtLimit.Soft), 12, false, true, "SoftLimitExceeded", 12)]
    [InlineData(nameof(AtLimit.Grace), 13, false, true, "InGrace", 13)]
    [InlineData(nameof(AtLimit.Grace), 14, false, false, "QuotaExceeded", 0)]
    [InlineData(nameof(AtLimit.Grace), 14, true, true, "QuotaExceeded", 13)]
    public void At_a_limit_of_ten(string limit, int units, bool partial, bool allowed, string reason, int granted)
    {
        (ModelShard shard, _) = Shard(new RightTerms(10, Enum.Parse<AtLimit>(limit)) { Grace = limit == nameof(AtLimit.Grace) ? new GraceSaid(3, null, false) : null });
        ModelDecision decision = Deciding.Check(shard, new Asked("a", "calls", units, Start, partial, null), Start);
        (decision.Allowed, decision.Reason, decision.Granted).ShouldBe((allowed, reason, (decimal)granted));
    }

    [Fact]
    public void What_is_held_is_nobody_elses()
    {
        (ModelShard shard, ModelAccount account) = Shard(new RightTerms(10, AtLimit.Hard));
        shard.Issue(account, Grant("g", 5) with { Priority = 1 }, Start);
        var target = new ModelTarget("c", Start, "calls", false, "");
        account.Reserve(new ModelReservation("r", "calls", target, Start, 8, 3, 0, [new ModelHold(account.Lots[0], LotBalance.Available, 5)], Start + Day, "api", "e", null));
        ModelFigures figures = Deciding.Check(shard, new Asked("a", "calls", 8, Start, false, null), Start).Figures!;
        (figures.Limit, figures.Reserved, figures.Remaining).ShouldBe((15m, 8m, 7m));
        account.End(account.Reservations["r"], [2]).ShouldBe([new ModelMove("return", account.Lots[0].Name, 3, "Available")]);
    }

    private static GrantTerms Grant(string id, decimal amount) => new(id, "calls", amount, 100, true, Start, null, null, null, false);

    private static (ModelShard Shard, ModelAccount Account) Shard(RightTerms right)
    {
        var shard = new ModelShard();
        var account = new ModelAccount("a", 0);
        shard.Holders.Add("a", account);
        var plan = new PlanTerms("p", true, new SortedDictionary<string, RightTerms> { ["calls"] = right }, []);
        shard.Contracts.Add("c", new ModelContract("c", "a", plan, 1, Start, null, 0, "acme", 0));
        return (shard, account);
    }
}
