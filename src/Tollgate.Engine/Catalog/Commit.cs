using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

public enum CommitKind
{
    /// <summary>What a term's usage falls short of it is billed when the term ends.</summary>
    Postpaid,

    /// <summary>Billed when a term begins, and drawn down by the term's usage.</summary>
    Prepaid,
}

/// <summary>For how long an amount is promised, counted from when the contract takes the commit up.</summary>
public enum CommitTerm
{
    /// <summary>Once, for all of the contract.</summary>
    Contract,
    Month,
    Quarter,
    Year,
}

/// <summary>A promise to spend an amount on usage in each of its terms.</summary>
/// <param name="Name">Also what its lines are called; no charge of the plan has it.</param>
/// <param name="Amount">For each term, rounded to the currency.</param>
/// <param name="Charges">The names of the usage charges whose lines count; empty is all.</param>
/// <param name="Rates">By the name of a charge: what usage costs as far as the commit covers it.</param>
public sealed record Commit(string Name, CommitKind Kind, Money Amount, CommitTerm Term, ImmutableArray<string> Charges, ImmutableSortedDictionary<string, Price> Rates)
{
    /// <summary>What is left of a prepaid one goes on into the next term; else it is forfeited when its term ends.</summary>
    public bool Rollover { get; init; }

    /// <summary>The general-ledger account of what is billed for the commit itself.</summary>
    public string? GlAccount { get; init; }

    /// <summary>What kind of thing it is, for the table of taxes.</summary>
    public string? TaxCategory { get; init; }

    public bool Counts(Charge charge) => charge.Meter is not null && (Charges.IsEmpty || Charges.Contains(ChargeNames.Of(charge.Name)));
}
