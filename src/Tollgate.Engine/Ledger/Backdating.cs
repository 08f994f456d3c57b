using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// Lets the lots of a grant that came late cover the overage of open periods that falls into their windows, in recorded order. A grant for some
/// dimensions alone covers what is counted from now on: overage is not kept by its dimensions.
/// </summary>
/// <param name="then">What the account holds with the grant; it is changed.</param>
internal sealed class Backdating(AccountBook account, Holdings then)
{
    private readonly Dictionary<PeriodBook, OverageEntry[]> _left = [];

    /// <param name="opening">Facts that opened lots, of which those of the grant cover now.</param>
    public void Cover(Grant grant, IEnumerable<Fact> opening, RecordedAt now, List<Fact> facts)
    {
        if (!grant.Dimensions.IsEmpty)
            return;
        foreach (Fact fact in opening)
        {
            LotTerms? opened = fact switch
            {
                GrantIssued issued when issued.Grant.Id == grant.Id => issued.Lot,
                LotOpened lot when lot.GrantId == grant.Id => lot.Lot,
                UnitsRolledOver rolled when rolled.GrantId == grant.Id => rolled.Lot,
                _ => null,
            };
            if (opened is not null)
                Cover(then.Lot(opened.Id), now, facts);
        }
    }

    public void Cover(Lot lot, RecordedAt now, List<Fact> facts)
    {
        foreach (ContractBook contract in account.Contracts)
        {
            // A wallet covers no units: what it owes is settled instead.
            if (lot.Grant.Feature is not { } feature || contract.Catalog.Features.GetValueOrDefault(feature)?.Meter is not { } meter)
                continue;
            // What a wallet has paid already stays paid.
            if (contract.MeteredRight(meter) is { Entitlement.PaidFrom: { CreditRate: null } })
                continue;
            foreach (PeriodBook period in contract.OpenPeriods.Values)
                Cover(lot, meter, period, now, facts);
        }
    }

    private void Cover(Lot lot, string meter, PeriodBook period, RecordedAt now, List<Fact> facts)
    {
        if (!_left.TryGetValue(period, out OverageEntry[]? entries))
            _left.Add(period, entries = [.. period.Overage]);
        Quantity available = lot[Balance.Available].ToQuantity();
        List<(TallyTarget Target, List<CoveredPart> Parts)> covered = [];
        for (int i = 0; i < entries.Length && !available.IsZero; i++)
        {
            OverageEntry entry = entries[i];
            // What another lot of the grant has covered meanwhile is left empty here.
            if (entry.Units.IsZero || entry.Target.Meter != meter || !entry.IsWithin(lot.Start, lot.End))
                continue;
            Quantity units = Quantity.Min(available, entry.Units);
            available -= units;
            entries[i] = entry with { Units = entry.Units - units };
            int same = covered.FindIndex(other => other.Target.Equals(entry.Target));
            if (same < 0)
                covered.Add((entry.Target, [new CoveredPart(entry.Last, units)]));
            else
                covered[same].Parts.Add(new CoveredPart(entry.Last, units));
        }

        foreach ((TallyTarget target, List<CoveredPart> parts) in covered)
        {
            Quantity units = parts.Aggregate(Quantity.Zero, (sum, part) => sum + part.Units);
            var fact = new OverageCovered(account.Id, lot.Id, target, lot.Start, lot.End, Units.Of(units), now) { Parts = [.. parts] };
            then.Apply(fact);
            facts.Add(fact);
        }
    }
}
