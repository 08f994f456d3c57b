using FsCheck;
using FsCheck.Fluent;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;
using Check = Tollgate.Engine.Entitlements.Check;

namespace Tollgate.Engine.Tests.Seats;

/// <summary>What holds of seats whoever takes, keeps and returns them, in whatever order, and however the clock moves on.</summary>
public class SeatProperties
{
    private const long Second = 1_000_000;

    private static readonly string[] Opening = ["env 2025-06-01", "catalog seats", "account a", "contract a team 2025-06-01"];

    private static readonly (string Feature, int Limit, long Heartbeat, long Skew)[] Halls = [("editor", 2, 0, 0), ("floating", 2, 300 * Second, 30 * Second), ("strict", 1, 60 * Second, 0)];

    private sealed record Step(string Does, int Hall, int Subject, int Seconds);

    private static readonly Gen<Step[]> Histories =
        from length in Gen.Choose(1, 80)
        from steps in (
            from does in Gen.Frequency((6, Gen.Constant("take")), (2, Gen.Constant("return")), (4, Gen.Constant("wait")), (1, Gen.Constant("sweep")), (1, Gen.Constant("restart")))
            from hall in Gen.Choose(0, 2)
            from subject in Gen.Choose(1, 5)
            from seconds in Gen.Elements(0, 1, 5, 14, 15, 16, 29, 30, 31, 59, 60, 61, 90, 200, 299, 300, 329, 330, 331)
            select new Step(does, hall, subject, seconds)
        ).ArrayOf(length)
        select steps;

    /// <summary>The model knows no journal and no margin by halves: only who was last told what, and when.</summary>
    [Fact]
    public void Never_are_more_held_than_there_are_and_each_for_as_long_as_was_told() => Properties.Hold(Histories, steps =>
    {
        World world = Opened();
        // Until when a subject must hold his seat, and from when he must not.
        Dictionary<(int Hall, string Subject), (long Least, long Most)> told = [];
        foreach (Step step in steps)
        {
            string subject = $"s{step.Subject}";
            (string feature, int limit, long heartbeat, long skew) = Halls[step.Hall];
            long now = Now(world).Microseconds;
            switch (step.Does)
            {
                case "take":
                    long? ttl = heartbeat > 0 && step.Seconds > 0 && step.Seconds * Second <= heartbeat ? step.Seconds * Second : null;
                    var answer = (SeatAnswer)world.Submit(new TakeSeat("a", feature, subject, ttl)).Answer!;
                    if (answer.Decision.Allowed)
                        told[(step.Hall, subject)] = heartbeat == 0 ? (long.MaxValue, long.MaxValue) : (now + (ttl ?? heartbeat), now + (ttl ?? heartbeat) + skew);
                    else
                        (answer.Decision.Reason, answer.Decision.Seats!.Taken).ShouldBe((Reason.QuotaExceeded, limit));
                    answer.Decision.Seats!.Taken.ShouldBe(Taken(world, feature));
                    answer.Seat.ShouldBe(Seats(world)?.Of(feature, subject, Now(world)));
                    break;
                case "return":
                    bool held = Seats(world)?.Of(feature, subject, Now(world)) is not null;
                    (world.Submit(new ReturnSeat("a", feature, subject)).Rejection is null).ShouldBe(held);
                    told.Remove((step.Hall, subject));
                    break;
                case "wait" when step.Seconds > 0:
                    world.Control(new AdvanceClock(new RecordedAt(now + (step.Seconds * Second)))).Rejection.ShouldBeNull();
                    break;
                case "sweep":
                    world.Submit(new SweepDues());
                    break;
                case "restart":
                    world.Restart();
                    break;
            }

            ShouldBeAsTold(world, told);
        }

        Seat[] before = [.. Seats(world)?.Held(Now(world)) ?? []];
        ShouldBeInPages(Seats(world), before, Now(world));
        world.Submit(new SweepDues());
        (Seats(world)?.Held(Now(world)) ?? []).ShouldBe(before, "recording what ran out changes nothing");
        (world.Books.DueAccounts.Next <= new EffectiveAt(Now(world).Microseconds)).ShouldBeFalse("after a sweep nothing is due");
        world.ShouldReplay();
    });

    [Fact]
    public void A_heartbeat_every_second_is_recorded_a_few_times_a_minute_and_the_seat_never_lost()
    {
        World world = Opened();
        long from = Now(world).Microseconds;
        for (int second = 0; second <= 3_600; second++)
        {
            if (second > 0)
                world.Control(new AdvanceClock(new RecordedAt(from + (second * Second)))).Rejection.ShouldBeNull();
            var answer = (SeatAnswer)world.Submit(new TakeSeat("a", "floating", "kim", null)).Answer!;
            (answer.Decision.Allowed, answer.Renewed).ShouldBe((true, second > 0));
            // Half of the margin of 30 s at least stays, beyond the time that was asked for.
            (answer.Seat!.FreeAt!.Value.Microseconds - Now(world).Microseconds).ShouldBeInRange(315 * Second, 330 * Second);
        }

        // A tenth of the time would be 30 s; half of the margin is less, and one more second moves the end.
        world.Journal.OfType<SeatRenewed>().Count().ShouldBe(3_600 / 16);
        world.ShouldReplay();
    }

    [Fact]
    public void Many_that_run_out_together_are_free_at_once_and_recorded_in_slices()
    {
        World world = Opened();
        var verbs = new Verbs(world);
        verbs.Play(["account", "b"]).ShouldBe("ok");
        verbs.Play(["contract", "b", "open", "2025-06-01"]).ShouldBe("ok");
        for (int i = 0; i < 1_100; i++)
            world.Submit(new TakeSeat("b", "floating", $"s{i:D4}", 60 * Second));
        verbs.Play(["check", "b", "floating", "subject=s1099"]).ShouldBe("allowed within_limit, 1100 of unlimited seats");
        verbs.Play(["clock", "2025-06-01T00:01:30Z"]).ShouldBe("ok");
        verbs.Play(["check", "b", "floating", "subject=s1099"]).ShouldBe("denied seat_not_assigned, 0 of unlimited seats");

        // The last one is not among those that are recorded now, and is given a seat again all the same.
        verbs.Play(["seat", "b", "floating", "s1099", "ttl=60"]).ShouldBe("allowed within_limit, 1 of unlimited seats, until 2025-06-01T00:02:30Z");
        world.Journal.OfType<SeatExpired>().Count().ShouldBe(SeatDues.MostAtOnce + 1);
        ((DuesSwept)world.Submit(new SweepDues()).Answer!).ShouldBe(new DuesSwept(1, More: true));
        world.ShouldReplay();
        ((DuesSwept)world.Submit(new SweepDues()).Answer!).ShouldBe(new DuesSwept(1, More: false));
        world.Journal.OfType<SeatExpired>().Select(expired => expired.Subject).ShouldBeUnique();
        world.Journal.OfType<SeatExpired>().Count().ShouldBe(1_100);
        world.Books.DueAccounts.Next.ShouldBe(new EffectiveAt(Now(world).Microseconds + (90 * Second)));
        world.ShouldReplay();
    }

    private static void ShouldBeAsTold(World world, Dictionary<(int Hall, string Subject), (long Least, long Most)> told)
    {
        RecordedAt now = Now(world);
        for (int hall = 0; hall < Halls.Length; hall++)
        {
            string feature = Halls[hall].Feature;
            Taken(world, feature).ShouldBeLessThanOrEqualTo(Halls[hall].Limit);
            (Seats(world)?.Held(now) ?? []).Count(seat => seat.Feature == feature).ShouldBe(Taken(world, feature));
            for (int i = 1; i <= 5; i++)
            {
                string subject = $"s{i}";
                bool holds = Seats(world)?.Of(feature, subject, now) is not null;
                (long least, long most) = told.GetValueOrDefault((hall, subject), (long.MinValue, long.MinValue));
                if (now.Microseconds < least)
                    holds.ShouldBeTrue($"{subject} was told that he holds a seat of {feature}");
                if (now.Microseconds >= most)
                    holds.ShouldBeFalse($"{subject} holds a seat of {feature} that has run out");
                Decision decision = Check.Decide(world.Books, new EntitlementRequest("a", feature, Quantity.One, null, null, subject, Engine.Metering.Properties.None), now);
                decision.Allowed.ShouldBe(holds);
            }
        }
    }

    /// <summary>One after another, each from behind the last, they are the whole list; and so of each feature.</summary>
    private static void ShouldBeInPages(SeatBook? seats, Seat[] all, RecordedAt now)
    {
        foreach (string? feature in new[] { null, "editor", "floating", "strict", "nothing" })
        {
            List<Seat> one = [];
            while (seats?.Held(now, feature, one.Count == 0 ? null : (one[^1].Feature, one[^1].Subject)).FirstOrDefault() is { } next)
                one.Add(next);
            one.ShouldBe(all.Where(seat => feature is null || seat.Feature == feature));
        }
    }

    private static World Opened()
    {
        var world = new World();
        var verbs = new Verbs(world);
        foreach (string line in Opening)
            verbs.Play(line.Split(' ')).ShouldBe("ok");
        return world;
    }

    private static SeatBook? Seats(World world) => world.Books.Account("a")!.Seats;

    private static int Taken(World world, string feature) => Seats(world)?.Taken(feature, Now(world)) ?? 0;

    private static RecordedAt Now(World world) => world.Books.Time(world.Real);
}
