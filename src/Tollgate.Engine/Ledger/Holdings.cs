using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>What an account holds: its grants and their lots. It changes by <see cref="Apply"/> alone, and what moves are <see cref="Postings"/>.</summary>
public sealed class Holdings
{
    private const long Day = 24 * 3_600_000_000L;

    private readonly SortedDictionary<string, GrantBook> _grants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lot> _lots = new(StringComparer.Ordinal);

    /// <summary>By feature, in the order of burning; made again when a lot came or ended.</summary>
    private readonly Dictionary<string, Lot[]> _inOrder = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Reservation> _reservations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EndedReservation> _ended = new(StringComparer.Ordinal);
    private EffectiveAt? _nextDue;
    private bool _dueKnown;
    private int _made;

    public IReadOnlyDictionary<string, GrantBook> Grants => _grants;

    /// <summary>Those that are open.</summary>
    public IReadOnlyDictionary<string, Reservation> Reservations => _reservations;

    /// <summary>The next instant at which a lot ends, and a recurring grant issues again; null when nothing is to come. Burning does not change it.</summary>
    public EffectiveAt? NextDue
    {
        get
        {
            if (!_dueKnown)
                _nextDue = Dues.Next(this);
            _dueKnown = true;
            return _nextDue;
        }
    }

    /// <summary>The open reservation for an event, or null.</summary>
    public Reservation? ReservationOf(string source, string eventId)
    {
        foreach (Reservation reservation in _reservations.Values)
        {
            if (reservation.EventId == eventId && reservation.Source == source)
                return reservation;
        }

        return null;
    }

    /// <summary>What reservations that are over by an instant, and not recorded so yet, hold of a meter in a period; what lots hold is not in it.</summary>
    public HeldUnits HeldBeyond(EffectiveAt at, string meter, EffectiveAt periodStart)
    {
        HeldUnits held = default;
        if (NextDue > at)
            return held;
        foreach (Reservation reservation in _reservations.Values)
        {
            if (reservation.ExpiresAt <= at && reservation.Target.Meter == meter && reservation.Target.PeriodStart == periodStart && !reservation.Target.AfterCutoff)
                held += new HeldUnits(reservation.FromAllowance, reservation.Beyond);
        }

        return held;
    }

    /// <summary>How a reservation ended in the last day, or null.</summary>
    public EndedReservation? Ended(string reservationId) => _ended.GetValueOrDefault(reservationId);

    /// <summary>Whether there is a grant of a feature that was not voided.</summary>
    public bool Has(string feature)
    {
        foreach (GrantBook grant in _grants.Values)
        {
            if (grant.Grant.Feature == feature && grant.VoidedAt is null)
                return true;
        }

        return false;
    }

    /// <exception cref="KeyNotFoundException">The account has no such lot.</exception>
    public Lot Lot(string id) => _lots[id];

    /// <summary>The lot, or null when the account has no such one.</summary>
    public Lot? Find(string id) => _lots.GetValueOrDefault(id);

    /// <summary>The lots of some features that hold something to be burnt, in the order of burning.</summary>
    /// <param name="features">Those of one meter: nearly always one.</param>
    public ReadOnlySpan<Lot> InBurnOrder(ReadOnlySpan<string> features)
    {
        if (features.Length == 1)
            return InBurnOrder(features[0]);
        List<Lot> all = [];
        foreach (string feature in features)
            all.AddRange(InBurnOrder(feature));
        all.Sort(BurnOrder.OfLots);
        return all.ToArray();
    }

    private ReadOnlySpan<Lot> InBurnOrder(string feature)
    {
        if (!_inOrder.TryGetValue(feature, out Lot[]? lots))
        {
            lots = [.. _lots.Values.Where(lot => lot.Grant.Feature == feature && !lot.Burnable.IsZero)];
            Array.Sort(lots, BurnOrder.OfLots);
            _inOrder.Add(feature, lots);
        }

        return lots;
    }

    internal void Apply(Fact fact)
    {
        switch (fact)
        {
            case GrantIssued issued:
                _grants.Add(issued.Grant.Id, new GrantBook(issued.Grant, issued.At));
                Open(issued.Grant.Id, issued.Lot);
                break;
            case LotOpened opened:
                Open(opened.GrantId, opened.Lot);
                break;
            case UnitsRolledOver rolled:
                Open(rolled.GrantId, rolled.Lot);
                break;
            case GrantPaid paid:
                _grants[paid.GrantId].PaidAt = paid.At;
                break;
            case GrantVoided voided:
                _grants[voided.GrantId].Void(voided.At);
                break;
            case LotExpired expired:
                _lots[expired.LotId].HasEnded = true;
                break;
            case UnitsReserved reserved:
                _reservations.Add(reserved.Reservation.Id, reserved.Reservation);
                break;
            case ReservationExtended extended:
                _reservations[extended.ReservationId] = _reservations[extended.ReservationId] with { ExpiresAt = extended.ExpiresAt };
                break;
            case ReservationEnded ended:
                _reservations.Remove(ended.ReservationId);
                _ended[ended.ReservationId] = new EndedReservation(ended.ReservationId, ended.Outcome, ended.At);
                break;
        }

        foreach (Posting posting in Postings.Of(fact))
            _lots[posting.LotId].Post(posting.From, posting.To, posting.Units);
        // Burning changes neither which lots there are nor when one ends; one that it empties is passed over.
        if (fact is UnitsBurnt or OverageCovered)
            return;
        _inOrder.Clear();
        _dueKnown = false;
    }

    /// <summary>The same, to be changed or looked at without the loop.</summary>
    public Holdings Copy()
    {
        var copy = new Holdings { _made = _made };
        foreach (GrantBook grant in _grants.Values)
            copy.Enter(grant.Copy());
        foreach (Reservation reservation in _reservations.Values)
            copy._reservations.Add(reservation.Id, reservation);
        foreach (EndedReservation ended in _ended.Values)
            copy._ended.Add(ended.Id, ended);
        return copy;
    }

    internal HoldingsCarried Carry(string accountId) => new(accountId, _made, [.. _grants.Values.Select(CarriedGrant.Of)])
    {
        Reservations = [.. _reservations.Values],
        Ended = [.. _ended.Values.OrderBy(ended => ended.At).ThenBy(ended => ended.Id, StringComparer.Ordinal)],
    };

    internal static Holdings From(HoldingsCarried carried)
    {
        var holdings = new Holdings { _made = carried.LotsMade };
        foreach (CarriedGrant grant in carried.Grants)
            holdings.Enter(grant.ToBook());
        foreach (Reservation reservation in carried.Reservations)
            holdings._reservations.Add(reservation.Id, reservation);
        foreach (EndedReservation ended in carried.Ended)
            holdings._ended.Add(ended.Id, ended);
        return holdings;
    }

    /// <summary>Forgets the reservations that ended more than a day ago.</summary>
    /// <returns>Their ids.</returns>
    internal string[] ForgetEnded(RecordedAt now)
    {
        string[] old = [.. _ended.Values.Where(ended => ended.At.Microseconds < now.Microseconds - Day).Select(ended => ended.Id)];
        foreach (string id in old)
            _ended.Remove(id);
        return old;
    }

    private void Enter(GrantBook grant)
    {
        _grants.Add(grant.Grant.Id, grant);
        foreach (Lot lot in grant.Lots)
            _lots.Add(lot.Id, lot);
    }

    private void Open(string grantId, LotTerms terms)
    {
        GrantBook grant = _grants[grantId];
        var lot = new Lot(grant.Grant, terms.Id, terms.Start, terms.End, terms.RolledSince, _made++);
        grant.Add(lot);
        _lots.Add(lot.Id, lot);
    }
}
