namespace Tollgate.Engine.Invoicing;

/// <summary>Whom an invoice is for, and what it is a part of; settled when it is opened.</summary>
/// <param name="BillTo">The account above that it is addressed to; null when its own account pays.</param>
/// <param name="ConsolidatedIn">The consolidated invoice that it is a part of; null when it stands alone.</param>
public readonly record struct Addressing(string? BillTo, string? ConsolidatedIn);
