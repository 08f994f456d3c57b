using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>Usage beyond a limit that is let pass for a while: how much more of it, and what of it costs nothing.</summary>
public static class Grace
{
    private static readonly Quantity Unbounded = Quantity.MaxValue;

    /// <summary>How many units more may go beyond the limit now.</summary>
    public static Quantity Room(GraceTerms terms, in Standing standing)
    {
        // Of a closed period nobody knows any more how much of its grace was used.
        if (standing.Closed || IsOver(terms, standing))
            return Quantity.Zero;
        return terms.Units is { } units ? Quantity.Max(units - standing.Over, Quantity.Zero) : Unbounded;
    }

    /// <summary>The next unit beyond the limit would be used in a grace that costs nothing.</summary>
    public static bool IsFree(MeteredEntitlement right, in Standing standing) =>
        right.Grace is { Free: true } terms && !Room(terms, standing).IsZero;

    /// <summary>The part of a period's overage of a meter that was used in a grace that costs nothing: what came first.</summary>
    public static Quantity FreeUnits(ContractBook contract, PeriodBook period, string meter) => FreeUnits(contract, period, meter, Quantity.Zero, null);

    /// <summary>The same with overage that comes to it.</summary>
    /// <param name="at">When that is recorded; null is while the grace lasts.</param>
    public static Quantity FreeUnits(ContractBook contract, PeriodBook period, string meter, Quantity more, RecordedAt? at)
    {
        if (contract.MeteredRight(meter)?.Entitlement.Grace is not { Free: true } terms)
            return Quantity.Zero;
        Excess? excess = period.ExcessOf(meter);
        if (excess is { } known && terms.PeriodMicroseconds is { } length && at?.Microseconds - known.Since.Microseconds >= length)
            more = Quantity.Zero;
        Quantity inGrace = Quantity.Max(period.Meter(meter).Beyond + more - (excess?.AfterGrace ?? Quantity.Zero), Quantity.Zero);
        return terms.Units is { } units ? Quantity.Min(inGrace, units) : inGrace;
    }

    /// <summary>What is priced once the free units are taken off, cell by cell in the order of the cells.</summary>
    public static IReadOnlyDictionary<int, CellUsage> TakenOff(IReadOnlyDictionary<int, CellUsage> cells, Quantity free)
    {
        if (free.IsZero)
            return cells;
        SortedDictionary<int, CellUsage> priced = [];
        foreach ((int cell, CellUsage usage) in cells.OrderBy(cell => cell.Key))
        {
            Quantity taken = Quantity.Min(free, usage.Units);
            free -= taken;
            priced.Add(cell, usage with { Units = usage.Units - taken });
        }

        return priced;
    }

    private static bool IsOver(GraceTerms terms, in Standing standing) =>
        terms.PeriodMicroseconds is { } length && standing.ExceededAt is { } since && standing.Now.Microseconds - since.Microseconds >= length;
}
