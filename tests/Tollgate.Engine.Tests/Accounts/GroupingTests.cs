using System.Collections.Immutable;
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

    [Fact]
    public void So_many_subjects_of_an_account_are_in_groups_and_no_more()
    {
        World world = Opened();
        for (int number = 0; number < Grouping.MostSubjects; number++)
            world.Books.Apply(new GroupsSet("a", $"subject-{number}", ["beta"], default));
        Rejection refused = world.Submit(new SetGroups("a", "ann", ["beta"])).Rejection!;
        (refused.Code, refused.Pointer).ShouldBe(("too_many_subjects", "/groups"));
        // Who is in one may change to others, and makes room by leaving all of them.
        world.Submit(new SetGroups("a", "subject-7", ["alpha"])).Rejection.ShouldBeNull();
        world.Submit(new SetGroups("a", "subject-7", [])).Rejection.ShouldBeNull();
        world.Submit(new SetGroups("a", "ann", ["beta"])).Rejection.ShouldBeNull();
    }

    [Fact]
    public void An_account_has_at_most_64_attributes()
    {
        World world = Opened();
        world.Control(new SetAttributes("a", Attributes(64))).Rejection.ShouldBeNull();
        Rejection refused = world.Control(new SetAttributes("a", Attributes(65))).Rejection!;
        (refused.Code, refused.Pointer).ShouldBe(("too_many_attributes", "/attributes"));
        Account known = world.Books.Accounts["a"].Account;
        known.Attributes.Count.ShouldBe(64);
        world.Control(new RegisterAccount(known with { Id = "b", Attributes = Attributes(65) })).Rejection!.Code.ShouldBe("too_many_attributes");
    }

    private static ImmutableSortedDictionary<string, string> Attributes(int count) =>
        Enumerable.Range(0, count).ToImmutableSortedDictionary(number => $"name-{number}", _ => "value", StringComparer.Ordinal);

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
