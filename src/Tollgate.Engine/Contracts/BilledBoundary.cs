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
    /// <summary>How many exchange rates were known when it was last compared.</summary>
    public int Rates { get; init; }

    /// <summary>Charges that wait for an exchange rate, by the version of the contract.</summary>
    public ImmutableArray<WaitingCharge> Waiting { get; init; } = [];

    /// <summary>Something of it was taken back to be billed again, and is not yet.</summary>
    public bool Rebills { get; init; }

    /// <summary>With what a document takes of an invoice's lines; one that is known already changes nothing.</summary>
    /// <param name="document">A credit note, or the invoice that is void.</param>
    internal BilledBoundary Take(string document, string invoiceId, IEnumerable<(int Line, Money Amount)> credits, bool rebill)
    {
        ImmutableArray<BilledLine> lines = Lines;
        foreach ((int number, Money amount) in credits)
        {
            int place = Lines.ToList().FindIndex(line => line.Places.Contains(new(invoiceId, number)));
            if (place >= 0 && !Lines[place].Taken.Any(taken => taken.Document == document && taken.Line == number))
                lines = lines.SetItem(place, lines[place] with { Taken = lines[place].Taken.Add(new(document, number, amount, rebill)) });
        }

        return lines == Lines ? this : this with { Lines = lines, Rebills = Rebills || rebill };
    }

    public bool Waits(Invoicing.InvoiceLine line) => Waiting.Contains(new(line.ContractVersion, line.Charge));

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

    /// <summary>The lines that say it: the first, and those that corrected it.</summary>
    public ImmutableArray<BilledPlace> Places { get; init; } = [];

    /// <summary>What credit notes and voids took of those.</summary>
    public ImmutableArray<TakenBack> Taken { get; init; } = [];

    /// <summary>What was given up: it is not billed again.</summary>
    public Money Waived => Taken.Where(taken => !taken.Rebill).Aggregate(Money.Zero, (sum, taken) => sum + taken.Amount);

    /// <summary>What still stands of it.</summary>
    public Money Standing => Taken.Aggregate(Amount, (rest, taken) => rest - taken.Amount);

    /// <summary>All of it was taken back, to be billed again.</summary>
    public bool IsAgain => !Amount.IsZero && Standing.IsZero && Taken.All(taken => taken.Rebill);

    /// <summary>What must be billed beside what stands, once it comes to so much: what was given up of it stays given up, and nobody gets more back than stands.</summary>
    internal Money Difference(Money now) => (Waived.IsZero ? now : Money.Max(Money.Zero, now - Waived)) - Standing;
}

public readonly record struct BilledPlace(string InvoiceId, int Line);

/// <param name="Document">A credit note's id, or that of the invoice that was voided.</param>
/// <param name="Line">Of which line it took.</param>
/// <param name="Rebill">It is billed again, at what it comes to then.</param>
public readonly record struct TakenBack(string Document, int Line, Money Amount, bool Rebill);

/// <param name="Version">Of the contract.</param>
public readonly record struct WaitingCharge(int Version, string Charge);
