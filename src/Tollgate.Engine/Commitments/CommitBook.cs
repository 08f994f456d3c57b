using System.Collections.Immutable;

namespace Tollgate.Engine.Commitments;

/// <summary>How a contract's commits stand, term by term, by what its final invoices say. The lines of an invoice that was voided stand for nothing.</summary>
public sealed class CommitBook
{
    private readonly SortedDictionary<(string Name, long Term), CommitUse> _billed = new(ByNameAndTerm);
    private readonly SortedDictionary<(string Name, long Term), CommitUse> _voided = new(ByNameAndTerm);

    internal static IComparer<(string Name, long Term)> ByNameAndTerm { get; } = Comparer<(string Name, long Term)>.Create((left, right) =>
        string.CompareOrdinal(left.Name, right.Name) is var names and not 0 ? names : left.Term.CompareTo(right.Term));

    public bool IsEmpty => _billed.Count == 0;

    /// <summary>By name and term.</summary>
    public IEnumerable<CommitUse> All => _billed.Select(term => _voided.TryGetValue(term.Key, out CommitUse? gone) ? term.Value.Minus(gone) : term.Value);

    internal void Bill(CommitUse use) => Add(_billed, use);

    internal void Void(CommitUse use) => Add(_voided, use);

    /// <summary>Without what was voided: who takes a state up again is told of voids anew.</summary>
    internal ImmutableArray<CommitUse> Carry() => [.. _billed.Values];

    private static void Add(SortedDictionary<(string Name, long Term), CommitUse> sums, CommitUse use)
    {
        (string, long) key = (use.Name, use.Term);
        CommitUse sum = sums.GetValueOrDefault(key) ?? new CommitUse(use.Name, use.Term);
        sums[key] = sum.Plus(use);
    }
}
