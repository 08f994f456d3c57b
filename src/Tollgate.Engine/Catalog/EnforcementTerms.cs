using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>What happens at the limit of a metered feature.</summary>
public enum Enforcement
{
    /// <summary>Denies what goes beyond.</summary>
    Hard,

    /// <summary>Allows it and counts overage.</summary>
    Soft,

    /// <summary>Allows it up to a bound, then denies.</summary>
    Grace,

    /// <summary>Allows it at a rate.</summary>
    Throttle,
}

/// <summary>How far usage may go beyond the limit. At least one of the two bounds is there; where both are, both hold.</summary>
/// <param name="Units">Units beyond the limit in a billing period; null is without bound.</param>
/// <param name="PeriodMicroseconds">How long after the limit was first exceeded in the billing period; null is to the period's end.</param>
/// <param name="Free">What is used in grace costs nothing.</param>
public sealed record GraceTerms(Quantity? Units, long? PeriodMicroseconds, bool Free);

/// <summary>How fast units pass beyond the limit.</summary>
/// <param name="IntervalNanoseconds">From one unit to the next: one divided by the rate, rounded down. From 1 up to <see cref="MostNanoseconds"/>.</param>
/// <param name="Burst">Units that may pass at once; one or more.</param>
public sealed record ThrottleTerms(long IntervalNanoseconds, Quantity Burst)
{
    /// <summary>The longest that it may take until a whole burst may pass again: 366 days.</summary>
    public const long MostNanoseconds = 366L * 86_400 * 1_000_000_000;
}
