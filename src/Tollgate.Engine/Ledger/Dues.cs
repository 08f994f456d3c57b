using NodaTime;
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
    public static EffectiveAt? Next(Holdings holdings)
    {
        EffectiveAt? next = null;
        foreach (Lot lot in holdings.Grants.Values.SelectMany(grant => grant.Open))
        {
            if (!lot.HasEnded && lot.End is { } end && !(end >= next))
                next = end;
        }

        foreach (Reservation reservation in holdings.Reservations.Values)
        {
            if (!(reservation.ExpiresAt >= next))
                next = reservation.ExpiresAt;
        }

        return Owing.Next(holdings) is { } settled && !(settled >= next) ? settled : next;
    }

    /// <summary>The facts of all that falls due up to and at an instant, in order.</summary>
    /// <param name="zone">The account's.</param>
    public static IReadOnlyList<Fact> Of(Holdings holdings, string accountId, DateTimeZone zone, EffectiveAt until, RecordedAt now)
    {
        if (!(holdings.NextDue <= until))
            return [];
        Holdings then = holdings.Copy();
        List<Fact> facts = [];
        while (then.NextDue is { } due && due <= until)
        {
            // What is returned at the instant at which its lot ends, ends with it.
            foreach (Reservation expired in then.Reservations.Values.Where(reservation => reservation.ExpiresAt == due).ToArray())
            {
                ReservationEnded ended = ReservationChanges.End(then, accountId, expired, ReservationOutcome.Expired, now);
                then.Apply(ended);
                facts.Add(ended);
            }

            foreach (GrantBook grant in then.Grants.Values)
            {
                Fact[] atOnce = [.. At(grant, accountId, zone, due, now)];
                foreach (Fact fact in atOnce)
                    then.Apply(fact);
                facts.AddRange(atOnce);
            }

            foreach (OwedSettled settled in Owing.Settle(then, accountId, due, now))
            {
                then.Apply(settled);
                facts.Add(settled);
            }
        }

        return facts;
    }

    /// <summary>What an account holds at an instant, with all that falls due by then: for those who ask before it is recorded.</summary>
    public static Holdings Virtually(Holdings holdings, string accountId, DateTimeZone zone, EffectiveAt at, RecordedAt now)
    {
        IReadOnlyList<Fact> due = Of(holdings, accountId, zone, at, now);
        if (due.Count == 0)
            return holdings;
        Holdings then = holdings.Copy();
        foreach (Fact fact in due)
            then.Apply(fact);
        return then;
    }

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
