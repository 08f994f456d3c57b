using System.Globalization;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Accounts;

public class GroupingTests
{
    [Fact]
    public void A_subject_is_in_at_most_32_groups()
    {
        World world = Opened();
        world.Submit(Groups(32)).Rejection.ShouldBeNull();
        Rejection refused = world.Submit(Groups(33)).Rejection!;
        (refused.Code, refused.Pointer).ShouldBe(("too_many_groups", "/groups"));
        world.Books.Accounts["a"].GroupsOf("ann").Length.ShouldBe(32);
    }

    [Fact]
    public void What_is_so_already_leaves_no_fact()
    {
        World world = Opened();
        world.Submit(new SetGroups("a", "ann", [])).Facts.ShouldBeEmpty();
        world.Submit(new SetGroups("a", "ann", ["beta", "alpha", "beta"])).Facts.ShouldHaveSingleItem();
        world.Submit(new SetGroups("a", "ann", ["alpha", "beta"])).Facts.ShouldBeEmpty();
        world.Books.Accounts["a"].Groups["ann"].ShouldBe(["alpha", "beta"]);
        world.Submit(new SetGroups("a", "ann", [])).Facts.ShouldHaveSingleItem();
        world.Books.Accounts["a"].Groups.ShouldBeEmpty();
    }

    private static World Opened()
    {
        var world = new World();
        var verbs = new Verbs(world);
        verbs.Play(["env", "2025-06-01"]).ShouldBe("ok");
        verbs.Play(["account", "a"]).ShouldBe("ok");
        return world;
    }

    private static SetGroups Groups(int count) => new("a", "ann", [.. Enumerable.Range(0, count).Select(number => number.ToString(CultureInfo.InvariantCulture))]);
}
