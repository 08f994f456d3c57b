namespace Tollgate.Engine;

/// <summary>
/// A decided effect, in the past tense: what the journal holds and <c>Apply</c> plays back. A fact is never decided again, so newer rules
/// replay an old journal to the same balances.
/// </summary>
public abstract record Fact;

/// <summary>Where a fact stands in its stream: the block's sequence number and the fact's place inside it, both from 0.</summary>
public readonly record struct FactPosition(long Seq, int Ordinal) : IComparable<FactPosition>
{
    public int CompareTo(FactPosition other) =>
        Seq != other.Seq ? Seq.CompareTo(other.Seq) : Ordinal.CompareTo(other.Ordinal);

    public override string ToString() => $"{Seq}.{Ordinal}";
}
