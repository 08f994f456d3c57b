using System.Diagnostics;
using Tollgate.Simulator.Runs;

namespace Tollgate.Simulator.Tests;

/// <summary>The runs themselves.</summary>
public sealed class SeedTests
{
    /// <summary>
    /// What was once found, by a seed that finds it: when steps come to mean something else, the bug is planted again (all of them are in
    /// <c>tests/planted</c>), and a seed that finds it then takes the place of the one before.
    /// </summary>
    public static TheoryData<ulong, string, string> Caught { get; } = new()
    {
        { 66, "3-5,7,13,15-16,20", "an owner that stood still and woke up took the high-water mark back, so that an old backup would have passed" },
        { 19, "1-2", "behind a clock that was set back, an event was decided at a time before the block that was closed before it" },
        { 182, "1-60", "what several charges held of one lot was settled from its first part twice" },
        { 306, "1-60", "a wallet for one feature paid for another feature of the same meter" },
        { 78, "1-60", "the part of a request that the units let pass cost more than a cap on spend had left" },
    };

    [Theory]
    [MemberData(nameof(Caught))]
    public void A_seed_that_found_something_holds(ulong seed, string steps, string what)
    {
        Outcome.Of(seed, Options.DefaultSteps, StepList.Parse(steps)).Failure.ShouldBeNull(what);
        Outcome.Of(seed, Options.DefaultSteps).Failure.ShouldBeNull(what);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(32)]
    public void The_same_seed_is_the_same_run(ulong seed)
    {
        Outcome first = Outcome.Of(seed, 100);
        Outcome second = Outcome.Of(seed, 100);
        second.Hash.ShouldBe(first.Hash);
        second.Last.ShouldBe(first.Last);
        second.Injected.ShouldBe(first.Injected);
        Outcome.Of(seed + 1, 100).Hash.ShouldNotBe(first.Hash);
    }

    [Fact]
    public void A_thousand_seeds_hold_and_meet_every_fault()
    {
        var tally = new Tally();
        Options.Parse(["--seeds", "1000", "--from", "1"], out Options options, out _).ShouldBeTrue();
        List<Outcome> failures = Sweep.Run(options, tally, Stopwatch.StartNew(), TimeSpan.FromMinutes(1));
        failures.ShouldBeEmpty(string.Join('\n', failures.Select(failed => $"tollgate-sim --seed {failed.Seed}: {failed.Failure!.What}")));
        tally.Runs.ShouldBe(1000);
        tally.NeverInjected.ShouldBeEmpty();
        tally.NeverCut.ShouldBeEmpty();
        tally.NeverDone.ShouldBeEmpty();
        tally.NeverHappened.ShouldBeEmpty();
    }

    [Fact]
    public void Steps_can_be_left_out()
    {
        Outcome.Of(3, Options.DefaultSteps, StepList.Parse("none")).Failure.ShouldBeNull();
        Outcome.Of(3, Options.DefaultSteps, StepList.Parse("5-20")).Failure.ShouldBeNull();
    }

    [Theory]
    [InlineData("none")]
    [InlineData("3")]
    [InlineData("3,7-9,11")]
    public void A_list_of_steps_reads_as_it_is_written(string text) => StepList.Text(StepList.Parse(text)).ShouldBe(text);

    [Theory]
    [InlineData("--seeds")]
    [InlineData("--seeds", "many")]
    [InlineData("--what", "3")]
    public void A_wrong_option_is_said(params string[] options)
    {
        Options.Parse(options, out _, out string? mistake).ShouldBeFalse();
        mistake!.ShouldContain("tollgate-sim --seeds");
    }
}
