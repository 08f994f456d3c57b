using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Receivables;

/// <summary>Takes some of a final invoice's lines back, with the tax on it. It never changes.</summary>
/// <param name="Number">Without gaps per legal entity, apart from invoices' numbers.</param>
/// <param name="Total">Of its lines and their tax.</param>
public sealed record CreditNote(
    string Id,
    string Number,
    string InvoiceId,
    string AccountId,
    string LegalEntity,
    string Currency,
    EffectiveAt Date,
    ImmutableArray<LineCredit> Lines,
    ImmutableArray<TaxLine> Taxes,
    Money Total,
    string Reason,
    string Author
)
{
    /// <summary>What it gives back is billed again; without it, it is given up.</summary>
    public bool Rebill { get; init; }
}

/// <param name="Line">The invoice line's number.</param>
/// <param name="Amount">More than zero, rounded, before tax.</param>
public readonly record struct LineCredit(int Line, Money Amount);
