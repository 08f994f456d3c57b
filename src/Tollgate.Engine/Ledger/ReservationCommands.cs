using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>Asks as a consume does, and, if it is allowed, holds the units until they are settled.</summary>
/// <param name="ReservationId">Made for the command.</param>
/// <param name="EventId">Of the usage event that a settlement counts: given by the caller to make a retry safe, or made for it.</param>
/// <param name="TimeToLive">In microseconds.</param>
/// <param name="Seen">The index's verdict on the event; null when it is new.</param>
public sealed record ReserveUnits(EntitlementRequest Request, string ReservationId, string Source, string EventId, long TimeToLive, Sighting? Seen) : Command<Reserved>;

/// <param name="Reservation">Null when nothing was held: it was denied, or there are no units to hold.</param>
public sealed record Reserved(Decision Decision, Reservation? Reservation)
{
    /// <summary>What a check would have answered, where the decision says that it was asked before; else null.</summary>
    public Decision? Checked { get; init; }
}

/// <summary>Counts what was used in truth, which may be less than was held, or more; what is left is returned.</summary>
/// <param name="Seen">The index's verdict on the reservation's event; null when it is new.</param>
public sealed record SettleReservation(string ReservationId, Quantity Units, Sighting? Seen) : Command<ReservationEnd>;

/// <summary>Has a reservation expire so long after now.</summary>
/// <param name="TimeToLive">In microseconds.</param>
public sealed record ExtendReservation(string ReservationId, long TimeToLive) : Command<Reservation>;

/// <summary>Returns all that a reservation holds.</summary>
public sealed record ReleaseReservation(string ReservationId) : Command<ReservationEnd>;

/// <param name="Units">What was counted.</param>
/// <param name="Covered">The part of it that lots and the allowance covered; the rest is overage.</param>
public sealed record ReservationEnd(Reservation Reservation, ReservationOutcome Outcome, Quantity Units, Quantity Covered, RecordedAt At);
