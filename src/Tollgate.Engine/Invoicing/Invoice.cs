using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Commitments;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>What an invoice says. Each line is rounded once, to the currency's digits; the total is the sum of rounded lines less what wallets paid of them, and with the tax on it.</summary>
/// <param name="NotBilled">Usage of the period that no line bills, and why: it is kept, and shown until it is.</param>
public sealed record InvoiceContent(
    string Currency,
    ImmutableArray<InvoiceLine> Lines,
    Money Total,
    ImmutableArray<UnbilledUsage> NotBilled
)
{
    /// <summary>On what the lines leave due after wallets paid; in <see cref="Total"/>.</summary>
    public ImmutableArray<TaxLine> Taxes { get; init; } = [];

    /// <summary>The sum of the lines, before tax and before what wallets paid.</summary>
    public Money Subtotal() => Lines.Aggregate(Money.Zero, (sum, line) => sum + line.Amount);

    public Money Paid() => Lines.Aggregate(Money.Zero, (sum, line) => sum + line.Paid);

    public Money Tax() => Taxes.Aggregate(Money.Zero, (sum, tax) => sum + tax.Amount);
}

public enum LineKind
{
    Fixed,
    Usage,

    /// <summary>What a prepaid commit costs in advance.</summary>
    Prepaid,

    /// <summary>What a term falls short of a postpaid commit.</summary>
    TrueUp,

    /// <summary>What was left of a prepaid commit when its term ended: paid by it, and so due to nobody.</summary>
    Unused,

    /// <summary>What a period falls short of the least that it costs.</summary>
    Minimum,
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
    /// <summary>What a prepaid commit and wallets paid of it: as it was used, or when the invoice became final.</summary>
    public Money Paid { get; init; }

    /// <summary>The line of an earlier invoice that this one corrects by its amount; null of a line of its own.</summary>
    public CorrectedLine? Corrects { get; init; }
    /// <summary>The rate card that the price stands in, as <see cref="CatalogVersion"/> has it; null when it stands in the plan.</summary>
    public string? RateCard { get; init; }

    /// <summary>The add-on that the charge is of; null when it is the plan's.</summary>
    public AddOnQuantity? AddOn { get; init; }

    /// <summary>What the same usage costs at the list price, before rounding; null when nothing was negotiated, or the list price counts otherwise.</summary>
    public Money? ListAmount { get; init; }

    /// <summary>The list price in words; null when nothing was negotiated. So is the next.</summary>
    public string? ListPrice { get; init; }

    /// <summary>The price that the contract pays.</summary>
    public string? ContractPrice { get; init; }

    /// <summary>The codes of the promotions whose discounts are in the price.</summary>
    public ImmutableArray<string> Promotions { get; init; } = [];

    /// <summary>The part of the quantity that was used in a grace that costs nothing.</summary>
    public Quantity FreeInGrace { get; init; }

    /// <summary>The general-ledger account of its revenue; null where the charge names none.</summary>
    public string? GlAccount { get; init; }

    /// <summary>When it is revenue; null is at once.</summary>
    public RevenueRule? Revenue { get; init; }

    /// <summary>What kind of thing is sold, for taxes; null is none in particular.</summary>
    public string? TaxCategory { get; init; }

    /// <summary>The contract's, by which the buyer knows what the line is for; null when none was named.</summary>
    public string? PurchaseOrder { get; init; }

    /// <summary>The commit that it counts toward or is billed for; null of other lines.</summary>
    public CommitUse? Commit { get; init; }

    /// <summary>
    /// What stands between the tiers and <see cref="ExactAmount"/>: a minimum, a maximum, or the part of a period that a fixed charge is not
    /// owed for. With it the parts add up to the line.
    /// </summary>
    public Money Adjustment() => Tiers.Aggregate(ExactAmount, (rest, tier) => rest - tier.Amount);
}

/// <summary>A line of an invoice that was final when something reached its period.</summary>
/// <param name="Boundary">The number of the period boundary that it was dated at.</param>
/// <param name="InvoiceId">Null when nothing was billed there.</param>
/// <param name="Line">Null when it had no such line.</param>
public sealed record CorrectedLine(long Boundary, string? InvoiceId, string? Number, int? Line);

/// <summary>Usage that stands on no line.</summary>
/// <param name="Code"><c>recorded_after_cutoff</c> or <c>price_missing</c>.</param>
public sealed record UnbilledUsage(string Code, string Charge, string Meter, Quantity Quantity, long Events, string Detail);
