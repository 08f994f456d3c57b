using Tollgate.Engine.Entitlements;

namespace Tollgate.Engine.Seats;

/// <summary>Gives a subject a seat: assigns a named one, checks a concurrent one out. From who holds one already it is the heartbeat.</summary>
/// <param name="AccountId">Or an external id.</param>
/// <param name="TimeToLive">Of a concurrent seat: for how many microseconds it is held without another heartbeat; null is as long as the feature allows.</param>
public sealed record TakeSeat(string AccountId, string Feature, string Subject, long? TimeToLive) : Command<SeatAnswer>;

/// <param name="Decision">Whether the subject has a seat now, and why.</param>
/// <param name="Seat">Null when not.</param>
/// <param name="Renewed">It was held before.</param>
public sealed record SeatAnswer(Decision Decision, Seat? Seat, bool Renewed);

/// <summary>Gives a seat back.</summary>
/// <param name="AccountId">Or an external id.</param>
public sealed record ReturnSeat(string AccountId, string Feature, string Subject) : Command<Seat>;
