using NodaTime;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>The windows and names of a grant's lots.</summary>
internal static class Lots
{
    /// <summary>The lot that a grant opens at an instant: its effective one, or a boundary of its recurrence.</summary>
    public static LotTerms At(Grant grant, DateTimeZone zone, EffectiveAt start)
    {
        if (grant.Recurrence is not { } recurrence)
            return new LotTerms(grant.Id, start, grant.ExpiresAt, grant.Amount, null);
        EffectiveAt boundary = Boundaries(recurrence, zone).PeriodAt(start).End;
        EffectiveAt end = grant.ExpiresAt is { } last && last < boundary ? last : boundary;
        return new LotTerms($"{grant.Id}/{start}", start, end, grant.Amount, null);
    }

    /// <summary>The lot of units that rolled over, beside the one that opens at the same boundary.</summary>
    public static LotTerms Rolled(Grant grant, Lot from, LotTerms beside, Units units)
    {
        EffectiveAt since = from.RolledSince ?? from.Start;
        return new LotTerms($"{grant.Id}/{beside.Start}{Lot.RolledFrom}{since}", beside.Start, beside.End, units, since);
    }

    /// <summary>Which boundary of the recurrence an instant lies behind, counted from the anchor.</summary>
    public static long BoundariesUntil(Recurrence recurrence, DateTimeZone zone, EffectiveAt at) => Boundaries(recurrence, zone).PeriodAt(at).Index;

    private static BillingCalendar Boundaries(Recurrence recurrence, DateTimeZone zone) => new(recurrence.Every, PeriodAnchor.Contract, zone, recurrence.Anchor);
}
