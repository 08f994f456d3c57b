using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>What an account holds: its grants and their lots. It changes by <see cref="Apply"/> alone, and what moves are <see cref="Postings"/>.</summary>
public sealed class Holdings
{
    private readonly SortedDictionary<string, GrantBook> _grants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lot> _lots = new(StringComparer.Ordinal);

    /// <summary>By feature, in the order of burning; made again when a lot came or ended.</summary>
    private readonly Dictionary<string, Lot[]> _inOrder = new(StringComparer.Ordinal);
    private EffectiveAt? _nextDue;
    private bool _dueKnown;
    private int _made;

    public IReadOnlyDictionary<string, GrantBook> Grants => _grants;

    /// <summary>The next instant at which a lot ends, and a recurring grant issues again; null when nothing is to come. Burning does not change it.</summary>
    public EffectiveAt? NextDue
    {
        get
        {
            if (!_dueKnown)
                _nextDue = _grants.Values.Select(Dues.Next).Min();
            _dueKnown = true;
            return _nextDue;
        }
    }

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

    /// <summary>The lots of a feature that hold something to be burnt, in the order of burning.</summary>
    public ReadOnlySpan<Lot> InBurnOrder(string feature)
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
        return copy;
    }

    internal HoldingsCarried Carry(string accountId) => new(accountId, _made, [.. _grants.Values.Select(CarriedGrant.Of)]);

    internal static Holdings From(HoldingsCarried carried)
    {
        var holdings = new Holdings { _made = carried.LotsMade };
        foreach (CarriedGrant grant in carried.Grants)
            holdings.Enter(grant.ToBook());
        return holdings;
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
