using System.Collections.Immutable;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>Units held for one operation whose size is known only afterwards: settled with the true amount, released, or expired.</summary>
/// <param name="Target">Where its usage is to be counted.</param>
/// <param name="Time">The instant that the usage is for.</param>
/// <param name="Units">All that were granted: what lots and the plan's allowance hold, and what goes beyond them.</param>
/// <param name="FromAllowance">Units that the plan's allowance of the period holds.</param>
/// <param name="Beyond">Units beyond the limit, which the enforcement let pass: nothing holds them.</param>
/// <param name="Holds">What lots hold, in the order of burning.</param>
/// <param name="ExpiresAt">Exclusive: what is not settled by then is returned.</param>
/// <param name="EventId">Of the usage event that a settlement counts.</param>
public sealed record Reservation(
    string Id,
    string Feature,
    TallyTarget Target,
    EffectiveAt Time,
    Quantity Units,
    Quantity FromAllowance,
    Quantity Beyond,
    ImmutableArray<Hold> Holds,
    EffectiveAt ExpiresAt,
    string Source,
    string EventId,
    string? Subject,
    Properties Properties
)
{
    /// <summary>What it would cost at each charge of the target that prices events one by one, had it been used when it was made; null where none does.</summary>
    public ImmutableArray<Money>? Fees { get; init; }
}

/// <summary>Units that a lot holds for a reservation.</summary>
/// <param name="From">Available, or expired when the usage is late for the lot.</param>
public readonly record struct Hold(string LotId, Balance From, Units Units);

public enum ReservationOutcome
{
    Settled,
    Released,
    Expired,
}

/// <summary>How a reservation ended: remembered for a day, so that a second try is told.</summary>
public sealed record EndedReservation(string Id, ReservationOutcome Outcome, RecordedAt At);

/// <summary>Units were held for an operation.</summary>
public sealed record UnitsReserved(string AccountId, Reservation Reservation, RecordedAt At) : LedgerFact;

/// <summary>A reservation lasts longer, or shorter.</summary>
public sealed record ReservationExtended(string AccountId, string ReservationId, EffectiveAt ExpiresAt, RecordedAt At) : LedgerFact;

/// <summary>A reservation came to its end. What its settlement counted stands behind it.</summary>
/// <param name="Returned">What lots have back.</param>
/// <param name="Units">What was settled; zero when it was not.</param>
public sealed record ReservationEnded(
    string AccountId,
    string ReservationId,
    ReservationOutcome Outcome,
    ImmutableArray<Hold> Returned,
    Quantity Units,
    RecordedAt At
) : LedgerFact
{
    /// <summary>What it was of, and had of the plan's allowance; null in facts of before this was kept.</summary>
    public EndedHold? Held { get; init; }
}

/// <summary>What a reservation that ended had of the plan's allowance.</summary>
/// <param name="Time">The instant that the usage was for.</param>
/// <param name="Target">Where its usage was to be counted.</param>
/// <param name="FromAllowance">Units that the allowance held for it.</param>
/// <param name="Used">The part of them that its settlement used; the rest is back.</param>
public readonly record struct EndedHold(EffectiveAt Time, TallyTarget Target, Quantity FromAllowance, Quantity Used);
