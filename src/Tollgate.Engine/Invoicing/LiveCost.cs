using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// What usage costs as it comes: for each charge, the difference that it makes to <see cref="PeriodSpend"/>. Without late facts the costs of all
/// usage and what an empty period costs add up to the line's exact amount.
/// </summary>
public static class LiveCost
{
    /// <param name="totals">Of the period, before the usage.</param>
    /// <param name="besides">What is held, and taken to be used before.</param>
    public static IEnumerable<(string Charge, Money Cost)> Of(ContractBook contract, PeriodBook totals, IReadOnlyList<Tally> besides, Tally usage)
    {
        for (int i = 0; i < usage.Target.Charges.Length; i++)
        {
            if (IsPriced(contract, usage, i, out Charge charge))
                yield return (charge.Name, Of(contract, totals, charge, besides, usage));
        }
    }

    /// <summary>The same of all charges together.</summary>
    /// <inheritdoc cref="Of(ContractBook, PeriodBook, IReadOnlyList{Tally}, Tally)"/>
    public static Money OfOne(ContractBook contract, PeriodBook totals, IReadOnlyList<Tally> besides, in Tally usage)
    {
        Money sum = Money.Zero;
        for (int i = 0; i < usage.Target.Charges.Length; i++)
        {
            if (IsPriced(contract, usage, i, out Charge charge))
                sum += Of(contract, totals, charge, besides, usage);
        }

        return sum;
    }

    /// <summary>What all that is held or asked for comes to on top of what was used.</summary>
    /// <param name="usage">Of one meter.</param>
    public static Money OfAll(ContractBook contract, PeriodBook totals, params ReadOnlySpan<Tally> usage)
    {
        Money sum = Money.Zero;
        if (usage.IsEmpty)
            return sum;
        ReadOnlySpan<Charge> charges = contract.ChargesFor(usage[0].Target.Meter);
        for (int i = 0; i < charges.Length; i++)
        {
            bool any = false;
            Quantity priced = Quantity.Zero;
            foreach (ref readonly Tally tally in usage)
            {
                if (!IsPriced(contract, tally, i, out Charge charge))
                    continue;
                any = true;
                priced += charge.Prices(tally.Value, tally.Covered);
            }

            if (!any)
                continue;
            sum += SameForAll(contract, charges[i]) is { } each
                ? priced * each
                : PeriodSpend.With(contract, totals, charges[i], usage, null) - PeriodSpend.With(contract, totals, charges[i], [], null);
        }

        return sum;
    }

    private static Money Of(ContractBook contract, PeriodBook totals, Charge charge, IReadOnlyList<Tally> besides, in Tally usage)
    {
        if (SameForAll(contract, charge) is { } each)
            return charge.Prices(usage.Value, usage.Covered) * each;
        Tally[] whole = [.. besides, usage];
        return PeriodSpend.With(contract, totals, charge, whole, null) - PeriodSpend.With(contract, totals, charge, whole.AsSpan(..^1), null);
    }

    /// <summary>Whether a meter's charge prices any of some usage.</summary>
    /// <param name="place">The charge's, of those that price the meter: a target has a cell for each, in their order.</param>
    private static bool IsPriced(ContractBook contract, in Tally usage, int place, out Charge charge)
    {
        charge = contract.ChargesFor(usage.Target.Meter)[place];
        return usage.Target.Charges[place].IsPriced && (charge.Price.HasEvents() || !charge.Prices(usage.Value, usage.Covered).IsZero);
    }

    /// <summary>The commonest: each unit costs the same, whatever was used before. Null where there is more to it.</summary>
    private static Rate? SameForAll(ContractBook contract, Charge charge) =>
        charge.Price is PerUnitPrice unit && unit.IsSum() && contract.MeteredRight(charge.Meter!)?.Entitlement.Grace is not { Free: true }
            ? unit.Amount
            : null;
}
