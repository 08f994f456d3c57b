namespace Tollgate.Simulator.Model;

/// <summary>A seat that somebody holds.</summary>
/// <param name="FreeAt">When it is free for others unless a heartbeat comes; null of a named seat, which has no end.</param>
internal sealed record ModelSeat(string Feature, string Subject, long TakenAt, long? ExpiresAt, long? FreeAt)
{
    public bool IsHeld(long now) => FreeAt is not { } free || now < free;

    /// <summary>
    /// Whether a heartbeat leaves it as it stands: what it would move the end by is left to the margin, half of which stays, and is no more than a tenth of the time that it asks for.
    /// </summary>
    public bool IsLongEnough(long? until, long now)
    {
        if (ExpiresAt is not { } expires || until is not { } wanted)
            return ExpiresAt is null && until is null;
        long later = wanted - expires;
        return later >= 0 && later * 2 <= FreeAt!.Value - expires && later * 10 <= wanted - now;
    }

    /// <summary>Named by its account too, as the auditor remembers what was done.</summary>
    public string Text(string account) => $"seat {account}/{Feature}/{Subject} taken {TakenAt} until {ExpiresAt}/{FreeAt}";
}

/// <param name="Heartbeat">Of a concurrent seat, for how long it is held without another; null of a named one. In microseconds, as the next.</param>
/// <param name="Skew">How long after that it is held all the same.</param>
internal sealed record SeatTerms(long? Heartbeat, long Skew)
{
    /// <param name="timeToLive">Null is as long as may be.</param>
    public (long? ExpiresAt, long? FreeAt) End(long? timeToLive, long now) => Heartbeat is not { } heartbeat ? (null, null) : (now + (timeToLive ?? heartbeat), now + (timeToLive ?? heartbeat) + Skew);
}

/// <param name="Seats">Null is without limit.</param>
internal sealed record SeatRight(int? Seats, SeatTerms Terms);

// Who holds a seat of it. The list is looked through from end to end each time.
internal sealed partial class ModelAccount
{
    /// <summary>Those that have run out stay until that is recorded, and are nobody's.</summary>
    public List<ModelSeat> Seats { get; } = [];

    public long? NextSeat => Seats.Min(seat => seat.FreeAt);

    public ModelSeat? SeatOf(string feature, string subject, long now) => Seats.SingleOrDefault(seat => seat.Feature == feature && seat.Subject == subject && seat.IsHeld(now));

    public int Taken(string feature, long now) => Seats.Count(seat => seat.Feature == feature && seat.IsHeld(now));

    /// <summary>Those that have run out, in the order in which that is to be recorded.</summary>
    public IEnumerable<ModelSeat> RunOut(long now) =>
        Seats.Where(seat => !seat.IsHeld(now)).OrderBy(seat => seat.FreeAt).ThenBy(seat => seat.Feature, StringComparer.Ordinal).ThenBy(seat => seat.Subject, StringComparer.Ordinal);
}
