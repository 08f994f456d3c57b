using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>An invoice of a contract was opened for a date; its lines are computed on demand until it is final.</summary>
public sealed record InvoiceDrafted(string InvoiceId, string AccountId, string ContractId, EffectiveAt Date, RecordedAt At) : Fact
{
    /// <summary>The account above that it is addressed to; null when its own account pays.</summary>
    public string? BillTo { get; init; }

    /// <summary>The consolidated invoice that it is a part of; null when it stands alone.</summary>
    public string? ConsolidatedIn { get; init; }
}

/// <summary>An invoice became final: numbered, with its lines for good. What is recorded after this fact is not in them.</summary>
public sealed record InvoiceFinalized(string InvoiceId, string AccountId, string ContractId, EffectiveAt Date, string Number, string LegalEntity, InvoiceContent Content, RecordedAt At) : Fact
{
    /// <summary>The date that is shown, where the one at <see cref="Date"/> fell into an accounting period that was closed.</summary>
    public EffectiveAt? DatedAt { get; init; }

    /// <summary>The invoice in whose place it is; null of a regular one, which closes a period.</summary>
    public string? Reissues { get; init; }

    /// <inheritdoc cref="InvoiceDrafted.BillTo"/>
    public string? BillTo { get; init; }

    /// <summary>The consolidated invoice that it is a part of, whose number it bears; null when it stands alone.</summary>
    public string? ConsolidatedIn { get; init; }

    /// <summary>An earlier part of the same consolidated invoice has taken the number.</summary>
    public bool SharesNumber { get; init; }

    public EffectiveAt ShownDate() => DatedAt ?? Date;
}

/// <summary>A period that has nothing to invoice was closed: usage recorded after this fact is not yet billed.</summary>
/// <param name="Boundary">The number of the period boundary at <see cref="Date"/>, the period's end.</param>
public sealed record PeriodClosed(string ContractId, long Boundary, EffectiveAt Date, RecordedAt At) : Fact;
