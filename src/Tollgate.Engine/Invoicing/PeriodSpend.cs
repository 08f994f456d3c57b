using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// What the usage of a meter costs in a billing period as it stands: the sum of the exact amounts of the lines that <see cref="Composition"/> would make of it now, rounded to no currency. It has what an empty period
/// costs, such as a minimum. Usage that no price fits costs nothing here, as on the invoice.
/// </summary>
/// <remarks>Everything here throws <see cref="NumberOutOfRangeException"/> when an amount has more than 17 digits before the point.</remarks>
public static class PeriodSpend
{
    public static Money Of(ContractBook contract, PeriodBook totals, string meter) => With(contract, totals, meter, [], null);

    /// <summary>What it would cost with a tally that is not counted yet.</summary>
    /// <param name="at">When it is recorded: what comes after a free grace is not free. Null is while the grace lasts.</param>
    public static Money With(ContractBook contract, PeriodBook totals, string meter, in Tally more, RecordedAt? at = null) =>
        With(contract, totals, meter, new ReadOnlySpan<Tally>(in more), at);

    /// <summary>The same with several, of which those of other meters are passed over.</summary>
    /// <inheritdoc cref="With(ContractBook, PeriodBook, string, in Tally, RecordedAt?)"/>
    public static Money With(ContractBook contract, PeriodBook totals, string meter, ReadOnlySpan<Tally> more, RecordedAt? at)
    {
        ReadOnlySpan<Charge> charges = contract.ChargesFor(meter);
        if (charges.IsEmpty)
            return Money.Zero;
        Money sum = Money.Zero;
        foreach (Charge charge in charges)
            sum += With(contract, totals, charge, more, at);
        return sum;
    }

    /// <summary>The same of one charge that prices usage: what its line would say.</summary>
    /// <inheritdoc cref="With(ContractBook, PeriodBook, string, in Tally, RecordedAt?)"/>
    internal static Money With(ContractBook contract, PeriodBook totals, Charge charge, ReadOnlySpan<Tally> more, RecordedAt? at)
    {
        Quantity beyond = Quantity.Zero;
        foreach (ref readonly Tally tally in more)
        {
            if (IsOf(tally, charge.Meter!))
                beyond += tally.Value - tally.Covered;
        }

        Quantity free = Grace.FreeUnits(contract, totals, charge.Meter!, beyond, at);
        return charge.Price is CompositePrice or EventPrice ? charge.Price.Rate(Grace.TakenOff(Cells(charge, totals, more), free)).ExactAmount : OfOne(charge, totals, more, free);
    }

    /// <summary>What a charge prices, by cell; a price without parts has one, 0. What no cell prices is left out.</summary>
    internal static SortedDictionary<int, CellUsage> Cells(Charge charge, PeriodBook totals, ReadOnlySpan<Tally> more)
    {
        SortedDictionary<int, CellUsage> cells = [];
        foreach (((string name, int cell), Total part) in totals.Charges)
        {
            if (cell != ChargeCell.Unpriced && string.Equals(name, charge.Name, StringComparison.Ordinal))
                cells[cell] = new CellUsage(charge.Prices(part.Used, part.Covered), part.Events, part.Fees);
        }

        foreach (ref readonly Tally tally in more)
        {
            if (IsOf(tally, charge.Meter!) && PlaceOf(tally.Target, charge.Name) is { } place)
                cells[tally.Target.Charges[place].Cell] = cells.GetValueOrDefault(tally.Target.Charges[place].Cell) + new CellUsage(charge.Prices(tally.Value, tally.Covered), 1, tally.FeeAt(place));
        }

        return cells;
    }

    private static Money OfOne(Charge charge, PeriodBook totals, ReadOnlySpan<Tally> more, Quantity free)
    {
        totals.Charges.TryGetValue((charge.Name, 0), out Total total);
        Quantity quantity = charge.Prices(total.Used, total.Covered);
        foreach (ref readonly Tally tally in more)
        {
            if (IsOf(tally, charge.Meter!))
                quantity += charge.Prices(tally.Value, tally.Covered);
        }

        quantity -= Quantity.Min(free, quantity);
        // The commonest of all, asked by every check and event of such a plan: nothing is divided, so nothing is rounded.
        return charge.Price is PerUnitPrice unit && unit.IsSum()
            ? quantity * unit.Amount
            : charge.Price.Rate(quantity).ExactAmount;
    }

    private static bool IsOf(in Tally tally, string meter) => string.Equals(tally.Target.Meter, meter, StringComparison.Ordinal);

    /// <summary>The charge's place among those of the target; null where it has no price for it.</summary>
    private static int? PlaceOf(TallyTarget target, string charge)
    {
        for (int i = 0; i < target.Charges.Length; i++)
        {
            if (target.Charges[i].IsPriced && string.Equals(target.Charges[i].Charge, charge, StringComparison.Ordinal))
                return i;
        }

        return null;
    }
}
