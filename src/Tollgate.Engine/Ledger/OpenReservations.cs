using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// The open reservations of an account, found by their id, by their event and by when they expire, so that no decision looks at each of them.
/// <see cref="Holdings.Apply"/> alone changes them. A copy shares the trees, and makes what else is found by when it is asked for.
/// </summary>
internal sealed class OpenReservations
{
    private static readonly ImmutableSortedDictionary<string, Reservation> None = ImmutableSortedDictionary.Create<string, Reservation>(StringComparer.Ordinal);
    private static readonly ImmutableSortedSet<(long At, string Id)> NoEnds = ImmutableSortedSet.Create<(long At, string Id)>(Comparer<(long At, string Id)>.Create(ByEnd));

    private ImmutableSortedDictionary<string, Reservation> _byId = None;
    private ImmutableSortedSet<(long At, string Id)> _ends = NoEnds;
    private Dictionary<(string Source, string EventId), Reservation>? _byEvent;
    private HeldUsage? _held;

    public IReadOnlyDictionary<string, Reservation> ById => _byId;

    /// <summary>When the next one expires; null when none is open.</summary>
    public EffectiveAt? NextEnd => _ends.IsEmpty ? null : new EffectiveAt(_ends.Min.At);

    /// <summary>The one that expires next, of several the first by its id; null when none is open.</summary>
    public Reservation? Next => _ends.IsEmpty ? null : _byId[_ends.Min.Id];

    public Reservation? OfEvent(string source, string eventId)
    {
        if (_byId.IsEmpty)
            return null;
        _byEvent ??= _byId.Values.ToDictionary(one => (one.Source, one.EventId));
        return _byEvent.GetValueOrDefault((source, eventId));
    }

    /// <summary>What they hold, added up by where it is to be counted.</summary>
    /// <param name="ofWallets">What one holds of wallets, which never changes.</param>
    public HeldUsage Held(Func<Reservation, Units> ofWallets)
    {
        if (_held is not null)
            return _held;
        _held = new HeldUsage();
        foreach (Reservation one in _byId.Values)
            _held.Add(one, ofWallets(one));
        return _held;
    }

    /// <exception cref="ArgumentException">One of this id, or for this event, is open already.</exception>
    public void Add(Reservation one, Func<Reservation, Units> ofWallets)
    {
        _byId = _byId.Add(one.Id, one);
        _ends = _ends.Add((one.ExpiresAt.Microseconds, one.Id));
        _byEvent?.Add((one.Source, one.EventId), one);
        _held?.Add(one, ofWallets(one));
    }

    public void Extend(string id, EffectiveAt until)
    {
        Reservation before = _byId[id];
        if (before.ExpiresAt == until)
            return;
        Reservation after = before with { ExpiresAt = until };
        _byId = _byId.SetItem(id, after);
        _ends = _ends.Remove((before.ExpiresAt.Microseconds, id)).Add((until.Microseconds, id));
        if (_byEvent is not null)
            _byEvent[(after.Source, after.EventId)] = after;
    }

    public void Remove(string id, Func<Reservation, Units> ofWallets)
    {
        Reservation one = _byId[id];
        _byId = _byId.Remove(id);
        _ends = _ends.Remove((one.ExpiresAt.Microseconds, id));
        _byEvent?.Remove((one.Source, one.EventId));
        _held?.Remove(one, ofWallets(one));
    }

    public OpenReservations Copy() => new() { _byId = _byId, _ends = _ends };

    private static int ByEnd((long At, string Id) left, (long At, string Id) right) =>
        left.At != right.At ? left.At.CompareTo(right.At) : string.CompareOrdinal(left.Id, right.Id);
}
