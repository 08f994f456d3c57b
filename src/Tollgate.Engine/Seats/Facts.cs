using Tollgate.Engine.Time;

namespace Tollgate.Engine.Seats;

/// <summary>What became of a seat of an account.</summary>
public abstract record SeatFact : Fact
{
    public abstract string AccountId { get; init; }

    public abstract string Feature { get; init; }

    public abstract string Subject { get; init; }

    public abstract RecordedAt At { get; init; }
}

/// <summary>A subject was given a seat.</summary>
/// <param name="ExpiresAt">Exclusive; null of a named seat.</param>
/// <param name="FreeAt">When it is free for others if no heartbeat comes; null of a named seat.</param>
public sealed record SeatTaken(string AccountId, string Feature, string Subject, EffectiveAt? ExpiresAt, EffectiveAt? FreeAt, RecordedAt At) : SeatFact;

/// <summary>A heartbeat came: the seat is held until later, or until sooner where that was asked for.</summary>
public sealed record SeatRenewed(string AccountId, string Feature, string Subject, EffectiveAt? ExpiresAt, EffectiveAt? FreeAt, RecordedAt At) : SeatFact;

/// <summary>A seat was given back: it is free at once.</summary>
public sealed record SeatReturned(string AccountId, string Feature, string Subject, RecordedAt At) : SeatFact;

/// <summary>No heartbeat came in time.</summary>
/// <param name="FreeAt">Since when it is free, which is when it was given up, whenever that was recorded.</param>
public sealed record SeatExpired(string AccountId, string Feature, string Subject, EffectiveAt FreeAt, RecordedAt At) : SeatFact;
