using System.Collections.Immutable;
using Tollgate.Engine.Commitments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Contracts;

/// <summary>What was billed at one period boundary, corrections of it by later invoices among it.</summary>
/// <param name="InvoiceId">Null when there was nothing to bill.</param>
/// <param name="Number">The invoice's.</param>
/// <param name="Version">The contract's latest when it was last compared with what it ought to be.</param>
public sealed record BilledBoundary(long Boundary, string? InvoiceId, string? Number, int Version, ImmutableArray<BilledLine> Lines)
{
    /// <summary>Null when no line said anything of the charge.</summary>
    public BilledLine? Find(int version, string charge) => Lines.FirstOrDefault(line => line.Version == version && line.Charge == charge);
}

/// <summary>What one charge came to under one version of the terms.</summary>
/// <param name="Version">Of the contract.</param>
/// <param name="Number">The line's on its invoice; null when only later invoices have it.</param>
/// <param name="Amount">Rounded, all invoices together.</param>
/// <param name="Late">What of the usage behind it came after the first invoice.</param>
public sealed record BilledLine(int Version, string Charge, int? Number, Money Amount, Total Late)
{
    public LineKind Kind { get; init; }

    /// <summary>The commit that it counts toward, with what of it is at the commit's rates, all invoices together.</summary>
    public CommitUse? Commit { get; init; }
}
