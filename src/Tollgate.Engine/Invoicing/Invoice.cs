using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>What an invoice says. Each line is rounded once, to the currency's digits; the total is the sum of rounded lines less what wallets paid of them.</summary>
/// <param name="NotBilled">Usage of the period that no line bills, and why: it is kept, and shown until it is.</param>
public sealed record InvoiceContent(
    string Currency,
    ImmutableArray<InvoiceLine> Lines,
    Money Total,
    ImmutableArray<UnbilledUsage> NotBilled
);

public enum LineKind
{
    Fixed,
    Usage,
}

/// <param name="Number">The line's place on the invoice, from 1.</param>
/// <param name="Metered">What the meter counted in the period; zero for a fixed charge.</param>
/// <param name="Covered">The part of it that an allowance covered and the charge therefore leaves out.</param>
/// <param name="Quantity">What is priced, but for <see cref="FreeInGrace"/>.</param>
/// <param name="Events">How many usage events stand behind the line.</param>
/// <param name="ExactAmount">Before rounding, with up to 21 fractional digits.</param>
public sealed record InvoiceLine(
    int Number,
    string Charge,
    LineKind Kind,
    string Description,
    EffectiveAt From,
    EffectiveAt To,
    string? Meter,
    Quantity Metered,
    Quantity Covered,
    Quantity Quantity,
    long Events,
    Money ExactAmount,
    Money Amount,
    ImmutableArray<RatedTier> Tiers,
    string Plan,
    int CatalogVersion,
    int ContractVersion
)
{
    /// <summary>What wallets paid of it: as it was used, or when the invoice became final.</summary>
    public Money Paid { get; init; }

    /// <summary>The part of the quantity that was used in a grace that costs nothing.</summary>
    public Quantity FreeInGrace { get; init; }

    /// <summary>The contract's, by which the buyer knows what the line is for; null when none was named.</summary>
    public string? PurchaseOrder { get; init; }

    /// <summary>
    /// What stands between the tiers and <see cref="ExactAmount"/>: a minimum, a maximum, or the part of a period that a fixed charge is not
    /// owed for. With it the parts add up to the line.
    /// </summary>
    public Money Adjustment() => Tiers.Aggregate(ExactAmount, (rest, tier) => rest - tier.Amount);
}

/// <summary>Usage that stands on no line.</summary>
/// <param name="Code"><c>recorded_after_cutoff</c> or <c>price_missing</c>.</param>
public sealed record UnbilledUsage(string Code, string Charge, string Meter, Quantity Quantity, long Events, string Detail);
