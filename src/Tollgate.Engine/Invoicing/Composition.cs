using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// What the invoice at a period boundary says: the advance charges of the period that begins there, and the usage and arrears of the one
/// that ends there. Lines keep the order of the plan's charges.
/// </summary>
public static class Composition
{
    /// <param name="boundary">0 is the contract's start; n is the end of period n - 1.</param>
    public static InvoiceContent Of(ContractBook contract, long boundary)
    {
        List<InvoiceLine> lines = [];
        List<UnbilledUsage> notBilled = [];
        BillingPeriod? ended = boundary > 0 ? contract.Period(boundary - 1) : null;
        BillingPeriod? begun = Begins(contract, boundary) ? contract.Period(boundary) : null;
        foreach (Charge charge in contract.Plan.Charges)
        {
            BillingPeriod? period = charge.Bill == Bill.Advance ? begun : ended;
            if (period is { } whole && Prorating.Part(charge.Price, whole) is { } billed)
                lines.Add(charge.Meter is null ? FixedLine(contract, charge, billed, lines.Count + 1) : UsageLine(contract, charge, whole, lines.Count + 1, notBilled));
        }

        return new InvoiceContent(contract.Contract.Currency, [.. lines], Total(lines), [.. notBilled]);
    }

    internal static Money Total(IEnumerable<InvoiceLine> lines) => lines.Aggregate(Money.Zero, (sum, line) => sum + line.Amount - line.Paid);

    /// <summary>Whether an invoice at this boundary would have a line.</summary>
    public static bool HasLines(ContractBook contract, long boundary) => contract.Plan.Charges.Any(charge =>
        (charge.Bill == Bill.Advance ? Begins(contract, boundary) : boundary > 0)
        && Prorating.Part(charge.Price, contract.Period(charge.Bill == Bill.Advance ? boundary : boundary - 1)) is not null
    );

    /// <summary>Usage of a closed period that its invoice does not have, because it was recorded afterwards.</summary>
    public static ImmutableArray<UnbilledUsage> Late(ContractBook contract, EffectiveAt periodStart)
    {
        if (!contract.LatePeriods.TryGetValue(periodStart, out PeriodBook? late))
            return [];
        return
        [
            .. late.Charges.Select(total => new UnbilledUsage(
                "recorded_after_cutoff",
                total.Key.Charge,
                contract.Charge(total.Key.Charge).Meter!,
                total.Value.Used,
                total.Value.Events,
                "Recorded after the invoice was final: kept, and not billed yet."
            )),
        ];
    }

    private static bool Begins(ContractBook contract, long boundary) =>
        contract.Contract.EndsAt is not { } end || contract.WholePeriod(boundary).Start < end;

    private static InvoiceLine FixedLine(ContractBook contract, Charge charge, BillingPeriod period, int number)
    {
        Rated rated = charge.Price.Rate(Quantity.Zero);
        Money exact = Prorating.Of(contract, charge, period, rated.ExactAmount);
        return Line(contract, charge, period, number, default, Quantity.Zero, exact, rated.Tiers);
    }

    private static InvoiceLine UsageLine(
        ContractBook contract,
        Charge charge,
        BillingPeriod period,
        int number,
        List<UnbilledUsage> notBilled
    )
    {
        var total = default(Total);
        SortedDictionary<int, CellUsage> cells = PeriodSpend.Cells(charge, contract.Totals(period), []);
        foreach (((string name, int cell), Total part) in contract.Totals(period).Charges)
        {
            if (name != charge.Name)
                continue;
            if (cell == ChargeCell.Unpriced)
            {
                notBilled.Add(new UnbilledUsage(
                    "price_missing",
                    charge.Name,
                    charge.Meter!,
                    part.Used,
                    part.Events,
                    $"The charge '{charge.Name}' of the plan '{contract.Contract.Plan}' has no price for the dimensions of these events."
                ));
                continue;
            }

            total = new Total(total.Used + part.Used, total.Covered + part.Covered, total.Events + part.Events);
        }

        Quantity priced = cells.Values.Aggregate(Quantity.Zero, (sum, cell) => sum + cell.Units);
        Quantity free = Quantity.Min(Grace.FreeUnits(contract, contract.Totals(period), charge.Meter!), priced);
        Rated rated = charge.Price.Rate(Grace.TakenOff(cells, free));
        InvoiceLine line = Line(contract, charge, period, number, total, priced, rated.ExactAmount, rated.Tiers);
        Money paid = Currency.Of(contract.Contract.Currency).Round(contract.Totals(period).Paid(charge.Name));
        return line with { FreeInGrace = free, Paid = Money.Min(line.Amount, paid) };
    }

    private static InvoiceLine Line(
        ContractBook contract,
        Charge charge,
        BillingPeriod period,
        int number,
        Total total,
        Quantity priced,
        Money exact,
        ImmutableArray<RatedTier> tiers
    ) => new(
        number,
        charge.Name,
        charge.Meter is null ? LineKind.Fixed : LineKind.Usage,
        $"{contract.Plan.Name}: {charge.Name}",
        period.Start,
        period.End,
        charge.Meter,
        total.Used,
        charge.AfterIncluded ? total.Covered : Quantity.Zero,
        priced,
        total.Events,
        exact,
        Currency.Of(contract.Contract.Currency).Round(exact),
        tiers,
        contract.Contract.Plan,
        contract.Contract.CatalogVersion,
        contract.Contract.Version
    )
    {
        PurchaseOrder = contract.Contract.PurchaseOrder,
    };
}
