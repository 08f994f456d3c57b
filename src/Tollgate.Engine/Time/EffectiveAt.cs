using NodaTime;

namespace Tollgate.Engine.Time;

/// <summary>
/// The instant at which something is true in the world, to the microsecond. It is not <see cref="RecordedAt"/>: a fact
/// may be learnt long after it happened. Further digits of a source's timestamp are cut, never rounded.
/// </summary>
public readonly record struct EffectiveAt(long Microseconds) : IComparable<EffectiveAt>
{
    /// <summary>The instant, cut to the microsecond.</summary>
    public static EffectiveAt From(Instant instant) => new(Instants.ToMicroseconds(instant));

    public Instant ToInstant() => Instants.FromMicroseconds(Microseconds);

    public int CompareTo(EffectiveAt other) => Microseconds.CompareTo(other.Microseconds);

    public static bool operator <(EffectiveAt left, EffectiveAt right) => left.Microseconds < right.Microseconds;

    public static bool operator >(EffectiveAt left, EffectiveAt right) => left.Microseconds > right.Microseconds;

    public static bool operator <=(EffectiveAt left, EffectiveAt right) => left.Microseconds <= right.Microseconds;

    public static bool operator >=(EffectiveAt left, EffectiveAt right) => left.Microseconds >= right.Microseconds;

    /// <summary>RFC 3339 in UTC, with as many fractional digits as are needed.</summary>
    public override string ToString() => Instants.Format(Microseconds);
}
