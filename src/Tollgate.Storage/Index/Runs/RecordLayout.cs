namespace Tollgate.Storage.Index.Runs;

/// <summary>How the records of a run stand on its pages: the bits of the key that neither bucket nor tag tells, the place of the fact, and the mark.</summary>
internal sealed class RecordLayout
{
    private const int LowBits = RunEntry.KeyBits - 64;

    private readonly long _firstSeq;
    private readonly int _restBits;
    private readonly int _seqBits;
    private readonly int _ordinalBits;
    private readonly int _markBits;
    private readonly int _bits;

    public RecordLayout(in RunFooter footer)
    {
        _firstSeq = footer.FirstSeq;
        _restBits = 64 - footer.BucketBits - footer.TagBits;
        _seqBits = Bits.Width(footer.LastSeq - footer.FirstSeq);
        _ordinalBits = Bits.Width(footer.MaxOrdinal);
        _markBits = footer.MarkBits;
        _bits = _restBits + LowBits + _seqBits + _ordinalBits + _markBits;
        OnPage = Page.Bits / _bits;
    }

    /// <summary>Records on a page.</summary>
    public int OnPage { get; }

    /// <param name="page">With zeros where the record is to stand.</param>
    public void Write(Span<ulong> page, long place, in RunEntry entry)
    {
        long at = place * _bits;
        Bits.Write(page, at, entry.High & Bits.Mask(_restBits), _restBits);
        at += _restBits;
        Bits.Write(page, at, entry.Low >> 64 - LowBits, LowBits);
        at += LowBits;
        Bits.Write(page, at, unchecked((ulong)(entry.Seq - _firstSeq)), _seqBits);
        at += _seqBits;
        Bits.Write(page, at, unchecked((uint)entry.Ordinal), _ordinalBits);
        Bits.Write(page, at + _ordinalBits, entry.Mark, _markBits);
    }

    /// <param name="high">The key's bucket and tag, at the top; what stands below is not looked at.</param>
    public RunEntry Read(ReadOnlySpan<ulong> page, long place, ulong high)
    {
        long at = place * _bits;
        ulong rest = Bits.Read(page, at, _restBits);
        at += _restBits;
        ulong low = Bits.Read(page, at, LowBits) << 64 - LowBits;
        at += LowBits;
        ulong seq = Bits.Read(page, at, _seqBits);
        at += _seqBits;
        ulong ordinal = Bits.Read(page, at, _ordinalBits);
        ulong mark = Bits.Read(page, at + _ordinalBits, _markBits);
        return new(high & ~Bits.Mask(_restBits) | rest, low, unchecked(_firstSeq + (long)seq), unchecked((int)ordinal), unchecked((uint)mark));
    }
}
