using Tollgate.Engine.Time;

namespace Tollgate.Engine.Seats;

/// <summary>
/// The seats that are held of an account, by feature and subject. Whoever asks says when: a seat that has run out is free at that instant, whether or
/// not anybody has recorded it yet.
/// </summary>
public sealed class SeatBook
{
    private readonly SortedDictionary<string, SeatsOfFeature> _seats = new(StringComparer.Ordinal);

    /// <summary>Those that run out by themselves, the first first.</summary>
    private readonly SortedSet<Ending> _ending = new(Comparer<Ending>.Create(Compare));

    private readonly record struct Ending(long FreeAt, string Feature, string Subject);

    /// <summary>When the next seat runs out; null when none will.</summary>
    public EffectiveAt? NextDue => _ending.Count == 0 ? null : new EffectiveAt(_ending.Min.FreeAt);

    /// <summary>The seat of a feature that a subject holds, or null.</summary>
    public Seat? Of(string feature, string subject, RecordedAt now) => Recorded(feature, subject) is { } seat && seat.IsHeld(now) ? seat : null;

    /// <summary>How many seats of a feature are held.</summary>
    public int Taken(string feature, RecordedAt now)
    {
        if (!_seats.TryGetValue(feature, out SeatsOfFeature? held))
            return 0;
        int taken = held.Count;
        foreach (Ending ending in _ending)
        {
            if (ending.FreeAt > now.Microseconds)
                break;
            if (ending.Feature == feature)
                taken--;
        }

        return taken;
    }

    /// <summary>The seats that are held, by feature and subject.</summary>
    public IEnumerable<Seat> Held(RecordedAt now) => Held(now, null, null);

    /// <summary>The same, from somewhere on.</summary>
    /// <param name="feature">Only this one's; null is all.</param>
    /// <param name="after">Only those behind this one, whether or not it is held any more.</param>
    public IEnumerable<Seat> Held(RecordedAt now, string? feature, (string Feature, string Subject)? after) => _seats
        .Where(held => (feature is null || held.Key == feature) && !(string.CompareOrdinal(held.Key, after?.Feature) < 0))
        .SelectMany(held => held.Value.Behind(held.Key == after?.Feature ? after.Value.Subject : null))
        .Where(seat => seat.IsHeld(now));

    /// <summary>When those seats of a feature are free that run out by themselves, recorded as they are.</summary>
    internal IEnumerable<EffectiveAt> Ends(string feature) => _ending.Where(ending => ending.Feature == feature).Select(ending => new EffectiveAt(ending.FreeAt));

    /// <summary>As the facts have it: it may have run out since.</summary>
    internal Seat? Recorded(string feature, string subject) =>
        _seats.TryGetValue(feature, out SeatsOfFeature? held) ? held.Of(subject) : null;

    /// <summary>Those that have run out and are not recorded so yet, the first first.</summary>
    internal IEnumerable<Seat> RunOut(RecordedAt now) => _ending.TakeWhile(ending => ending.FreeAt <= now.Microseconds).Select(ending => _seats[ending.Feature].Of(ending.Subject)!);

    /// <exception cref="InvalidOperationException">The fact is about a seat that is not held.</exception>
    internal void Apply(SeatFact fact)
    {
        Seat? before = Recorded(fact.Feature, fact.Subject);
        Seat? after = fact switch
        {
            SeatTaken taken when before is null => new Seat(taken.Feature, taken.Subject, taken.At, taken.ExpiresAt, taken.FreeAt),
            SeatRenewed renewed when before is not null => before with { ExpiresAt = renewed.ExpiresAt, FreeAt = renewed.FreeAt },
            SeatReturned or SeatExpired when before is not null => null,
            _ => throw new InvalidOperationException($"{fact.GetType().Name}: the subject '{fact.Subject}' of the account '{fact.AccountId}' holds {(before is null ? "no" : "a")} seat of '{fact.Feature}'."),
        };
        if (before?.FreeAt is { } ended)
            _ending.Remove(new Ending(ended.Microseconds, fact.Feature, fact.Subject));
        if (after is null)
        {
            _seats[fact.Feature].Remove(fact.Subject);
            return;
        }

        if (!_seats.TryGetValue(fact.Feature, out SeatsOfFeature? held))
            _seats.Add(fact.Feature, held = new());
        held.Put(after);
        if (after.FreeAt is { } end)
            _ending.Add(new Ending(end.Microseconds, fact.Feature, fact.Subject));
    }

    /// <summary>The facts that make it again.</summary>
    internal IEnumerable<SeatTaken> Carry(string accountId) =>
        _seats.Values.SelectMany(held => held.Behind(null)).Select(seat => new SeatTaken(accountId, seat.Feature, seat.Subject, seat.ExpiresAt, seat.FreeAt, seat.TakenAt));

    private static int Compare(Ending left, Ending right)
    {
        int order = left.FreeAt.CompareTo(right.FreeAt);
        if (order == 0)
            order = string.CompareOrdinal(left.Feature, right.Feature);
        return order == 0 ? string.CompareOrdinal(left.Subject, right.Subject) : order;
    }
}
