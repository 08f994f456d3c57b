using System.Numerics;
using System.Runtime.InteropServices;

namespace Tollgate.Storage.Index.Runs;

/// <summary>What has to be known of a run's entries before the first is written.</summary>
/// <param name="AtMost">No more entries than this.</param>
internal readonly record struct RunShape(IndexKind Kind, long AtMost, long FirstSeq, long LastSeq, long Latest, int MaxOrdinal)
{
    /// <summary>Receipts and idempotency keys carry no mark of content.</summary>
    public int MarkBits => Kind == IndexKind.Event ? Engine.Metering.UsageContent.Bits : 0;
}

/// <summary>
/// Writes a run of ids from entries in ascending order. Pages go to the file at once; what is held in memory of a run is written behind them.
/// </summary>
internal sealed class RunWriter
{
    public const int TagBits = 11;
    public const int SliceBits = 5;
    public const int BucketsInSlice = 1 << SliceBits;

    private readonly INewRunFile _file;
    private readonly RunFooter _footer;
    private readonly uint[] _ranks;
    private readonly ulong[] _bits;
    private readonly ulong[] _page = new ulong[Page.Words];
    private readonly RecordLayout _records;
    private readonly int _bucketShift;
    private readonly int _restBits;
    private readonly List<ushort> _tags = [];
    private readonly List<byte> _buckets = [];
    private long _slice;
    private long _count;
    private long _pages;
    private int _onPage;

    public RunWriter(INewRunFile file, RunShape shape)
    {
        _file = file;
        int bucketBits = Math.Max(SliceBits, BitOperations.Log2((ulong)Math.Max(1, shape.AtMost)));
        _footer = new(shape.Kind, 0, shape.FirstSeq, shape.LastSeq, shape.Latest, bucketBits, TagBits, shape.MarkBits, shape.MaxOrdinal, 0, 0, 0);
        _records = new(_footer);
        _bucketShift = 64 - bucketBits;
        _restBits = 64 - bucketBits - TagBits;
        long slices = 1L << bucketBits - SliceBits;
        _ranks = new uint[slices + 1];
        _bits = new ulong[WordsFor(shape.AtMost, slices)];
    }

    /// <summary>Bits before a slice: a one for the end of each bucket, a zero and a tag for each entry.</summary>
    public static long BitOf(long slice, long rank) => (slice << SliceBits) + rank * (1 + TagBits);

    /// <param name="entry">Not before the one that was added last.</param>
    public void Add(in RunEntry entry)
    {
        ulong bucket = entry.High >> _bucketShift;
        long slice = unchecked((long)(bucket >> SliceBits));
        while (_slice < slice)
            EndSlice();
        _buckets.Add(unchecked((byte)(bucket & (BucketsInSlice - 1))));
        _tags.Add(unchecked((ushort)(entry.High >> _restBits & (1 << TagBits) - 1)));
        AddRecord(entry);
        _count++;
    }

    /// <summary>Writes what is left, and makes the run durable.</summary>
    public RunFooter Finish()
    {
        while (_slice < _ranks.Length - 1)
            EndSlice();
        if (_onPage > 0)
            EndPage();
        ReadOnlySpan<ulong> bits = _bits.AsSpan(0, WordsFor(_count, _ranks.Length - 1));
        ulong[] ranks = new ulong[(_ranks.Length + 1) / 2];
        _ranks.CopyTo(MemoryMarshal.Cast<ulong, uint>(ranks.AsSpan()));
        _file.Write(MemoryMarshal.AsBytes(ranks.AsSpan()));
        _file.Write(MemoryMarshal.AsBytes(bits));
        RunFooter footer = _footer with
        {
            Count = _count,
            Pages = _pages,
            ResidentWords = ranks.Length + bits.Length,
            ResidentCheck = Bits.Check(bits, Bits.Check(ranks)),
        };
        _file.Write(footer.ToBytes());
        _file.Keep();
        return footer;
    }

    // One word more than the bits take, so that a field can always be read as two words.
    public static int WordsFor(long count, long slices) => checked((int)((BitOf(slices, count) >> 6) + 2));

    private void EndSlice()
    {
        long at = BitOf(_slice, _ranks[_slice]);
        int bucket = 0;
        foreach (byte of in _buckets)
        {
            for (; bucket < of; bucket++)
                Bits.Write(_bits, at++, 1, 1);
            at++;
        }

        for (; bucket < BucketsInSlice; bucket++)
            Bits.Write(_bits, at++, 1, 1);
        foreach (ushort tag in _tags)
        {
            Bits.Write(_bits, at, tag, TagBits);
            at += TagBits;
        }

        _ranks[_slice + 1] = checked((uint)(_ranks[_slice] + _tags.Count));
        _slice++;
        _buckets.Clear();
        _tags.Clear();
    }

    private void AddRecord(in RunEntry entry)
    {
        _records.Write(_page, _onPage, entry);
        if (++_onPage == _records.OnPage)
            EndPage();
    }

    private void EndPage()
    {
        Page.Seal(_page, _pages++);
        _file.Write(MemoryMarshal.AsBytes(_page.AsSpan()));
        _page.AsSpan().Clear();
        _onPage = 0;
    }
}
