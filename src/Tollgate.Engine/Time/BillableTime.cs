using NodaTime;

namespace Tollgate.Engine.Time;

/// <summary>
/// The instants that the ledger bills: from 1900 up to, not including, the year 9000 (UTC). The calendar reaches a little further on both
/// sides, so that every period of such an instant can be computed; a contract without an end runs to the last of them.
/// </summary>
public static class BillableTime
{
    public static readonly EffectiveAt Start = EffectiveAt.From(Instant.FromUtc(1900, 1, 1, 0, 0));
    public static readonly EffectiveAt End = EffectiveAt.From(Instant.FromUtc(9000, 1, 1, 0, 0));

    public static bool Contains(EffectiveAt at) => at >= Start && at < End;

    public static bool Contains(RecordedAt at) => Contains(new EffectiveAt(at.Microseconds));
}
