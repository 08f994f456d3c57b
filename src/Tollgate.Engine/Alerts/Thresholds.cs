using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Alerts;

/// <summary>A mark on the usage of one meter in one period; an alert is raised when usage first reaches it.</summary>
/// <param name="At">The least usage that reaches it, in units.</param>
/// <param name="Percent">Of <paramref name="Of"/>.</param>
/// <param name="Of">What was granted, in units.</param>
public readonly record struct UsageMark(Quantity At, AlertKind Kind, Quantity Percent, Quantity Of);

/// <summary>A mark on what usage costs in one period.</summary>
/// <param name="At">The least amount that reaches it.</param>
/// <param name="Percent">Of the cap.</param>
public readonly record struct SpendMark(Money At, Quantity Percent);

/// <summary>At how much usage alerts are raised, given what was granted.</summary>
public static class Thresholds
{
    /// <summary>In percent of what was granted, where the catalog says nothing else.</summary>
    public static readonly ImmutableArray<Quantity> Default = [80, 90, 100];

    private static readonly Quantity Whole = 100;

    /// <summary>The least quantity that is more than nothing.</summary>
    private static readonly Quantity Least = Quantity.FromScaled(1);

    /// <summary>The marks of a period that is open, the lowest first.</summary>
    /// <param name="granted">Units granted in the period; null is without limit, of which there is nothing to reach.</param>
    public static ImmutableArray<UsageMark> Marks(Quantity? granted, MeteredEntitlement right)
    {
        if (granted is not { } units || !IsLimit(units, right))
            return [];
        IEnumerable<UsageMark> reached = units.IsZero
            ? []
            : right.Thresholds.Select(percent => new UsageMark(PartOf(units, percent), AlertKind.Usage, percent, units));
        return [.. reached.Append(new UsageMark(units + Least, AlertKind.Overage, Whole, units)).OrderBy(mark => mark.At).ThenBy(mark => mark.Kind)];
    }

    /// <summary>Whether usage is surely below every threshold. With grants each event asks, so that it is told by two divisions; what is near one may be told wrongly as false.</summary>
    internal static bool AreAllAbove(Quantity usage, Quantity granted, MeteredEntitlement right)
    {
        Quantity lowest = Quantity.MaxValue;
        foreach (Quantity percent in right.Thresholds)
            lowest = Quantity.Min(lowest, percent);
        // Both divided and cut, so that nothing can overflow: usage / lowest < granted / 100.
        return !lowest.IsZero && usage.Scaled / lowest.Scaled < granted.Scaled / Whole.Scaled;
    }

    /// <summary>The mark of usage that nothing covers, however much was used before.</summary>
    /// <inheritdoc cref="Marks(Quantity?, MeteredEntitlement)"/>
    public static ImmutableArray<UsageMark> Beyond(Quantity granted, MeteredEntitlement right) =>
        IsLimit(granted, right) ? [new UsageMark(Least, AlertKind.Overage, Whole, granted)] : [];

    /// <summary>
    /// The marks of a period that is closed: what was granted in it went with it, so that anything which reaches it is beyond.
    /// </summary>
    /// <inheritdoc cref="Marks(Quantity?, MeteredEntitlement)"/>
    public static ImmutableArray<UsageMark> MarksOfClosed(Quantity? granted, MeteredEntitlement right) =>
        granted is { } units && IsLimit(units, right) ? [new UsageMark(Least, AlertKind.Overage, Whole, Quantity.Zero)] : [];

    /// <summary>The marks of a cap on spend, the lowest first; none where there is no cap.</summary>
    public static ImmutableArray<SpendMark> Marks(SpendCap? cap) => cap is null
        ? []
        : [.. cap.Thresholds.Select(percent => new SpendMark(PartOf(cap.Amount, percent), percent))];

    /// <summary>Where nothing is granted and all may be used, it is sold by the unit: usage is no news then. What a wallet pays for, the wallet tells.</summary>
    private static bool IsLimit(Quantity granted, MeteredEntitlement right) => right.PaidFrom is null && (!granted.IsZero || right.Enforcement != Enforcement.Soft);

    /// <summary>The least usage that is so many percent of the units, or more. Exact: no percentage is ever reached too early.</summary>
    private static Quantity PartOf(Quantity units, Quantity percent)
    {
        // A product of 128 bits nearly always; fractions of any size take a hundred times as long.
        if (!units.IsNegative && units.Scaled <= long.MaxValue && percent.Scaled <= long.MaxValue)
            return Quantity.FromScaled(((units.Scaled * percent.Scaled) + Whole.Scaled - 1) / Whole.Scaled);
        return Quantity.FromScaled((Int128)((Exact)units * percent / Whole).ToScaled(Fixed.QuantityDigits, RoundingMode.Up));
    }

    /// <inheritdoc cref="PartOf(Quantity, Quantity)"/>
    private static Money PartOf(Money amount, Quantity percent) =>
        Money.FromScaled((Int128)((Exact)amount * percent / Whole).ToScaled(Fixed.MoneyDigits, RoundingMode.Up));
}
