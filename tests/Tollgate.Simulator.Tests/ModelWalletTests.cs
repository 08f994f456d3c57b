using Tollgate.Simulator.Model;

namespace Tollgate.Simulator.Tests;

/// <summary>The model of wallets in money, of their scopes, and of those that ask for more; and for whom a right is.</summary>
public sealed class ModelWalletTests
{
    private const long Second = 1_000_000, Day = 86_400 * Second;
    private const string Money = "USD";

    private static readonly long Start = (new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / 10;
    private static readonly RightTerms Paid = new(0, AtLimit.Hard) { From = new WalletSaid(Money, null) };
    private static readonly ModelPurchase Calls = new("calls", "calls", Start, null);

    // The first ten at 0.10 with 1.00 for having begun at all, then 0.05.
    private static readonly PriceTerms Price = new(PriceModel.Graduated, Tiers: [new TierTerms(10, 0.1m, 1), new TierTerms(null, 0.05m, 0)]);

    [Fact]
    public void Money_is_enough_for_as_many_units_as_the_charges_come_to()
    {
        (ModelShard shard, ModelAccount account) = Shard(Paid);
        shard.Issue(account, Grant("g", 1.52m), Start);
        // Ten cost 1.00, and 0.52 are 10.4 more.
        shard.Contracts["c"].Affordable(account, Money, Calls, 0).ShouldBe(20.4m);
        ModelDecision decision = Deciding.Check(shard, new Asked("a", "calls", 12, Start, false, null), Start);
        (decision.Allowed, decision.Figures!.Limit, decision.Figures.Wallet).ShouldBe((true, 20.4m, (Money, 1.52m, 1.1m)));
        Deciding.Check(shard, new Asked("a", "calls", 21, Start, false, null), Start).Reason.ShouldBe("InsufficientCredits");
    }

    [Fact]
    public void Usage_that_is_reported_is_owed_when_a_wallet_has_nothing_left()
    {
        (ModelShard shard, ModelAccount account) = Shard(Paid);
        shard.Issue(account, Grant("g", 0.4m), Start);
        List<ModelMove> moves = [];
        shard.Count(new UsageSaid("a", "api", "e", "call", Start, null, null, null), Start, null, 1, 0, null, null, moves);
        shard.Count(new UsageSaid("a", "api", "f", "call", Start, 5, null, null), Start, "calls", 1, 1, null, null, moves);
        moves.Select(move => (move.Of, move.Units)).ShouldBe([(account.Lots[0].Name, 0.1m), (account.Lots[0].Name, 0.3m), ("owed/USD", 0.2m)]);
        shard.Contracts["c"].Paid(0, "use").ShouldBe(0.6m);
        account.Owed.ShouldBe([(Money, 0.2m)]);
    }

    [Fact]
    public void A_wallet_for_a_feature_or_a_meter_pays_for_no_other()
    {
        (ModelShard shard, ModelAccount account) = Shard(Paid);
        shard.Issue(account, Grant("chat", 1) with { ForFeature = "chat" }, Start);
        shard.Issue(account, Grant("bytes", 2) with { ForMeter = "bytes" }, Start);
        shard.Issue(account, Grant("calls", 4) with { ForMeter = "calls" }, Start);
        shard.Issue(account, Grant("eu", 8) with { Region = "eu" }, Start);
        ModelContract contract = shard.Contracts["c"];
        contract.InWallet(account, Money, Calls).ShouldBe(4);
        contract.InWallet(account, Money, Calls with { Region = "eu" }).ShouldBe(12);
        contract.InWallet(account, Money, new ModelPurchase("chat", "tokens", Start, null)).ShouldBe(1);
    }

    [Fact]
    public void Lines_are_paid_in_whole_cents_usage_first()
    {
        (ModelShard shard, ModelAccount account) = Shard(new RightTerms(null, AtLimit.Hard));
        shard.Issue(account, Grant("g", 3.459m), Start);
        List<ModelLine> lines = [Line("fee", 2), Line("use", 1.5m)];
        List<ModelMove> moves = shard.Contracts["c"].PayLines(account, Money, lines, Start + Day);
        lines.Select(line => line.Paid).ShouldBe([1.95m, 1.5m]);
        moves.Select(move => (move.Units, move.More)).ShouldBe([(1.5m, "2"), (1.95m, "1")]);
        account.Lots[0][LotBalance.Available].ShouldBe(0.009m);
    }

    [Fact]
    public void A_wallet_asks_below_its_mark_and_once_while_one_waits()
    {
        var account = new ModelAccount("a", 0);
        account.TopUps.Add(Money, new TopUpSaid(5, 20, 2));
        account.Open(account.Grants["g"] = Grant("g", 5), Start);
        account.CalledFor(Start).ShouldBeEmpty();
        account.Lots[0].Move(LotBalance.Available, LotBalance.Consumed, 0.01m);
        GrantTerms asked = account.CalledFor(Start).ShouldHaveSingleItem();
        (asked.Amount, asked.End, asked.Pending).ShouldBe((20, Start + (2 * Day), true));
        account.Open(account.Grants["top"] = asked with { Id = "top" }, Start);
        account.CalledFor(Start).ShouldBeEmpty();
        ModelShard.Void(account, "top");
        account.CalledFor(Start).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("kim", "gold", true)]
    [InlineData("kim", "free", false)]
    [InlineData("lee", "gold", false)]
    [InlineData(null, "gold", false)]
    public void A_right_is_for_whom_its_condition_says(string? subject, string tier, bool allowed)
    {
        (ModelShard shard, ModelAccount account) = Shard(new RightTerms(10, AtLimit.Hard) { When = new ConditionSaid(null, ["gold"], ["beta"], null, Start, Start + Day) });
        account.Attributes.Add("tier", tier);
        account.Groups.Add("kim", ["beta"]);
        account.Groups.Add("lee", ["staff"]);
        Asked asked = new("a", "calls", 1, Start, false, null) { Subject = subject };
        ModelDecision decision = Deciding.Check(shard, asked, Start);
        (decision.Allowed, decision.Reason).ShouldBe((allowed, allowed ? "WithinLimit" : "ConditionNotMet"));
        Deciding.Check(shard, asked with { At = Start + Day }, Start).Reason.ShouldBe("ConditionNotMet");
    }

    private static GrantTerms Grant(string id, decimal amount) => new(id, "", amount, 100, true, Start, null, null, null, false) { Wallet = Money };

    private static ModelLine Line(string charge, decimal amount) => new(charge, 0, 0, 0, 0, 0, amount, 0);

    private static (ModelShard Shard, ModelAccount Account) Shard(RightTerms right)
    {
        var shard = new ModelShard();
        var account = new ModelAccount("a", 0);
        shard.Holders.Add("a", account);
        var plan = new PlanTerms("p", true, new SortedDictionary<string, RightTerms> { ["calls"] = right },
        [
            new ChargeTerms("use", "calls", false, false, false, Price),
            new ChargeTerms("fee", null, false, false, false, new PriceTerms(PriceModel.Flat, 2)),
        ]);
        shard.Contracts.Add("c", new ModelContract("c", "a", plan, 1, Start, null, 0, "acme", 0));
        return (shard, account);
    }
}
