using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Commitments;

/// <summary>What an invoice line does to a commit in one of its terms; summed up over lines, how the term stands.</summary>
/// <param name="Term">From 0.</param>
public sealed record CommitUse(string Name, long Term)
{
    /// <summary>What of the line counts toward the commit: its rounded amount, before anything paid it.</summary>
    public Money Counted { get; init; }

    /// <summary>What a prepaid commit paid of it.</summary>
    public Money Drawn { get; init; }

    /// <summary>What was billed in advance, to be drawn down.</summary>
    public Money Advanced { get; init; }

    /// <summary>What was settled at the term's end: a true-up, or what was left unused.</summary>
    public Money Settled { get; init; }

    /// <summary>What of <see cref="Counted"/> is at the commit's own rates; null where it has none for the charge.</summary>
    public Money? AtRates { get; init; }

    internal CommitUse Plus(CommitUse other) => this with
    {
        Counted = Counted + other.Counted,
        Drawn = Drawn + other.Drawn,
        Advanced = Advanced + other.Advanced,
        Settled = Settled + other.Settled,
    };

    internal CommitUse Minus(CommitUse other) => this with
    {
        Counted = Counted - other.Counted,
        Drawn = Drawn - other.Drawn,
        Advanced = Advanced - other.Advanced,
        Settled = Settled - other.Settled,
    };
}
