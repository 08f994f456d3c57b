namespace Tollgate.Engine.Seats;

/// <summary>The seats of one feature: found by their subject, since every check asks, and walked in ordinal order from anywhere, since a list of many is told in pages.</summary>
internal sealed class SeatsOfFeature
{
    private readonly Dictionary<string, Seat> _found = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _walked = new(StringComparer.Ordinal);

    public int Count => _found.Count;

    public Seat? Of(string subject) => _found.GetValueOrDefault(subject);

    public void Put(Seat seat)
    {
        if (_found.TryAdd(seat.Subject, seat))
            _walked.Add(seat.Subject);
        else
            _found[seat.Subject] = seat;
    }

    public void Remove(string subject)
    {
        _found.Remove(subject);
        _walked.Remove(subject);
    }

    /// <param name="subject">Only those behind this one; null is all.</param>
    public IEnumerable<Seat> Behind(string? subject)
    {
        IEnumerable<string> subjects = _walked;
        if (subject is not null)
            subjects = _walked.Max is { } last && string.CompareOrdinal(subject, last) < 0 ? _walked.GetViewBetween(subject, last).Where(other => other != subject) : [];
        return subjects.Select(each => _found[each]);
    }
}
