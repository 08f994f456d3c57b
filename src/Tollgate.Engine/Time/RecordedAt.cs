using NodaTime;

namespace Tollgate.Engine.Time;

/// <summary>
/// The instant at which the ledger learnt of something, to the microsecond, on its environment's clock. It is not
/// <see cref="EffectiveAt"/>; within a shard it never goes back.
/// </summary>
public readonly record struct RecordedAt(long Microseconds) : IComparable<RecordedAt>
{
    /// <summary>The instant, cut to the microsecond.</summary>
    public static RecordedAt From(Instant instant) => new(Instants.ToMicroseconds(instant));

    public Instant ToInstant() => Instants.FromMicroseconds(Microseconds);

    public int CompareTo(RecordedAt other) => Microseconds.CompareTo(other.Microseconds);

    public static bool operator <(RecordedAt left, RecordedAt right) => left.Microseconds < right.Microseconds;

    public static bool operator >(RecordedAt left, RecordedAt right) => left.Microseconds > right.Microseconds;

    public static bool operator <=(RecordedAt left, RecordedAt right) => left.Microseconds <= right.Microseconds;

    public static bool operator >=(RecordedAt left, RecordedAt right) => left.Microseconds >= right.Microseconds;

    /// <summary>RFC 3339 in UTC, with as many fractional digits as are needed.</summary>
    public override string ToString() => Instants.Format(Microseconds);
}
