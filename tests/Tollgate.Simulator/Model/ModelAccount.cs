namespace Tollgate.Simulator.Model;

/// <summary>
/// What an account holds and how it stands. Its lots are a list that is looked through from end to end each time; what falls due is found by
/// walking through time from one instant to the next.
/// </summary>
internal sealed partial class ModelAccount(string id, int offsetHours)
{
    private readonly List<ModelLot> _lots = [];
    private readonly SortedDictionary<string, ModelReservation> _reservations = new(StringComparer.Ordinal);

    public string Id => id;

    public int OffsetHours => offsetHours;

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<ModelLot> Lots => _lots;

    public SortedDictionary<string, GrantTerms> Grants { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Paid { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Voided { get; } = new(StringComparer.Ordinal);

    /// <summary>Those that are open.</summary>
    public IReadOnlyDictionary<string, ModelReservation> Reservations => _reservations;

    public ModelStanding Standing { get; } = new();

    public Dictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>By subject, which it is in.</summary>
    public Dictionary<string, string[]> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>By feature: when the bucket of what passed its throttle will have run empty, in nanoseconds since 1970.</summary>
    public SortedDictionary<string, decimal> Throttles { get; } = new(StringComparer.Ordinal);

    public bool HasGrantOf(string feature) => Grants.Values.Any(grant => grant.Feature == feature && !Voided.Contains(grant.Id));

    public ModelAccount Copy()
    {
        var copy = new ModelAccount(id, offsetHours);
        Dictionary<ModelLot, ModelLot> same = [];
        foreach (ModelLot lot in _lots)
            copy._lots.Add(same[lot] = lot.Copy());
        foreach (ModelReservation one in _reservations.Values)
            copy._reservations.Add(one.Id, one with { Holds = [.. one.Holds.Select(hold => hold with { Lot = same[hold.Lot] })] });
        foreach (GrantTerms grant in Grants.Values)
            copy.Grants.Add(grant.Id, grant);
        foreach ((string wallet, (decimal Units, long Since) owed) in _owed)
            copy._owed.Add(wallet, owed);
        copy.Paid.UnionWith(Paid);
        copy.Voided.UnionWith(Voided);
        return copy;
    }

    public void Reserve(ModelReservation reservation)
    {
        foreach (ModelHold hold in reservation.Holds)
            hold.Lot.Move(hold.From, LotBalance.Reserved, hold.Units);
        _reservations.Add(reservation.Id, reservation);
    }

    public void Extend(string reservation, long until) => _reservations[reservation] = _reservations[reservation] with { ExpiresAt = until };

    /// <summary>Returns what a reservation holds and does not need.</summary>
    /// <param name="used">Of each of its holds; none when nothing of it is used.</param>
    public List<ModelMove> End(ModelReservation reservation, IReadOnlyList<decimal>? used = null)
    {
        List<ModelMove> moves = [];
        for (int i = 0; i < reservation.Holds.Count; i++)
        {
            ModelHold hold = reservation.Holds[i];
            decimal rest = hold.Units - (used?[i] ?? 0);
            if (rest > 0)
                moves.Add(Return(hold.Lot, rest));
        }

        _reservations.Remove(reservation.Id);
        return moves;
    }

    /// <summary>The lot that a grant opens at an instant.</summary>
    public ModelMove Open(GrantTerms grant, long start)
    {
        long? end = grant.End;
        if (grant.Again?.After(start, offsetHours) is { } boundary && !(end < boundary))
            end = boundary;
        return Open(new ModelLot(grant, start, end, null, _lots.Count), grant.Amount);
    }

    public ModelMove Pay(ModelLot lot)
    {
        var move = new ModelMove("pay", lot.Name, lot[LotBalance.Pending]);
        lot.Move(LotBalance.Pending, LotBalance.Available, lot[LotBalance.Pending]);
        Paid.Add(lot.Grant.Id);
        Refill(lot.Grant);
        return move;
    }

    private ModelMove Open(ModelLot lot, decimal units)
    {
        _lots.Add(lot);
        if (!lot.Grant.Pending)
            Refill(lot.Grant);
        lot.Move(LotBalance.Issued, lot.Grant.Pending ? LotBalance.Pending : LotBalance.Available, units);
        return new ModelMove("open", lot.Name, units, $"{lot.End}");
    }

    /// <summary>What comes back to a lot that is over is over too.</summary>
    private ModelMove Return(ModelLot lot, decimal units)
    {
        LotBalance to = Voided.Contains(lot.Grant.Id) ? LotBalance.Voided : lot.Left;
        lot.Move(LotBalance.Reserved, to, units);
        return new ModelMove("return", lot.Name, units, $"{to}");
    }
}
