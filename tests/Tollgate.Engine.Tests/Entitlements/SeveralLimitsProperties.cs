using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Entitlements;

/// <summary>
/// Five limits on one feature, a cap on its overage and two on spend, against a model that keeps every event and counts them all again for each question.
/// </summary>
public class SeveralLimitsProperties
{
    private static readonly WindowLimit[] Windows =
    [
        new(WindowUnit.Minute, 12, EachSubject: false),
        new(WindowUnit.Hour, 30, EachSubject: false),
        new(WindowUnit.Day, 60, EachSubject: false),
        new(WindowUnit.Minute, 8, EachSubject: true),
        new(WindowUnit.Day, 20, EachSubject: true),
    ];

    private static readonly Quantity Included = 40;
    private static readonly Quantity OverageCap = 30;

    private static readonly Gen<string> Units = Gen.Elements("0", "1", "1", "2", "3", "5", "7.5", "8", "9", "12", "13", "31", "0.000000001");

    private static readonly Gen<string> Subjects = Gen.Elements(" subject=ann", " subject=bob", " subject=cleo", " subject=dan", "");

    /// <summary>Steps in time are small, so that windows fill up, and now and then large, so that others begin.</summary>
    private static readonly Gen<int> Seconds = Gen.Frequency((6, Gen.Choose(0, 20)), (3, Gen.Choose(20, 90)), (2, Gen.Choose(600, 4_000)), (1, Gen.Choose(20_000, 90_000)));

    /// <summary>One request or report.</summary>
    /// <param name="Back">Seconds before now that it is for.</param>
    private sealed record Step(int Wait, string Verb, string Units, string Subject, int Back, bool Partial)
    {
        public override string ToString() => $"+{Wait}s {Verb} {Units}{Subject} -{Back}s{(Partial ? " partial" : "")}";
    }

    private static Arbitrary<Step[]> Steps(Gen<int> back, params string[] verbs) => Arb.ToArbitrary(
        from length in Gen.Choose(1, 60)
        from steps in (
            from wait in Seconds
            from verb in Gen.Elements(verbs)
            from units in Units
            from subject in Subjects
            from before in back
            from partial in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new Step(wait, verb, units, subject, before, partial)).ArrayOf(length)
        select steps,
        Shorter
    );

    [Theory]
    [InlineData("UTC")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("America/New_York")]
    public void What_passes_is_what_an_obvious_model_lets_pass(string zone) => Properties.Hold(Steps(Gen.Constant(0), "consume", "consume", "consume", "use"), steps =>
    {
        Verbs verbs = Opened(zone);
        var model = new Model(zone);
        foreach (Step step in steps)
        {
            EffectiveAt at = Advance(verbs, step);
            string answer = Play(verbs, step, at, out Outcome outcome);
            if (step.Verb == "use")
            {
                model.Add(at, Subject(step), Quantity.Parse(step.Units));
                continue;
            }

            var decision = (Decision)outcome.Answer!;
            (bool allowed, Quantity granted) = model.Ask(at, Subject(step), Quantity.Parse(step.Units), step.Partial);
            (decision.Allowed, decision.GrantedUnits).ShouldBe((allowed, granted), $"{step} at {at}: {answer}");
            if (allowed)
                model.Add(at, Subject(step), granted);
        }
    });

    [Fact]
    public void No_order_of_requests_takes_consumption_beyond_any_limit() => Properties.Hold(Steps(Gen.Choose(0, 200_000), "consume", "consume", "reserve", "settle", "release"), steps =>
    {
        Verbs verbs = Opened("Europe/Berlin");
        var model = new Model("Europe/Berlin");
        int reservations = 0;
        foreach (Step step in steps)
        {
            EffectiveAt at = Advance(verbs, step);
            Play(verbs, step, at, ref reservations);
        }

        foreach (UsageCounted counted in verbs.World.Journal.OfType<UsageCounted>())
            model.Add(counted.Event.Time, counted.Event.Subject, counted.Event.Quantity!.Value);
        model.Exceeded().ShouldBeNull(string.Join('\n', (object[])steps));
        ContractBook contract = verbs.World.Books.Contracts["ctr_a"];
        foreach (PeriodBook period in contract.OpenPeriods.Values)
        {
            (period.Meter("calls").Beyond <= OverageCap).ShouldBeTrue($"{period.Meter("calls").Beyond} overage");
            (Engine.Invoicing.PeriodSpend.Of(contract, period, "calls") <= Money.Parse("45")).ShouldBeTrue();
        }

        verbs.World.ShouldReplay();
    });

    private static Verbs Opened(string zone)
    {
        var verbs = new Verbs(new World());
        foreach (string line in (string[])["env 2025-06-10T22:30:00Z window=60", "catalog limited", $"account a zone={zone}", "contract a five 2025-06-01"])
            verbs.Play(line.Split(' ')).ShouldBe("ok");
        return verbs;
    }

    private static EffectiveAt Advance(Verbs verbs, Step step)
    {
        long now = verbs.World.Books.Time(default).Microseconds + (step.Wait * 1_000_000L);
        if (step.Wait > 0)
            verbs.Play(["clock", new EffectiveAt(now).ToString()]).ShouldBe("ok");
        return new EffectiveAt(now - (step.Back * 1_000_000L));
    }

    private static string Play(Verbs verbs, Step step, EffectiveAt at, out Outcome outcome)
    {
        Quantity units = Quantity.Parse(step.Units);
        string id = string.Create(CultureInfo.InvariantCulture, $"e{verbs.World.Journal.Count}");
        outcome = step.Verb == "use"
            ? verbs.World.Report(new UsageEvent(id, "api", "a", "calls", at, units, Subject(step), Engine.Metering.Properties.None))
            : verbs.World.Consume(new EntitlementRequest("a", "calls", units, null, at, Subject(step), Engine.Metering.Properties.None) { AllowPartial = step.Partial }, id);
        return Words.Of(outcome);
    }

    private static void Play(Verbs verbs, Step step, EffectiveAt at, ref int reservations)
    {
        Quantity units = Quantity.Parse(step.Units);
        switch (step.Verb)
        {
            case "reserve":
                string id = string.Create(CultureInfo.InvariantCulture, $"r{++reservations}");
                verbs.World.Reserve(new EntitlementRequest("a", "calls", units, null, at, Subject(step), Engine.Metering.Properties.None) { AllowPartial = step.Partial }, id, id, 3_600).Rejection.ShouldBeNull();
                break;
            case "settle" or "release":
                // No more than what is held: more is used already, and never refused.
                if (verbs.World.Books.Account("a")!.Holdings?.Reservations.Values.FirstOrDefault() is not { } open || open.ExpiresAt.Microseconds <= verbs.World.Books.Time(default).Microseconds)
                    break;
                Outcome end = step.Verb == "settle" ? verbs.World.Settle(open.Id, Quantity.Min(units, open.Units)) : verbs.World.Submit(new ReleaseReservation(open.Id));
                end.Rejection.ShouldBeNull();
                break;
            default:
                Play(verbs, step, at, out Outcome outcome);
                outcome.Rejection.ShouldBeNull();
                break;
        }
    }

    private static string? Subject(Step step) => step.Subject.Length == 0 ? null : step.Subject[" subject=".Length..];

    private static IEnumerable<Step[]> Shorter(Step[] steps)
    {
        for (int part = steps.Length / 2; part > 0; part /= 2)
        {
            for (int start = 0; start + part <= steps.Length; start += part)
                yield return [.. steps[..start], .. steps[(start + part)..]];
        }
    }

    /// <summary>Keeps every event, and adds up those of a window again each time: by what stands on a clock on the wall, and not by where a window begins.</summary>
    private sealed class Model(string zone)
    {
        private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[zone];
        private readonly List<(EffectiveAt At, string? Subject, Quantity Units)> _events = [];

        public void Add(EffectiveAt at, string? subject, Quantity units) => _events.Add((at, subject, units));

        /// <summary>Tries the whole of it, and then, if a part is enough, as much as each limit would let pass.</summary>
        public (bool Allowed, Quantity Granted) Ask(EffectiveAt at, string? subject, Quantity units, bool partial)
        {
            if (units.IsZero)
                return (true, units);
            if (subject is null)
                return (false, Quantity.Zero);
            if (Passes(at, subject, units))
                return (true, units);
            if (!partial)
                return (false, Quantity.Zero);
            // The most that passes each limit of units; and of money, by trying.
            Quantity most = Windows.Aggregate(units, (least, limit) => Quantity.Min(least, Left(limit, at, subject)));
            most = Quantity.Max(Quantity.Min(most, Included + OverageCap - Used()), Quantity.Zero);
            Int128 step = units.Scaled % Quantity.One.Scaled == 0 ? Quantity.One.Scaled : 1;
            if (!Affordable(most))
                most = LargestAffordable(most, units, step);
            return (!most.IsZero, most);
        }

        /// <summary>A limit that was exceeded, in words; null when none was.</summary>
        public string? Exceeded()
        {
            foreach (WindowLimit limit in Windows)
            {
                foreach (var window in _events.Where(one => !limit.EachSubject || one.Subject is not null).GroupBy(one => (Key(limit.Per, one.At), limit.EachSubject ? one.Subject : "")))
                {
                    Quantity sum = window.Aggregate(Quantity.Zero, (total, one) => total + one.Units);
                    if (sum > limit.Units)
                        return $"{sum} {limit} in {window.Key}";
                }
            }

            return null;
        }

        private bool Passes(EffectiveAt at, string subject, Quantity units) =>
            Windows.All(limit => units <= Left(limit, at, subject)) && Beyond(units) <= Quantity.Max(OverageCap - Over(), Quantity.Zero) && Affordable(units);

        private Quantity Left(WindowLimit limit, EffectiveAt at, string subject)
        {
            string window = Key(limit.Per, at);
            Quantity used = _events
                .Where(one => Key(limit.Per, one.At) == window && (!limit.EachSubject || one.Subject == subject))
                .Aggregate(Quantity.Zero, (sum, one) => sum + one.Units);
            return Quantity.Max(limit.Units - used, Quantity.Zero);
        }

        private Quantity Used() => _events.Aggregate(Quantity.Zero, (sum, one) => sum + one.Units);

        private Quantity Over() => Quantity.Max(Used() - Included, Quantity.Zero);

        private Quantity Beyond(Quantity units) => Quantity.Max(Used() + units - Included, Quantity.Zero) - Over();

        /// <summary>10 at 1.00, all others at 2.50 and 1.00 once; 45.00 for the feature is the lower of the two caps, since the plan prices nothing else.</summary>
        private bool Affordable(Quantity units)
        {
            Money before = Cost(Over());
            Money cost = Cost(Over() + Beyond(units));
            return cost <= before || cost <= Money.Parse("45");
        }

        private static Money Cost(Quantity over)
        {
            Quantity dear = Quantity.Max(over - 10, Quantity.Zero);
            return ((over - dear) * Rate.Parse("1")) + (dear * Rate.Parse("2.5")) + (dear.IsZero ? Money.Zero : Money.One);
        }

        private Quantity LargestAffordable(Quantity most, Quantity units, Int128 step)
        {
            // Money buys whole units of a request for whole units.
            Int128 low = 0;
            Int128 high = units.Scaled / step;
            while (high - low > 1)
            {
                Int128 middle = (low + high) / 2;
                if (Affordable(Quantity.FromScaled(middle * step)))
                    low = middle;
                else
                    high = middle;
            }

            return Quantity.Min(most, Quantity.FromScaled(low * step));
        }

        private string Key(WindowUnit unit, EffectiveAt at)
        {
            ZonedDateTime local = at.ToInstant().InZone(_zone);
            string day = string.Create(CultureInfo.InvariantCulture, $"{local.Year}-{local.Month}-{local.Day}");
            return unit switch
            {
                WindowUnit.Minute => string.Create(CultureInfo.InvariantCulture, $"{day} {local.Hour}:{local.Minute} {local.Offset}"),
                WindowUnit.Hour => string.Create(CultureInfo.InvariantCulture, $"{day} {local.Hour} {local.Offset}"),
                _ => day,
            };
        }
    }
}
