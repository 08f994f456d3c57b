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

    /// <summary>By feature, in the order of burning; made again when a lot ended, or has something to be burnt that had nothing.</summary>
    private readonly Dictionary<string, LotsInOrder> _inOrder = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lot[]> _walletsInOrder = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Lot> _owed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TopUpRule> _topUps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EffectiveAt> _owedSince = new(StringComparer.Ordinal);

    /// <summary>Thresholds of a wallet that were told since units came into it last.</summary>
    private readonly SortedDictionary<string, ImmutableArray<Quantity>> _passed = new(StringComparer.Ordinal);
    private OpenReservations _open = new();

    // Of a day, so that there may be many: a copy shares them.
    private ImmutableQueue<EndedReservation> _endedInOrder = [];
    private ImmutableSortedDictionary<string, EndedReservation> _ended = ImmutableSortedDictionary.Create<string, EndedReservation>(StringComparer.Ordinal);
    private EffectiveAt? _nextDue;
    private bool _dueKnown;
    private EffectiveAt? _nextLotEnd;
    private bool _lotEndKnown;
    private int _made;

    public IReadOnlyDictionary<string, GrantBook> Grants => _grants;

    /// <summary>Those that are open.</summary>
    public IReadOnlyDictionary<string, Reservation> Reservations => _open.ById;

    /// <summary>The open one that expires next, of several the first by its id; null when none is open.</summary>
    internal Reservation? NextToExpire => _open.Next;

    /// <summary>What open reservations hold, added up by where it is to be counted.</summary>
    internal HeldUsage Held => _open.Held(HeldOfWallets);

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

    /// <summary>The next instant at which a lot ends; null when none does.</summary>
    internal EffectiveAt? NextLotEnd
    {
        get
        {
            if (!_lotEndKnown)
                _nextLotEnd = Dues.NextEnd(_grants.Values);
            _lotEndKnown = true;
            return _nextLotEnd;
        }
    }

    /// <summary>What open reservations hold of a meter in a contract's billing period; what lots hold is not in it.</summary>
    public HeldUnits HeldIn(string contractId, string meter, EffectiveAt periodStart) => Reservations.Count == 0 ? default : Held.Of(contractId, meter, periodStart)?.OfPeriod ?? default;

    /// <summary>The open reservation for an event, or null.</summary>
    public Reservation? ReservationOf(string source, string eventId) => _open.OfEvent(source, eventId);

    /// <summary>What a reservation holds of wallets.</summary>
    private Units HeldOfWallets(Reservation reservation)
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
            return InBurnOrder(features[0]).Lots;
        List<Lot> all = [];
        foreach (string feature in features)
            all.AddRange(InBurnOrder(feature).Lots);
        all.Sort(BurnOrder.OfLots);
        return all.ToArray();
    }

    /// <summary>What the lots of some features have for usage of an instant.</summary>
    /// <inheritdoc cref="InBurnOrder(ReadOnlySpan{string})"/>
    /// <param name="finalThrough">Periods that end here or earlier are final.</param>
    internal Quantity Available(ReadOnlySpan<string> features, EffectiveAt at, Properties properties, EffectiveAt? finalThrough)
    {
        Quantity sum = Quantity.Zero;
        foreach (string feature in features)
            sum += InBurnOrder(feature).Available(at, properties, finalThrough);
        return sum;
    }

    /// <summary>The lots of a wallet that hold something to be burnt, in the order of burning.</summary>
    /// <param name="unit">A currency or a credit.</param>
    public ReadOnlySpan<Lot> WalletInBurnOrder(string unit)
    {
        if (!_walletsInOrder.TryGetValue(unit, out Lot[]? lots))
            _walletsInOrder.Add(unit, lots = Ordered(grant => grant.Wallet, unit));
        return lots;
    }

    private LotsInOrder InBurnOrder(string feature)
    {
        if (!_inOrder.TryGetValue(feature, out LotsInOrder? lots))
            _inOrder.Add(feature, lots = new LotsInOrder(Ordered(grant => grant.Feature, feature)));
        return lots;
    }

    private Lot[] Ordered(Func<Grant, string?> of, string name)
    {
        Lot[] lots = [.. _lots.Values.Where(lot => !lot.Burnable.IsZero && of(lot.Grant) == name)];
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
                Ended(_grants[voided.GrantId].Grant);
                break;
            case LotExpired expired:
                _lots[expired.LotId].EndedUnpaid = expired.From == Balance.Pending;
                _lots[expired.LotId].HasEnded = true;
                Ended(_lots[expired.LotId].Grant);
                break;
            case UnitsBurnt burnt:
                foreach (Burn burn in burnt.Burns)
                    Owe(burn.From == Balance.Issued ? Owing.WalletOf(burn.LotId) : null, burnt.At);
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
                _open.Add(reserved.Reservation, HeldOfWallets);
                break;
            case ReservationExtended extended:
                _open.Extend(extended.ReservationId, extended.ExpiresAt);
                break;
            case ReservationEnded ended:
                _open.Remove(ended.ReservationId, HeldOfWallets);
                Remember(new EndedReservation(ended.ReservationId, ended.Outcome, ended.At));
                break;
        }

        foreach (Posting posting in Postings.Of(fact))
            Post(posting);
        // Burning changes nothing of when something falls due.
        if (fact is UnitsBurnt or OverageCovered)
            return;
        _dueKnown = false;
    }

    private void Post(in Posting posting)
    {
        Lot lot = Lot(posting.LotId);
        LotsInOrder? order = lot.Grant.Feature is { } feature ? _inOrder.GetValueOrDefault(feature) : null;
        Quantity before = order is null ? Quantity.Zero : lot.BurnableQuantity;
        bool wasEmpty = lot.Burnable.IsZero;
        lot.Post(posting.From, posting.To, posting.Units);
        // One that is emptied stays in the order, where it is passed over.
        if (wasEmpty && !lot.Burnable.IsZero)
            Reorder(lot.Grant);
        else
            order?.Moved(lot, lot.BurnableQuantity - before);
    }

    private void Ended(Grant grant)
    {
        _lotEndKnown = false;
        Reorder(grant);
    }

    private void Reorder(Grant grant)
    {
        if (grant.Feature is { } feature)
            _inOrder.Remove(feature);
        if (grant.Wallet is { } wallet)
            _walletsInOrder.Remove(wallet);
    }

    /// <summary>The same, to be changed or looked at without the loop.</summary>
    public Holdings Copy()
    {
        var copy = new Holdings { _made = _made, _open = _open.Copy(), _endedInOrder = _endedInOrder, _ended = _ended };
        foreach (GrantBook grant in _grants.Values)
            copy.Enter(grant.Copy());
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
        Reservations = [.. _open.ById.Values],
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
            holdings._open.Add(reservation, holdings.HeldOfWallets);
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
        while (!_endedInOrder.IsEmpty && _endedInOrder.Peek().At.Microseconds < now.Microseconds - Day)
        {
            _endedInOrder = _endedInOrder.Dequeue(out EndedReservation first);
            _ended = _ended.Remove(first.Id);
            old.Add(first.Id);
        }

        return old;
    }

    private void Remember(EndedReservation ended)
    {
        _endedInOrder = _endedInOrder.Enqueue(ended);
        _ended = _ended.Add(ended.Id, ended);
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
        _lotEndKnown = false;
    }
}
