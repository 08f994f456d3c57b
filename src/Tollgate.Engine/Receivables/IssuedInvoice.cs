using System.Collections.Immutable;
using Tollgate.Engine.Commitments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Receivables;

/// <summary>A final invoice as far as credit notes, voids and disputes need it: amounts, and no tiers or words.</summary>
/// <param name="Date">As it is shown: in no accounting period that was closed by then.</param>
/// <param name="Total">What was due of it: with tax, and without what wallets paid.</param>
/// <param name="Lines">Line n stands at n - 1.</param>
public sealed record IssuedInvoice(
    string Id,
    string AccountId,
    string ContractId,
    string Number,
    string LegalEntity,
    string Currency,
    EffectiveAt Date,
    Money Total,
    ImmutableArray<IssuedLine> Lines,
    ImmutableArray<TaxLine> Taxes,
    RecordedAt FinalizedAt
)
{
    /// <inheritdoc cref="InvoiceDrafted.BillTo"/>
    public string? BillTo { get; init; }

    /// <inheritdoc cref="InvoiceDrafted.ConsolidatedIn"/>
    public string? ConsolidatedIn { get; init; }

    public static IssuedInvoice Of(InvoiceFinalized final) => new(
        final.InvoiceId,
        final.AccountId,
        final.ContractId,
        final.Number,
        final.LegalEntity,
        final.Content.Currency,
        final.ShownDate(),
        final.Content.Total,
        [.. final.Content.Lines.Select(line => new IssuedLine(line.Amount, line.Paid) { Commit = line.Commit, PaidByCommit = line.Kind == LineKind.Unused ? line.Paid : line.Commit?.Drawn ?? Money.Zero })],
        final.Content.Taxes,
        final.At
    )
    {
        BillTo = final.BillTo,
        ConsolidatedIn = final.ConsolidatedIn,
    };
}

/// <param name="Amount">Rounded, before tax.</param>
/// <param name="Paid">What wallets paid of it.</param>
public readonly record struct IssuedLine(Money Amount, Money Paid)
{
    /// <summary>What it does to a commit of the contract; null when nothing.</summary>
    public CommitUse? Commit { get; init; }

    /// <summary>What of <see cref="Paid"/> a prepaid commit paid.</summary>
    public Money PaidByCommit { get; init; }
}
