using System.Collections.Immutable;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// Brings a contract's invoices up to an instant: opens those dated until then, and makes those final whose grace window is over. Saying it
/// again changes nothing.
/// </summary>
public sealed record BillContract(string ContractId, EffectiveAt Until) : Command<ContractBilled>;

/// <param name="More">There are more periods than one step takes: say it again.</param>
public sealed record ContractBilled(ImmutableArray<string> Drafted, ImmutableArray<string> Finalized, bool More);

/// <summary>Makes a consolidated invoice final, with all its parts.</summary>
/// <param name="Until">As far as a run goes: it is left alone until its day and its grace window are over. Null makes it final now.</param>
public sealed record FinalizeConsolidated(string Id, EffectiveAt? Until) : Command<ConsolidatedFinal>;

/// <param name="Number">Null when it is not its time yet.</param>
/// <param name="Finalized">Its parts.</param>
public sealed record ConsolidatedFinal(string Id, string? Number, ImmutableArray<string> Finalized);

/// <summary>Makes a draft final now, without waiting for its grace window.</summary>
public sealed record FinalizeInvoice(string InvoiceId) : Command<InvoiceFinalized>
{
    /// <summary>Taxes that somebody else worked out, instead of the environment's table; null takes the table.</summary>
    public ImmutableArray<BroughtTax>? Taxes { get; init; }
}
