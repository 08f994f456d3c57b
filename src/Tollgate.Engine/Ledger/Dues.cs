using NodaTime;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// What fell due for an account's grants. Where a recurring grant's lot ends, first units roll over, then the rest expires, then the next lot
/// opens: all of it has happened before anything else at that instant.
/// </summary>
public static class Dues
{
    /// <summary>When the next lot ends, the next reservation expires, or something that is owed can be settled; null when nothing does.</summary>
    public static EffectiveAt? Next(Holdings holdings) =>
        Earliest(Earliest(holdings.NextLotEnd, holdings.NextToExpire?.ExpiresAt), Owing.Next(holdings));

    /// <summary>When the next lot of some grants ends; null when none does.</summary>
    internal static EffectiveAt? NextEnd(IEnumerable<GrantBook> grants)
    {
        EffectiveAt? next = null;
        foreach (GrantBook grant in grants)
        {
            foreach (Lot lot in grant.Open)
            {
                if (!lot.HasEnded && lot.End is { } end && !(end >= next))
                    next = end;
            }
        }

        return next;
    }

    /// <summary>The facts of all that falls due up to and at an instant, in order.</summary>
    /// <param name="zone">The account's.</param>
    public static IReadOnlyList<Fact> Of(Holdings holdings, string accountId, DateTimeZone zone, EffectiveAt until, RecordedAt now)
    {
        if (!(holdings.NextDue <= until))
            return [];
        List<Fact> facts = [];
        Fall(holdings.Copy(), accountId, zone, until, now, int.MaxValue, facts);
        return facts;
    }

    /// <summary>
    /// The same with the alerts that come of it, or the first of them: whoever records those finds the rest due as before. What happens to the lots of one instant
    /// is never parted.
    /// </summary>
    /// <param name="most">So many facts, after which no further step is taken.</param>
    /// <param name="more">There are more.</param>
    internal static IReadOnlyList<Fact> Recorded(Holdings holdings, AccountBook account, EffectiveAt until, RecordedAt now, int most, out bool more)
    {
        List<Fact> facts = [];
        Holdings then = holdings.Copy();
        more = !Fall(then, account.Id, account.Zone, until, now, most, facts);
        WalletAlerts.Add(account, then, facts, now);
        return facts;
    }

    /// <summary>What an account holds at an instant, with all that falls due by then: for those who ask before it is recorded.</summary>
    public static Holdings Virtually(Holdings holdings, string accountId, DateTimeZone zone, EffectiveAt at, RecordedAt now)
    {
        if (!(holdings.NextDue <= at))
            return holdings;
        Holdings then = holdings.Copy();
        Fall(then, accountId, zone, at, now, int.MaxValue, []);
        return then;
    }

    /// <summary>Applies what falls due, step by step.</summary>
    /// <param name="facts">Takes what was applied.</param>
    /// <returns>False when it was too much.</returns>
    private static bool Fall(Holdings then, string accountId, DateTimeZone zone, EffectiveAt until, RecordedAt now, int most, List<Fact> facts)
    {
        while (then.NextDue is { } due && due <= until)
        {
            // What is returned at the instant at which its lot ends, ends with it.
            while (then.NextToExpire is { } expired && expired.ExpiresAt == due)
            {
                if (facts.Count >= most)
                    return false;
                Note(ReservationChanges.End(then, accountId, expired, ReservationOutcome.Expired, now));
            }

            if (facts.Count >= most)
                return false;
            if (then.NextLotEnd == due)
            {
                foreach (GrantBook grant in then.Grants.Values)
                {
                    Fact[] atOnce = [.. At(grant, accountId, zone, due, now)];
                    foreach (Fact fact in atOnce)
                        Note(fact);
                }
            }

            foreach (OwedSettled settled in Owing.Settle(then, accountId, due, now))
                Note(settled);
        }

        return true;

        void Note(Fact fact)
        {
            then.Apply(fact);
            facts.Add(fact);
        }
    }

    private static EffectiveAt? Earliest(EffectiveAt? left, EffectiveAt? right) => left is null || right < left ? right ?? left : left;

    private static IEnumerable<Fact> At(GrantBook grant, string accountId, DateTimeZone zone, EffectiveAt due, RecordedAt now)
    {
        Lot[] ending = [.. grant.Open.Where(lot => !lot.HasEnded && lot.End == due)];
        if (ending.Length == 0)
            yield break;
        // Its latest own lot: units that rolled over do not issue anything again.
        bool again = ending.Any(lot => lot.RolledSince is null) && grant.Grant.Recurrence is not null && (grant.Grant.ExpiresAt is not { } last || due < last);
        LotTerms? next = again ? Lots.At(grant.Grant, zone, due) : null;
        var taken = new Dictionary<string, Units>(StringComparer.Ordinal);
        if (next is not null && grant.Grant.Rollover is { } rollover)
        {
            foreach (UnitsRolledOver rolled in RollOver(grant.Grant, rollover, ending, next, accountId, now))
            {
                taken.Add(rolled.From, rolled.Taken);
                yield return rolled;
            }
        }

        foreach (Lot lot in ending)
        {
            Balance from = lot[Balance.Pending].IsZero ? Balance.Available : Balance.Pending;
            yield return new LotExpired(accountId, lot.Id, due, from, lot[from] - taken.GetValueOrDefault(lot.Id), now);
        }

        if (next is not null)
            yield return new LotOpened(accountId, grant.Grant.Id, next, now);
    }

    private static IEnumerable<UnitsRolledOver> RollOver(Grant grant, Rollover rollover, Lot[] ending, LotTerms next, string accountId, RecordedAt now)
    {
        Lot[] sources = [.. ending.Where(lot => lot.RolledSince is null || rollover.Again)];
        Units remaining = sources.Aggregate(Units.Zero, (sum, lot) => sum + lot[Balance.Available]);
        Units left = rollover.Of(remaining);
        for (int i = 0; i < sources.Length; i++)
        {
            Units taken = Units.Min(sources[i][Balance.Available], left);
            // What the minimum adds is issued with the last.
            Units given = i == sources.Length - 1 ? left : taken;
            left -= taken;
            if (!given.IsZero)
                yield return new UnitsRolledOver(accountId, grant.Id, sources[i].Id, taken, Lots.Rolled(grant, sources[i], next, given), now);
        }
    }
}
