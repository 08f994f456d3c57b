using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Ledger;

/// <summary>An account may have ten thousand open reservations, and nothing that is asked of it may look at each of them.</summary>
public class ManyReservationsTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void One_more_than_may_be_open_is_refused_until_one_has_ended()
    {
        (Books books, RecordedAt now) = Opened("prepaid", "calls");
        for (int i = 0; i < Reserving.MostOpen; i++)
            Done(books, Reserve("calls", 1, i, 300 * Second), now).Rejection.ShouldBeNull();
        Rejection refused = Done(books, Reserve("calls", 1, Reserving.MostOpen, 300 * Second), now).Rejection!;
        refused.Code.ShouldBe("too_many_reservations");
        refused.Detail.ShouldBe("The account 'a' has 10000 open reservations, the most at once. Settle or release some, or let them expire sooner.");
        // Who asks again for what is held already is told so, and who asks for too much is denied as ever.
        ((Reserved)Done(books, Reserve("calls", 1, 77, 300 * Second), now).Answer!).Reservation!.Id.ShouldBe("r77");
        ((Reserved)Done(books, Reserve("calls", 1_000_000_000, Reserving.MostOpen, 300 * Second), now).Answer!).Decision.Allowed.ShouldBeFalse();
        Done(books, new ReleaseReservation("r77"), now).Rejection.ShouldBeNull();
        ((Reserved)Done(books, Reserve("calls", 1, Reserving.MostOpen, 300 * Second), now).Answer!).Reservation.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Those_that_expire_together_are_recorded_in_slices_and_seen_as_expired_at_once(long apart)
    {
        (Books books, RecordedAt now) = Opened("prepaid", "calls");
        int count = (2 * DueAccounts.MostFacts) + 500;
        for (int i = 0; i < count; i++)
            Done(books, Reserve("calls", 1, i, (300 * Second) + (i * apart)), now).Rejection.ShouldBeNull();
        var later = new RecordedAt(now.Microseconds + (400 * Second));
        Books atOnce = World.From(books.Carry());
        Check.Decide(books, Asked("calls", 1), now).Metered!.Reserved.ShouldBe(count);
        Check.Decide(books, Asked("calls", 1), later).Metered!.Reserved.ShouldBe(0);

        List<Fact> slices = [];
        for (int sweep = 1; sweep <= 3; sweep++)
        {
            Outcome swept = Done(books, new SweepDues(), later);
            ((DuesSwept)swept.Answer!).ShouldBe(new DuesSwept(1, More: sweep < 3));
            swept.Facts.Count.ShouldBe(sweep < 3 ? DueAccounts.MostFacts : 500);
            slices.AddRange(swept.Facts);
            Check.Decide(books, Asked("calls", 1), later).Metered!.Reserved.ShouldBe(0, "what is not recorded yet has expired all the same");
        }

        // Whoever touches the account records all of it at once, and the very same.
        IReadOnlyList<Fact> due = atOnce.Due(Reserve("calls", 1, count, 300 * Second), later);
        due.Cast<ReservationEnded>().Select(ended => ended.ReservationId).ShouldBe(slices.Cast<ReservationEnded>().Select(ended => ended.ReservationId));
        foreach (Fact fact in due)
            atOnce.Apply(fact);
        StateDigest.Of(atOnce).ShouldBe(StateDigest.Of(books));
        books.DueAccounts.Next.ShouldBeNull();
    }

    [Theory]
    [InlineData("prepaid", "calls")]
    [InlineData("prepaid", "images")]
    [InlineData("prepaid", "steps")]
    public void What_a_check_takes_does_not_grow_with_what_is_open(string plan, string feature)
    {
        (Books books, RecordedAt now) = Opened(plan, feature);
        int open = 0;
        Open(20);
        long few = Taken();
        Open(1_000);
        Taken().ShouldBeLessThan(few + (few / 5) + 200);

        void Open(int upTo)
        {
            for (; open < upTo; open++)
                ((Reserved)Done(books, Reserve(feature, 1, open, 300 * Second), now).Answer!).Reservation.ShouldNotBeNull();
        }

        long Taken()
        {
            long least = long.MaxValue;
            for (int round = 0; round < 60; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Check.Decide(books, Asked(feature, 1), now);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            return least;
        }
    }

    [Fact]
    public void What_is_held_is_added_up_as_if_each_reservation_were_looked_at()
    {
        var random = new Random(20_261_121);
        var held = new HeldUsage();
        Dictionary<string, (Reservation One, Units OfWallets)> open = [];
        Rate rate = Rate.Parse("0.3");
        for (int step = 0; step < 2_000; step++)
        {
            if (open.Count > 0 && random.Next(5) < 2)
            {
                string gone = open.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(open.Count));
                held.Remove(open[gone].One, open[gone].OfWallets);
                open.Remove(gone);
            }
            else
            {
                Reservation one = Some(random, $"r{step}");
                var ofWallets = Units.FromScaled(random.Next(3) * 123_456_789_012_345_678);
                held.Add(one, ofWallets);
                open.Add(one.Id, (one, ofWallets));
            }

            string contract = "c" + random.Next(2), meter = "m" + random.Next(2);
            var period = new EffectiveAt(random.Next(2) * 100);
            var here = open.Values.Where(of => of.One.Target.ContractId == contract && of.One.Target.Meter == meter).ToArray();
            var window = new CalendarWindow(new EffectiveAt(random.Next(100)), new EffectiveAt(100 + random.Next(100)));
            Sum(here.Where(of => window.Contains(of.One.Time)).Select(of => of.One.Units)).ShouldBe(held.Of(contract, meter)?.In(window) ?? Quantity.Zero);
            Sum(here.Where(of => window.Contains(of.One.Time) && of.One.Subject == "s1").Select(of => of.One.Units)).ShouldBe(held.Of(contract, meter)?.In(window, "s1") ?? Quantity.Zero);

            var inPeriod = here.Where(of => of.One.Target.PeriodStart == period).ToArray();
            HeldInPeriod? found = held.Of(contract, meter, period);
            (found is null).ShouldBe(inPeriod.Length == 0);
            (found?.All ?? Quantity.Zero).ShouldBe(Sum(inPeriod.Select(of => of.One.Units)));
            (found?.OfWallets ?? Units.Zero).ShouldBe(inPeriod.Aggregate(Units.Zero, (sum, of) => sum + of.OfWallets));
            (found?.OfPeriod ?? default).ShouldBe(inPeriod.Where(of => !of.One.Target.AfterCutoff).Aggregate(default(HeldUnits), (sum, of) => sum + new HeldUnits(of.One.FromAllowance, of.One.Beyond)));
            foreach (IGrouping<TallyTarget, (Reservation One, Units OfWallets)> alike in inPeriod.GroupBy(of => of.One.Target))
            {
                Quantity units = Sum(alike.Select(of => of.One.Units));
                Quantity covered = units - Sum(alike.Select(of => of.One.Beyond));
                found!.Tallies().ShouldContain(new Tally(alike.Key, units, covered));
                Quantity byCredits = Sum(alike.Select(of => Quantity.Min(of.One.Beyond, WalletBurning.UnitsOf(of.OfWallets, rate))));
                if (!alike.Key.AfterCutoff)
                    found.ToSettle(rate).ShouldContain(new Tally(alike.Key, units, covered + byCredits));
            }
        }
    }

    private static Reservation Some(Random random, string id)
    {
        var target = new TallyTarget("m" + random.Next(2), "c" + random.Next(2), new EffectiveAt(random.Next(2) * 100), random.Next(4) == 0, [new ChargeCell("charge", random.Next(2))]);
        Quantity beyond = Quantity.FromScaled(random.Next(1_000_000_000));
        var time = new EffectiveAt(random.Next(200));
        return new Reservation(id, "feature", target, time, beyond + random.Next(3), random.Next(3), beyond, [], time, "api", id, random.Next(3) == 0 ? null : "s" + random.Next(2), Engine.Metering.Properties.None);
    }

    private static Quantity Sum(IEnumerable<Quantity> units) => units.Aggregate(Quantity.Zero, (sum, one) => sum + one);

    private static (Books Books, RecordedAt Now) Opened(string plan, string feature)
    {
        var world = new World();
        var verbs = new Verbs(world);
        string wallet = feature == "images" ? "sparks" : "USD";
        foreach (string line in new[] { "env 2025-06-01", "catalog wallets", "account a", $"contract a {plan} 2025-06-01", $"grant a {wallet} 1000000 wallet=1 id=g" })
            verbs.Play(line.Split(' ')).ShouldBe("ok");
        return (world.Books, world.Books.Time(default));
    }

    private static Outcome Done(Books books, Command command, RecordedAt at)
    {
        foreach (Fact due in books.Due(command, at))
            books.Apply(due);
        Outcome outcome = books.Decide(command, at);
        foreach (Fact fact in outcome.Facts)
            books.Apply(fact);
        return outcome;
    }

    private static EntitlementRequest Asked(string feature, Quantity units) => new("a", feature, units, null, null, null, Engine.Metering.Properties.None);

    private static ReserveUnits Reserve(string feature, Quantity units, int number, long timeToLive) =>
        new(Asked(feature, units), $"r{number}", "api", $"e{number}", timeToLive, Seen: null);
}
