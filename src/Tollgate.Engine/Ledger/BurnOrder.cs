using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// Which units burn first: the lower priority; rolled-over units; the earlier end, those that never end last; what cost nothing; the earlier start;
/// the older.
/// </summary>
public static class BurnOrder
{
    public static readonly Comparison<Lot> OfLots = (left, right) => Key(left).CompareTo(Key(right));

    /// <summary>Whether a plan's allowance burns before a lot. Where all else is the same it does: the contract was there first.</summary>
    /// <param name="end">Of the allowance's period.</param>
    public static bool AllowanceIsBefore(Lot lot, EffectiveAt start, EffectiveAt end) =>
        (Grant.DefaultPriority, true, end.Microseconds, false, start.Microseconds, -1).CompareTo(Key(lot)) < 0;

    private static (int Priority, bool Fresh, long End, bool Paid, long Start, int Number) Key(Lot lot) =>
        (lot.Priority, lot.RolledSince is null, lot.End?.Microseconds ?? long.MaxValue, lot.IsPaid, lot.Start.Microseconds, lot.Number);
}
