using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Entitlements;

/// <summary>The one instant of a throttle against a model that remembers every unit that passed, and counts them again each time.</summary>
public class GcraProperties
{
    private static readonly Gen<Quantity> Units = Gen.Elements("1", "1", "1", "2", "3", "7", "20", "0.5", "0.000000001", "0.333333333", "1000", "21").Select(Quantity.Parse);

    private static readonly Gen<(ThrottleTerms Terms, (long Later, Quantity Units)[] Requests)> Loads =
        from interval in Gen.Elements(1L, 999, 1_000, 333_333_333, 100_000_000, 7_000_000_001, 3_600_000_000_000)
        from burst in Gen.Elements("1", "1.5", "2", "20", "1000").Select(Quantity.Parse)
        from length in Gen.Choose(1, 60)
        from later in Gen.OneOf(Gen.Constant(0L), Gen.Choose(0, 2_000_000).Select(micro => (long)micro), Gen.Elements(interval / 1_000, 3 * interval / 1_000, 40 * interval / 1_000)).ArrayOf(length)
        from units in Units.ArrayOf(length)
        select (new ThrottleTerms(interval, burst), later.Zip(units).ToArray());

    [Fact]
    public void It_lets_pass_what_the_model_does() => Properties.Hold(Loads, load =>
    {
        var model = new Model(load.Terms);
        Int128? arrival = null;
        long now = 1_750_000_000_000_000;
        foreach ((long later, Quantity units) in load.Requests)
        {
            now += later;
            var throttle = new Gcra(load.Terms, arrival, new RecordedAt(now));
            bool passes = units <= throttle.Room;
            passes.ShouldBe(model.Passes(now, units), $"{units} at {now}");
            if (passes)
            {
                model.Passed(now, units);
                arrival = throttle.After(units);
            }
        }
    });

    [Fact]
    public void It_passes_after_the_wait_that_was_told_and_not_a_millisecond_before() => Properties.Hold(Loads, load =>
    {
        Int128? arrival = null;
        long now = 1_750_000_000_000_000;
        foreach ((long later, Quantity units) in load.Requests)
        {
            now += later;
            var throttle = new Gcra(load.Terms, arrival, new RecordedAt(now));
            if (units <= throttle.Room)
            {
                arrival = throttle.After(units);
                continue;
            }

            long? wait = throttle.Wait(units, Quantity.Zero);
            (wait is null).ShouldBe(units > load.Terms.Burst);
            if (wait is not { } milliseconds)
                continue;
            Room(now + (milliseconds * 1_000)).ShouldBeGreaterThanOrEqualTo(units);
            Room(now + ((milliseconds - 1) * 1_000)).ShouldBeLessThan(units);

            Quantity Room(long at) => new Gcra(load.Terms, arrival, new RecordedAt(at)).Room;
        }
    });

    [Fact]
    public void In_any_stretch_of_time_no_more_than_its_rate_and_a_burst_pass() => Properties.Hold(Loads, load =>
    {
        Int128? arrival = null;
        long now = 1_750_000_000_000_000;
        List<(long At, Quantity Units)> passed = [];
        foreach ((long later, Quantity units) in load.Requests)
        {
            now += later;
            var throttle = new Gcra(load.Terms, arrival, new RecordedAt(now));
            Quantity taken = Quantity.Min(units, throttle.Room);
            if (taken.IsZero)
                continue;
            passed.Add((now, taken));
            arrival = throttle.After(taken);
        }

        for (int from = 0; from < passed.Count; from++)
        {
            BigInteger sum = 0;
            for (int to = from; to < passed.Count; to++)
            {
                sum += (BigInteger)passed[to].Units.Scaled;
                // Units, times the interval, in 10^-9 of nanoseconds. A whole burst is worth its time rounded up.
                BigInteger time = ((BigInteger)(passed[to].At - passed[from].At) * 1_000) + Model.Nanoseconds(load.Terms, load.Terms.Burst);
                (sum * load.Terms.IntervalNanoseconds).ShouldBeLessThanOrEqualTo(time * 1_000_000_000);
            }
        }
    });

    /// <summary>A bucket that empties by a nanosecond each nanosecond; what passes adds its time, and the bucket holds a burst's.</summary>
    private sealed class Model(ThrottleTerms terms)
    {
        private readonly List<(long At, Quantity Units)> _passed = [];

        public void Passed(long at, Quantity units) => _passed.Add((at, units));

        public bool Passes(long at, Quantity units)
        {
            if (units > terms.Burst)
                return false;
            BigInteger level = 0;
            long last = 0;
            foreach ((long then, Quantity taken) in _passed)
            {
                level = Emptied(level, then - last) + Nanoseconds(terms, taken);
                last = then;
            }

            return Emptied(level, at - last) + Nanoseconds(terms, units) <= Nanoseconds(terms, terms.Burst);
        }

        /// <summary>Rounded up: a part of a unit is never had for less.</summary>
        public static BigInteger Nanoseconds(ThrottleTerms terms, Quantity units)
        {
            BigInteger exact = (BigInteger)units.Scaled * terms.IntervalNanoseconds;
            BigInteger whole = BigInteger.DivRem(exact, 1_000_000_000, out BigInteger rest);
            return rest.IsZero ? whole : whole + 1;
        }

        private static BigInteger Emptied(BigInteger level, long microseconds) => BigInteger.Max(level - ((BigInteger)microseconds * 1_000), 0);
    }
}
