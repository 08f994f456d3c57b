using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>A consume passed the throttle beyond the limit of a feature; it stands behind the fact that counted its units.</summary>
/// <param name="ArrivesAt">Where the throttle's instant stands since: nanoseconds since 1970.</param>
public sealed record ThrottlePassed(string AccountId, string Feature, Int128 ArrivesAt, RecordedAt At) : Fact;
