using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>An invoice of a contract was opened for a date; its lines are computed on demand until it is final.</summary>
public sealed record InvoiceDrafted(string InvoiceId, string AccountId, string ContractId, EffectiveAt Date, RecordedAt At) : Fact;

/// <summary>An invoice became final: numbered, with its lines for good. What is recorded after this fact is not in them.</summary>
public sealed record InvoiceFinalized(string InvoiceId, string AccountId, string ContractId, EffectiveAt Date, string Number, string LegalEntity, InvoiceContent Content, RecordedAt At) : Fact;
