using System.Collections.Immutable;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
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
    private readonly Dictionary<string, Lot[]> _walletsInOrder = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Lot> _owed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TopUpRule> _topUps = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Reservation> _reservations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EffectiveAt> _owedSince = new(StringComparer.Ordinal);

    /// <summary>Thresholds of a wallet that were told since units came into it last.</summary>
    private readonly SortedDictionary<string, ImmutableArray<Quantity>> _passed = new(StringComparer.Ordinal);
    private readonly Queue<EndedReservation> _endedInOrder = [];
    private readonly Dictionary<string, EndedReservation> _ended = new(StringComparer.Ordinal);
    private EffectiveAt? _nextDue;
    private bool _dueKnown;
    private int _made;

    public IReadOnlyDictionary<string, GrantBook> Grants => _grants;

    /// <summary>Those that are open.</summary>
    public IReadOnlyDictionary<string, Reservation> Reservations => _reservations;

    /// <summary>What wallets owe, or owed once, by their unit: a lot's consumed units.</summary>
    public IReadOnlyDictionary<string, Lot> Owed => _owed;

    /// <summary>Wallets that are topped up by themselves, by their unit.</summary>
    public IReadOnlyDictionary<string, TopUpRule> TopUps => _topUps;

    /// <summary>Since when a wallet owes.</summary>
    internal EffectiveAt OwesSince(string wallet) => _owedSince[wallet];

    /// <summary>Whether a threshold of a wallet was told since units came into it last.</summary>
    internal bool HasPassed(string wallet, Quantity percent) => _passed.TryGetValue(wallet, out ImmutableArray<Quantity> passed) && passed.Contains(percent);

    /// <summary>How many lots there ever were.</summary>
    public int LotsMade => _made;

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

    /// <summary>What a reservation holds of wallets.</summary>
    internal Units HeldOfWallets(Reservation reservation)
    {
        Units sum = Units.Zero;
        foreach (Hold hold in reservation.Holds)
        {
            if (Lot(hold.LotId).Grant.Wallet is not null)
                sum += hold.Units;
        }

        return sum;
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
    public Lot Lot(string id) => Owing.WalletOf(id) is { } wallet ? _owed[wallet] : _lots[id];

    /// <summary>The wallet that something is burnt from; null for units of a feature.</summary>
    public string? WalletOf(in Burn burn) => Owing.WalletOf(burn.LotId) ?? _lots[burn.LotId].Grant.Wallet;

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

    /// <summary>The lots of a wallet that hold something to be burnt, in the order of burning.</summary>
    /// <param name="unit">A currency or a credit.</param>
    public ReadOnlySpan<Lot> WalletInBurnOrder(string unit)
    {
        if (!_walletsInOrder.TryGetValue(unit, out Lot[]? lots))
            _walletsInOrder.Add(unit, lots = Ordered(lot => lot.Grant.Wallet == unit));
        return lots;
    }

    private ReadOnlySpan<Lot> InBurnOrder(string feature)
    {
        if (!_inOrder.TryGetValue(feature, out Lot[]? lots))
            _inOrder.Add(feature, lots = Ordered(lot => lot.Grant.Feature == feature));
        return lots;
    }

    private Lot[] Ordered(Func<Lot, bool> which)
    {
        Lot[] lots = [.. _lots.Values.Where(lot => !lot.Burnable.IsZero && which(lot))];
        Array.Sort(lots, BurnOrder.OfLots);
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
                Refill(_grants[paid.GrantId].Grant);
                break;
            case GrantVoided voided:
                _grants[voided.GrantId].Void(voided);
                break;
            case LotExpired expired:
                _lots[expired.LotId].EndedUnpaid = expired.From == Balance.Pending;
                _lots[expired.LotId].HasEnded = true;
                break;
            case UnitsBurnt burnt:
                foreach (Burn burn in burnt.Burns)
                    Owe(Owing.WalletOf(burn.LotId), burnt.At);
                _dueKnown &= _owed.Count == 0;
                break;
            case AlertRaised { Kind: AlertKind.Balance, Wallet: { } wallet } raised:
                _passed[wallet] = [.. _passed.GetValueOrDefault(wallet, []), raised.Threshold];
                return;
            case TopUpRuleSet { Rule: { } rule } set:
                _topUps[set.Wallet] = rule;
                break;
            case TopUpRuleSet set:
                _topUps.Remove(set.Wallet);
                break;
            case UnitsReserved reserved:
                _reservations.Add(reserved.Reservation.Id, reserved.Reservation);
                break;
            case ReservationExtended extended:
                _reservations[extended.ReservationId] = _reservations[extended.ReservationId] with { ExpiresAt = extended.ExpiresAt };
                break;
            case ReservationEnded ended:
                _reservations.Remove(ended.ReservationId);
                Remember(new EndedReservation(ended.ReservationId, ended.Outcome, ended.At));
                break;
        }

        foreach (Posting posting in Postings.Of(fact))
            Lot(posting.LotId).Post(posting.From, posting.To, posting.Units);
        // Burning changes neither which lots there are nor when one ends; one that it empties is passed over.
        if (fact is UnitsBurnt or OverageCovered)
            return;
        _inOrder.Clear();
        _walletsInOrder.Clear();
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
        foreach (EndedReservation ended in _endedInOrder)
            copy.Remember(ended);
        foreach ((string wallet, Lot owed) in _owed)
        {
            copy._owed.Add(wallet, owed.Copy());
            copy._owedSince.Add(wallet, _owedSince[wallet]);
        }

        foreach ((string wallet, ImmutableArray<Quantity> passed) in _passed)
            copy._passed.Add(wallet, passed);
        foreach ((string wallet, TopUpRule rule) in _topUps)
            copy._topUps.Add(wallet, rule);
        return copy;
    }

    internal HoldingsCarried Carry(string accountId) => new(accountId, _made, [.. _grants.Values.Select(CarriedGrant.Of)])
    {
        Reservations = [.. _reservations.Values],
        Owed = [.. _owed.Select(owed => new CarriedOwed(owed.Key, owed.Value[Balance.Consumed], _owedSince[owed.Key]))],
        Passed = [.. _passed.Select(passed => new CarriedPassed(passed.Key, passed.Value))],
        TopUps = [.. _topUps.Select(rule => new CarriedTopUp(rule.Key, rule.Value))],
        Ended = [.. _endedInOrder],
    };

    internal static Holdings From(HoldingsCarried carried)
    {
        var holdings = new Holdings { _made = carried.LotsMade };
        foreach (CarriedGrant grant in carried.Grants)
            holdings.Enter(grant.ToBook());
        foreach (Reservation reservation in carried.Reservations)
            holdings._reservations.Add(reservation.Id, reservation);
        foreach (EndedReservation ended in carried.Ended)
            holdings.Remember(ended);
        foreach (CarriedPassed passed in carried.Passed)
            holdings._passed.Add(passed.Wallet, passed.Percents);
        foreach (CarriedOwed owed in carried.Owed)
        {
            holdings.Owe(owed.Wallet, new RecordedAt(owed.Since.Microseconds));
            holdings._owed[owed.Wallet].Post(Balance.Issued, Balance.Consumed, owed.Units);
        }

        foreach (CarriedTopUp topUp in carried.TopUps)
            holdings._topUps.Add(topUp.Wallet, topUp.Rule);
        return holdings;
    }

    /// <summary>Forgets the reservations that ended more than a day ago.</summary>
    /// <returns>Their ids.</returns>
    internal IReadOnlyList<string> ForgetEnded(RecordedAt now)
    {
        List<string> old = [];
        while (_endedInOrder.TryPeek(out EndedReservation? first) && first.At.Microseconds < now.Microseconds - Day)
        {
            _ended.Remove(first.Id);
            old.Add(_endedInOrder.Dequeue().Id);
        }

        return old;
    }

    private void Remember(EndedReservation ended)
    {
        _endedInOrder.Enqueue(ended);
        _ended.Add(ended.Id, ended);
    }

    private void Owe(string? wallet, RecordedAt since)
    {
        if (wallet is null)
            return;
        _owed.TryAdd(wallet, Owing.NewLot(wallet));
        if (_owed[wallet][Balance.Consumed].IsZero)
            _owedSince[wallet] = new EffectiveAt(since.Microseconds);
    }

    /// <summary>Units come into a wallet, so that a share of them is another one.</summary>
    private void Refill(Grant grant)
    {
        if (grant.Wallet is { } wallet)
            _passed.Remove(wallet);
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
        if (!grant.Grant.PendingPayment)
            Refill(grant.Grant);
        var lot = new Lot(grant.Grant, terms.Id, terms.Start, terms.End, terms.RolledSince, _made++);
        grant.Add(lot);
        _lots.Add(lot.Id, lot);
    }
}
