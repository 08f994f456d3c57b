using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Commitments;

/// <summary>The lines that are billed for a commit itself.</summary>
internal static class CommitLine
{
    /// <param name="amount">Rounded to the currency. What was left unused is paid by the commit, and so is due to nobody.</param>
    public static InvoiceLine Of(ContractBook part, LineKind kind, Money amount, CommitUse use, EffectiveAt from, EffectiveAt to) => new(
        0,
        use.Name,
        kind,
        $"{part.Plan.Name}: {use.Name}, {Words(kind)}",
        from,
        to,
        null,
        Quantity.Zero,
        Quantity.Zero,
        Quantity.Zero,
        0,
        amount,
        amount,
        new FlatPrice(amount).Rate(Quantity.Zero).Tiers,
        part.Contract.Plan,
        part.Contract.CatalogVersion,
        part.Contract.Version
    )
    {
        Commit = use,
        Paid = kind == LineKind.Unused ? amount : Money.Zero,
        PurchaseOrder = part.PurchaseOrderAt(new EffectiveAt(to.Microseconds - 1)),
    };

    /// <summary>The same as the difference to a line of an invoice that is final.</summary>
    public static InvoiceLine Correcting(ContractBook contract, InvoiceLine line, long boundary)
    {
        (BilledBoundary Boundary, BilledLine Line)? found = contract.Billed
            .SelectMany(billed => billed.Lines.Where(known => known.Kind == line.Kind && known.Charge == line.Charge).Select(known => ((BilledBoundary, BilledLine)?)(billed, known)))
            .LastOrDefault();
        BilledBoundary? at = found?.Boundary ?? contract.Billed.FirstOrDefault(billed => billed.Boundary == boundary);
        return line with
        {
            Description = found?.Line.Number is { } number ? $"{line.Description}, correcting line {number} of {at!.Number}" : $"{line.Description}, not billed before",
            Corrects = new CorrectedLine(at?.Boundary ?? boundary, at?.InvoiceId, at?.Number, found?.Line.Number),
        };
    }

    private static string Words(LineKind kind) => kind switch
    {
        LineKind.Prepaid => "commit in advance",
        LineKind.TrueUp => "true-up of the commit",
        _ => "unused part of the commit",
    };
}
