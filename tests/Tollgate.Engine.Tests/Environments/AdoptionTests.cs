using System.Collections.Immutable;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Environments;

public class AdoptionTests
{
    private static readonly RecordedAt June = new(1_748_736_000_000_000);

    [Fact]
    public void An_item_is_adopted_once_and_in_order()
    {
        var books = new Books();
        Adopt(books, 0, Created()).ShouldBe(1);
        Adopt(books, 1, new ClockAdvanced(new RecordedAt(June.Microseconds + 5))).ShouldBe(1);
        Adopt(books, 1, new ClockAdvanced(new RecordedAt(June.Microseconds + 9))).ShouldBe(0);
        Adopt(books, 0, Created()).ShouldBe(0);
        (books.Followed, books.Clock!.Value.Microseconds).ShouldBe((new FactPosition(1, 0), June.Microseconds + 5));
    }

    [Fact]
    public void A_repetition_answers_how_far_the_shard_has_come()
    {
        var books = new Books();
        Adopt(books, 0, Created());
        Adopt(books, 3, new ClockAdvanced(June));
        books.Decide(new AdoptControl(new FactPosition(1, 0), Created(), 0), June).Answer.ShouldBe(new FactPosition(3, 0));
    }

    [Fact]
    public void What_does_not_concern_the_shard_leaves_no_fact()
    {
        var books = new Books();
        Adopt(books, 0, Created());
        Adopt(books, 1, Registered("a", shard: 1)).ShouldBe(0);
        Adopt(books, 2, new KeyIssued("k", "key", "hash", [Scopes.All], June)).ShouldBe(0);
        Adopt(books, 3, Registered("b", shard: 0)).ShouldBe(1);
        books.Accounts.Keys.ShouldBe(["b"]);
    }

    [Fact]
    public void Attributes_are_adopted_where_their_account_is()
    {
        var books = new Books();
        Adopt(books, 0, Created());
        Adopt(books, 1, Registered("a", shard: 1));
        Adopt(books, 2, Registered("b", shard: 0));
        ImmutableSortedDictionary<string, string> gold = ImmutableSortedDictionary<string, string>.Empty.Add("tier", "gold");
        Adopt(books, 3, new AttributesSet("a", gold, June)).ShouldBe(0);
        Adopt(books, 4, new AttributesSet("b", gold, June)).ShouldBe(1);
        books.Accounts["b"].Account.Attributes.ShouldBe(gold);
        World.From(books.Carry()).Accounts["b"].Account.Attributes.ShouldBe(gold);
    }

    [Fact]
    public void A_fact_that_is_no_item_of_the_control_stream_is_never_decided_on() =>
        Should.Throw<ArgumentException>(() => Adopt(new Books(), 0, new UsageCounted(null!, June, false, [])));

    [Fact]
    public void Time_never_goes_back()
    {
        var books = new Books();
        Adopt(books, 0, Created() with { Clock = null });
        books.Time(new RecordedAt(June.Microseconds - 1)).ShouldBe(June);
        books.Time(new RecordedAt(June.Microseconds + 1)).Microseconds.ShouldBe(June.Microseconds + 1);
        Adopt(books, 1, Registered("a", shard: 0, June.Microseconds + 7));
        books.Time(new RecordedAt(June.Microseconds + 1)).Microseconds.ShouldBe(June.Microseconds + 7);
        World.From(books.Carry()).Time(June).Microseconds.ShouldBe(June.Microseconds + 7);
    }

    private static int Adopt(Books books, long seq, Fact item)
    {
        Outcome outcome = books.Decide(new AdoptControl(new FactPosition(seq, 0), item, Shard: 0), June);
        foreach (Fact fact in outcome.Facts)
            books.Apply(fact);
        return outcome.Facts.Count;
    }

    private static EnvironmentCreated Created() => new("test", EnvironmentKind.Test, June, 35, 24, June);

    private static AccountRegistered Registered(string id, int shard, long? at = null) => new(
        new Account(id, null, AccountKind.Customer, null, null, "UTC", "ours", ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary<string, string>.Empty, shard),
        at is { } microseconds ? new RecordedAt(microseconds) : June
    );
}
