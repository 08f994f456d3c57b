using Tollgate.Engine.Catalog;
using Tollgate.Engine.Commitments;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// What an invoice corrects of those before it: what each of their lines would say now, rounded, less all that was billed for it. One line for each, also of 0.00
/// where usage reached it; none where nothing came and nothing changed.
/// </summary>
internal static class Corrections
{
    /// <param name="boundary">Of the invoice that corrects; only the earliest that is not final does.</param>
    /// <param name="lines">So many stand before them.</param>
    /// <param name="commits">Takes what corrections count; null when there are none.</param>
    public static IEnumerable<InvoiceLine> Of(ContractBook contract, long boundary, int lines, CommitRun? commits)
    {
        if (contract.Drafts.Count > 0 && contract.Drafts.First().Key < boundary)
            yield break;
        foreach (BilledBoundary billed in contract.Billed)
        {
            if (billed.Boundary >= boundary || !contract.IsChanged(billed))
                continue;
            foreach (InvoiceLine line in Of(contract, billed, commits))
                yield return (commits?.Counted(line) ?? line) with { Number = ++lines };
        }
    }

    private static IEnumerable<InvoiceLine> Of(ContractBook contract, BilledBoundary billed, CommitRun? commits)
    {
        InvoiceLine[] now = [.. Composition.Lines(contract, billed.Boundary, isClosed: true, [], commits)];
        foreach (BilledLine gone in billed.Lines)
        {
            // What was billed for a commit itself depends on more than this boundary, and is the run's.
            if (gone.Kind is LineKind.Prepaid or LineKind.TrueUp or LineKind.Unused)
                continue;
            if (!gone.Amount.IsZero && !now.Any(line => line.ContractVersion == gone.Version && line.Charge == gone.Charge) && Gone(contract, billed, gone) is { } line)
                yield return line;
        }

        foreach (InvoiceLine line in now)
        {
            BilledLine? before = billed.Find(line.ContractVersion, line.Charge);
            InvoiceLine difference = Line(line, billed, before?.Number, line.Amount - (before?.Amount ?? Money.Zero));
            if (line.Commit is { AtRates: { } atRates } use)
                difference = difference with { Commit = use with { AtRates = atRates - (before?.Commit?.AtRates ?? Money.Zero) } };
            if (line.Meter is null)
            {
                if (!difference.Amount.IsZero)
                    yield return difference;
                continue;
            }

            ContractBook part = contract.TermsOf(line);
            Charge charge = part.Charge(line.Charge);
            Total late = part.Unbilled(line.Charge, part.PeriodAt(line.From));
            if (difference.Amount.IsZero && late.Events == 0)
                continue;
            yield return difference with
            {
                Metered = late.Used,
                Covered = charge.AfterIncluded ? late.Covered : Quantity.Zero,
                Quantity = charge.Prices(late.Used, late.Covered),
                Events = late.Events,
            };
        }
    }

    /// <summary>What was billed under terms that hold no time of the period any more.</summary>
    private static InvoiceLine? Gone(ContractBook contract, BilledBoundary billed, BilledLine gone)
    {
        (string plan, int catalog) = gone.Version == 1
            ? (contract.Started.Contract.Plan, contract.Started.Contract.CatalogVersion)
            : (contract.Amendments[gone.Version - 2].Contract.Plan, contract.Amendments[gone.Version - 2].Contract.CatalogVersion);
        EffectiveAt date = Billing.DateOf(contract, billed.Boundary);
        return Line(
            new InvoiceLine(0, gone.Charge, LineKind.Fixed, $"{plan}: {gone.Charge}", date, date, null, default, default, default, 0, default, default, [], plan, catalog, gone.Version),
            billed,
            gone.Number,
            Money.Zero - gone.Amount
        ) with
        {
            Commit = gone.Commit is { } use ? new CommitUse(use.Name, use.Term) { AtRates = -use.AtRates } : null,
        };
    }

    private static InvoiceLine Line(InvoiceLine of, BilledBoundary billed, int? number, Money amount) => of with
    {
        Description = number is { } known ? $"{of.Description}, correcting line {known} of {billed.Number}" : $"{of.Description}, not billed before",
        Corrects = new CorrectedLine(billed.Boundary, billed.InvoiceId, billed.Number, number),
        ExactAmount = amount,
        Amount = amount,
        Tiers = [],
        Paid = Money.Zero,
        ListAmount = null,
        FreeInGrace = Quantity.Zero,
    };
}
