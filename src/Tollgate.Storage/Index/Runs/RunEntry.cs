namespace Tollgate.Storage.Index.Runs;

/// <summary>One id of a run: the bits of its key that a run keeps, where its fact stands, and what the fact said.</summary>
/// <param name="High">The key's highest 64 bits.</param>
/// <param name="Low">Its further bits, at the top; all others are 0.</param>
/// <param name="Mark">The mark of the first receipt's content; 0 where the kind has none.</param>
internal readonly record struct RunEntry(ulong High, ulong Low, long Seq, int Ordinal, uint Mark)
{
    /// <summary>
    /// How many bits of a key a run keeps. Of 100,000,000 ids in the window, a new one is taken for a known one with a probability of 2 in 10^20.
    /// </summary>
    public const int KeyBits = 92;

    private const ulong LowMask = ulong.MaxValue << 128 - KeyBits;

    public static RunEntry Of(UInt128 bits, long seq, int ordinal, uint mark) => new(HighOf(bits), LowOf(bits), seq, ordinal, mark);

    public static ulong HighOf(UInt128 bits) => unchecked((ulong)(bits >> 64));

    public static ulong LowOf(UInt128 bits) => unchecked((ulong)bits) & LowMask;

    public bool SameKey(in RunEntry other) => High == other.High && Low == other.Low;

    public bool IsBefore(in RunEntry other)
    {
        if (High != other.High)
            return High < other.High;
        if (Low != other.Low)
            return Low < other.Low;
        return Seq != other.Seq ? Seq < other.Seq : Ordinal < other.Ordinal;
    }
}
