using Tollgate.Engine.Time;

namespace Tollgate.Engine.Seats;

/// <summary>A seat that a subject holds.</summary>
/// <param name="ExpiresAt">Exclusive: when it runs out unless a heartbeat comes; null of a named seat, which never does.</param>
/// <param name="FreeAt">Until when it is held all the same, and from when it is free for others: later by the margin for skew. Null of a named seat.</param>
public sealed record Seat(string Feature, string Subject, RecordedAt TakenAt, EffectiveAt? ExpiresAt, EffectiveAt? FreeAt)
{
    /// <summary>It has not run out yet, recorded or not.</summary>
    public bool IsHeld(RecordedAt now) => !(FreeAt?.Microseconds <= now.Microseconds);
}
