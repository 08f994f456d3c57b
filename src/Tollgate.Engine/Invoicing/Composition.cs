using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Commitments;
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
    /// <param name="corrects">Whether it corrects earlier invoices, which the first does that becomes final next.</param>
    public static InvoiceContent Of(ContractBook contract, long boundary, bool corrects = true)
    {
        List<UnbilledUsage> notBilled = [];
        List<InvoiceLine> lines = AllLines(contract.First, boundary, corrects, notBilled, CommitRun.Before(contract.First, boundary));
        return new InvoiceContent(contract.Contract.Currency, [.. lines], Total(lines), [.. notBilled]);
    }

    /// <summary>With those that correct earlier invoices, and those of commits.</summary>
    /// <param name="commits">As they stand before this invoice; they are changed. Null when there are none.</param>
    internal static List<InvoiceLine> AllLines(ContractBook contract, long boundary, bool corrects, List<UnbilledUsage> notBilled, CommitRun? commits)
    {
        if (commits is not null)
            corrects &= boundary <= commits.Open;
        List<InvoiceLine> advances = commits?.Advances(boundary, corrects) ?? [];
        List<InvoiceLine> lines = [.. Lines(contract, boundary, isClosed: false, notBilled, commits)];
        if (corrects)
            lines.AddRange(Corrections.Of(contract, boundary, lines.Count, commits));
        foreach (InvoiceLine line in commits is null ? [] : commits.Settlements(boundary, corrects).Concat(advances))
            lines.Add(line with { Number = lines.Count + 1 });
        return lines;
    }

    internal static Money Total(IEnumerable<InvoiceLine> lines) => lines.Aggregate(Money.Zero, (sum, line) => sum + line.Amount - line.Paid);

    /// <summary>Whether an invoice at this boundary would have a line.</summary>
    public static bool HasLines(ContractBook contract, long boundary, bool corrects = true) =>
        CommitRun.IsNeeded(contract.First) || MinimumLine.IsNeeded(contract)
            ? Of(contract, boundary, corrects).Lines.Length > 0
            : contract.Parts.Any(part => part.Plan.Charges.Any(charge => Billed(contract.First, part, charge, boundary) is not null))
            || (corrects && Corrections.Of(contract.First, boundary, 0, commits: null).Any());

    /// <summary>Usage of a closed period that no invoice has, because it was recorded after the last.</summary>
    public static ImmutableArray<UnbilledUsage> Late(ContractBook contract, EffectiveAt periodStart)
    {
        if (contract.At(periodStart) is not { } part || !part.LatePeriods.TryGetValue(periodStart, out PeriodBook? late))
            return [];
        BillingPeriod period = part.PeriodAt(periodStart);
        return
        [
            .. from charge in late.Charges.Keys.Select(key => key.Charge).Distinct()
               let total = part.Unbilled(charge, period)
               where total.Events > 0
               select new UnbilledUsage(
                   "recorded_after_cutoff",
                   charge,
                   part.Charge(charge).Meter!,
                   total.Used,
                   total.Events,
                   part.ClosedPeriods.ContainsKey(periodStart)
                       ? "Recorded after the invoice was final: the next one corrects it."
                       : "Recorded after the invoice was final, of a period that is no longer kept: not billed."
               ),
        ];
    }

    /// <summary>The lines of a boundary, whatever was billed there.</summary>
    /// <param name="isClosed">The boundary is billed: what reached its period since counts too.</param>
    internal static IEnumerable<InvoiceLine> Lines(ContractBook contract, long boundary, bool isClosed, List<UnbilledUsage> notBilled, CommitRun? commits)
    {
        int number = 0;
        List<InvoiceLine>? ofPeriod = boundary > 0 && MinimumLine.IsNeeded(contract) ? [.. Advances(contract, boundary - 1)] : null;
        foreach (ContractBook part in contract.Parts)
        {
            foreach (Charge charge in part.Plan.Charges)
            {
                if (Billed(contract, part, charge, boundary) is not { } period)
                    continue;
                number++;
                if (charge.Meter is null)
                {
                    InvoiceLine fixedLine = FixedLine(part, charge, period, number);
                    if (charge.Bill == Bill.Arrears)
                        ofPeriod?.Add(fixedLine);
                    yield return fixedLine;
                    continue;
                }

                BillingPeriod whole = part.Part(boundary - 1)!.Value;
                InvoiceLine line = UsageLine(part, charge, whole, isClosed ? part.AllTotals(whole) : part.Totals(whole), number, notBilled);
                line = commits?.Rated(part, charge, boundary, line, isClosed, rate => rate.Rate(line.Quantity - line.FreeInGrace)) ?? line;
                ofPeriod?.Add(line);
                yield return line;
            }
        }

        if (ofPeriod is not null && MinimumLine.Of(contract, boundary, ofPeriod) is { } minimum)
            yield return minimum with { Number = number + 1 };
    }

    /// <summary>What is billed in advance at a boundary.</summary>
    private static IEnumerable<InvoiceLine> Advances(ContractBook contract, long boundary) =>
        from part in contract.Parts
        from charge in part.Plan.Charges
        where charge.Bill == Bill.Advance
        let period = Billed(contract, part, charge, boundary)
        where period is not null
        select FixedLine(part, charge, period.Value, 0);

    /// <summary>The time that a charge of some terms is billed for at a boundary; null when it is not.</summary>
    private static BillingPeriod? Billed(ContractBook contract, ContractBook part, Charge charge, long boundary)
    {
        long period = charge.Bill == Bill.Advance ? boundary : boundary - 1;
        return period >= 0 && !contract.IsTrial(period) && (charge.Bill != Bill.Advance || Begins(contract, boundary)) && part.Part(period) is { } whole
            ? Prorating.Part(charge.Price, whole)
            : null;
    }

    private static bool Begins(ContractBook contract, long boundary) =>
        contract.Contract.EndsAt is not { } end || contract.WholePeriod(boundary).Start < end;

    private static InvoiceLine FixedLine(ContractBook contract, Charge charge, BillingPeriod period, int number)
    {
        Rated rated = charge.Price.Rate(Quantity.Zero);
        Money exact = Prorating.Of(contract, charge, period, charge.Price.Unrounded());
        return ListPrices.On(Line(contract, charge, period, number, default, Quantity.Zero, exact, rated.Tiers), charge, contract.Contract.Currency, list => Prorating.Of(contract, charge, period, list.Unrounded()));
    }

    private static InvoiceLine UsageLine(
        ContractBook contract,
        Charge charge,
        BillingPeriod period,
        PeriodBook totals,
        int number,
        List<UnbilledUsage> notBilled
    )
    {
        var total = default(Total);
        SortedDictionary<int, CellUsage> cells = PeriodSpend.Cells(charge, totals, []);
        foreach (((string name, int cell), Total part) in totals.Charges)
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

            total = total.Plus(part);
        }

        Quantity priced = cells.Values.Aggregate(Quantity.Zero, (sum, cell) => sum + cell.Units);
        Quantity free = Quantity.Min(Grace.FreeUnits(contract, totals, charge.Meter!), priced);
        Rated rated = charge.Price.Rate(Grace.TakenOff(cells, free));
        InvoiceLine line = ListPrices.On(Line(contract, charge, period, number, total, priced, rated.ExactAmount, rated.Tiers), charge, contract.Contract.Currency, list => ListPrices.Of(list, charge.Price, Grace.TakenOff(cells, free)));
        Money paid = Currency.Of(contract.Contract.Currency).Round(totals.Paid(charge.Name));
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
        $"{contract.Plan.Name}: {ChargeNames.Of(charge.Name)}",
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
        RateCard = charge.RateCard,
        AddOn = charge.AddOn,
        Promotions = charge.Promotions,
        PurchaseOrder = contract.PurchaseOrderAt(new EffectiveAt(period.End.Microseconds - 1)),
    };
}
