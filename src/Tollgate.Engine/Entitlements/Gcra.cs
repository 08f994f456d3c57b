using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>
/// The generic cell rate algorithm (ITU-T I.371, virtual scheduling), which a throttle is: one instant, the theoretical arrival time of the next unit,
/// says all there is to know of what has passed. It moves on by an interval for each unit; a unit passes while it is at most a tolerance of
/// <c>burst - 1</c> intervals ahead.
/// </summary>
/// <remarks>
/// All is counted in whole nanoseconds, and nothing is forgotten: the instant is kept exactly. A part of a unit costs its part of the interval,
/// rounded up, so that no splitting of a request lets more pass. Seen from the other side it is a bucket of <c>burst</c> intervals that empties as
/// time goes by.
/// </remarks>
/// <param name="terms">The rate, as its interval, and the burst.</param>
/// <param name="arrival">The theoretical arrival time, in nanoseconds since 1970; null when nothing was throttled yet.</param>
/// <param name="now">On the shard's time, which never goes back.</param>
public readonly struct Gcra(ThrottleTerms terms, Int128? arrival, RecordedAt now)
{
    private const int NanosecondsPerMicrosecond = 1_000;
    private const int NanosecondsPerMillisecond = 1_000_000;

    private readonly Int128 _now = (Int128)now.Microseconds * NanosecondsPerMicrosecond;

    /// <summary>How many units would pass now, never more than a burst.</summary>
    public Quantity Room => Quantity.Min(terms.Burst, Quantity.FromScaled(Left > 0 ? Left * Quantity.One.Scaled / terms.IntervalNanoseconds : 0));

    /// <summary>Where the instant stands once so many units have passed, which are no more than the <see cref="Room"/>.</summary>
    public Int128 After(Quantity units) => From + Cost(units);

    /// <summary>Milliseconds until so many units would pass if nothing else did, at least 1; null when they never would, being more than a burst.</summary>
    /// <param name="behind">Units that pass now, before them.</param>
    public long? Wait(Quantity units, Quantity behind)
    {
        if (units > terms.Burst)
            return null;
        Int128 missing = Cost(behind) + Cost(units) - Left;
        return missing > 0 ? (long)((missing + NanosecondsPerMillisecond - 1) / NanosecondsPerMillisecond) : 1;
    }

    /// <summary>What lies behind now has been made up for.</summary>
    private Int128 From => arrival is { } at && at > _now ? at : _now;

    /// <summary>How far the instant may still move on now. Less than nothing once terms with a smaller burst have taken the place of others.</summary>
    private Int128 Left => _now + Cost(terms.Burst) - From;

    private Int128 Cost(Quantity units) => ((units.Scaled * terms.IntervalNanoseconds) + Quantity.One.Scaled - 1) / Quantity.One.Scaled;
}
