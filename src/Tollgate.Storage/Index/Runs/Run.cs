using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Tollgate.Storage.Index.Runs;

/// <summary>
/// An immutable sorted run of ids. What it holds in memory, about 13.5 bits an id, tells of an id that is not in it, but for one in some thousand,
/// that it is not; only then a page is read. Safe for any thread.
/// </summary>
internal sealed class Run : IRun
{
    private const int CacheLine = 64;

    private readonly IRunFile _file;
    private readonly uint[] _ranks;
    private readonly ulong[] _bits;
    private readonly int _bucketShift;

    private Run(string name, IRunFile file, RunFooter footer, uint[] ranks, ulong[] bits)
    {
        Name = name;
        _file = file;
        Footer = footer;
        _ranks = ranks;
        _bits = bits;
        _bucketShift = 64 - footer.BucketBits;
        Records = new(footer);
    }

    public string Name { get; }

    public RunFooter Footer { get; }

    /// <inheritdoc/>
    public long Newest { get; init; }

    public RecordLayout Records { get; }

    public long ResidentBytes => (_ranks.Length * (long)sizeof(uint)) + (_bits.Length * (long)sizeof(ulong));

    /// <summary>Pages that were read, for nothing or not.</summary>
    public long PagesRead => Interlocked.Read(ref _pagesRead);

    private long _pagesRead;

    /// <exception cref="RunDamagedException">It is not whole. Of its pages each is checked when it is read.</exception>
    public static Run Open(string name, IRunFile file, RunFooter footer, long newest)
    {
        long slices = 1L << footer.BucketBits - RunWriter.SliceBits;
        ulong[] rankWords = new ulong[(slices + 2) / 2];
        ulong[] bits = new ulong[RunWriter.WordsFor(footer.Count, slices)];
        if (footer.TagBits != RunWriter.TagBits || footer.ResidentWords != rankWords.Length + bits.Length)
            throw new RunDamagedException(name, "its parts do not have the lengths that its end announces");
        file.Read(footer.Pages * Page.Size, MemoryMarshal.AsBytes(rankWords.AsSpan()));
        file.Read((footer.Pages * Page.Size) + (rankWords.Length * (long)sizeof(ulong)), MemoryMarshal.AsBytes(bits.AsSpan()));
        if (Bits.Check(bits, Bits.Check(rankWords)) != footer.ResidentCheck)
            throw new RunDamagedException(name, "the checksum of its filter does not match");
        uint[] ranks = MemoryMarshal.Cast<ulong, uint>(rankWords)[..(int)(slices + 1)].ToArray();
        return new(name, file, footer, ranks, bits) { Newest = newest };
    }

    /// <summary>
    /// Has the processor fetch where a slice begins, ahead of a question. Each run costs a question two waits for memory; asked ahead for all
    /// runs, they are waited for together.
    /// </summary>
    public unsafe void PrefetchRank(ulong high)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref _ranks[SliceOf(high)]));
    }

    /// <summary>The same for the slice itself, when it is known where it begins.</summary>
    public unsafe void PrefetchSlice(ulong high)
    {
        if (!Sse.IsSupported)
            return;
        long slice = SliceOf(high);
        ref ulong first = ref _bits[RunWriter.BitOf(slice, _ranks[slice]) >> 6];
        Sse.Prefetch0(Unsafe.AsPointer(ref first));
        Sse.Prefetch0((byte*)Unsafe.AsPointer(ref first) + CacheLine);
    }

    /// <summary>The newest entry of a key.</summary>
    /// <exception cref="RunDamagedException">The page it would stand on is not what was written.</exception>
    /// <exception cref="ObjectDisposedException">The run was merged into another since.</exception>
    public bool TryFind(ulong high, ulong low, out RunEntry found)
    {
        (long from, long to) = Candidates(high);
        if (from != to)
            return TryRead(from, to, high, low, out found);
        found = default;
        return false;
    }

    /// <summary>Every entry of a key, the oldest first.</summary>
    /// <inheritdoc cref="TryFind"/>
    public void FindAll(ulong high, ulong low, List<RunEntry> found)
    {
        (long from, long to) = Candidates(high);
        if (from == to)
            return;
        var pages = new RunPages(this, _file);
        for (long rank = from; rank < to; rank++)
        {
            RunEntry entry = pages.Entry(rank, high);
            if (entry.High == high && entry.Low == low)
                found.Add(entry);
        }
    }

    public RunCursor Read() => new(this, _file, _ranks, _bits);

    public void Verify(CancellationToken cancel)
    {
        Span<ulong> page = stackalloc ulong[Page.Words];
        for (long i = 0; i < Footer.Pages; i++)
        {
            cancel.ThrowIfCancellationRequested();
            Page.Read(_file, Name, i, page);
        }
    }

    public void Dispose() => _file.Dispose();

    internal void CountPage() => Interlocked.Increment(ref _pagesRead);

    /// <summary>The ranks between the first and the last entry with the key's bucket and tag.</summary>
    private (long From, long To) Candidates(ulong high)
    {
        ulong bucket = high >> _bucketShift;
        long slice = unchecked((long)(bucket >> RunWriter.SliceBits));
        uint rank = _ranks[slice];
        int count = unchecked((int)(_ranks[slice + 1] - rank));
        if (count == 0)
            return default;

        int nth = unchecked((int)bucket & (RunWriter.BucketsInSlice - 1));
        long start = RunWriter.BitOf(slice, rank);
        (int from, int to) = Bucket(start, nth);
        if (from == to)
            return default;
        ulong tag = high >> _bucketShift - RunWriter.TagBits & (1 << RunWriter.TagBits) - 1;
        long tags = start + count + RunWriter.BucketsInSlice;
        while (from < to && Bits.Read(_bits, tags + from * RunWriter.TagBits, RunWriter.TagBits) != tag)
            from++;
        while (from < to && Bits.Read(_bits, tags + (to - 1) * RunWriter.TagBits, RunWriter.TagBits) != tag)
            to--;
        return from == to ? default : (rank + from, rank + to);
    }

    /// <summary>Where the entries of a bucket begin and end within their slice: between the one that ends the bucket before it and its own.</summary>
    private (int From, int To) Bucket(long start, int nth)
    {
        int from = 0;
        int passedOnes = 0;
        for (int passed = 0; ; passed += 64)
        {
            ulong word = Bits.Read(_bits, start + passed, 64);
            int ones = passedOnes + BitOperations.PopCount(word);
            if (nth > passedOnes && nth <= ones)
                from = passed + Bits.Select(word, nth - 1 - passedOnes) - (nth - 1);
            if (nth < ones)
                return (from, passed + Bits.Select(word, nth - passedOnes) - nth);
            passedOnes = ones;
        }
    }

    private long SliceOf(ulong high) => unchecked((long)(high >> _bucketShift >> RunWriter.SliceBits));

    private bool TryRead(long from, long to, ulong high, ulong low, out RunEntry found)
    {
        var pages = new RunPages(this, _file);
        for (long rank = to - 1; rank >= from; rank--)
        {
            found = pages.Entry(rank, high);
            if (found.High == high && found.Low == low)
                return true;
        }

        found = default;
        return false;
    }
}
