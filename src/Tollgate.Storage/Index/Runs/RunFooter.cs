using System.Runtime.InteropServices;

namespace Tollgate.Storage.Index.Runs;

/// <summary>The last 128 bytes of a run: what it holds and how it is laid out. See docs/reference/run-format.md.</summary>
/// <param name="Count">How many ids, or stays of an account in a block.</param>
/// <param name="FirstSeq">The first block it speaks of, and <paramref name="LastSeq"/> the last.</param>
/// <param name="Latest">The latest instant in it, in microseconds: from then on its ids are remembered for their time.</param>
/// <param name="MaxOrdinal">The largest place of a fact within its block.</param>
/// <param name="Pages">Pages of 4096 bytes at the beginning of the file.</param>
/// <param name="ResidentWords">Words of 8 bytes behind them, which are held in memory.</param>
internal readonly record struct RunFooter(
    IndexKind Kind,
    long Count,
    long FirstSeq,
    long LastSeq,
    long Latest,
    int BucketBits,
    int TagBits,
    int MarkBits,
    int MaxOrdinal,
    long Pages,
    long ResidentWords,
    uint ResidentCheck
)
{
    public const int Length = Words * sizeof(ulong);

    private const int Words = 16;
    private const ulong Magic = 0x31304E5552474754; // "TGGRUN01"

    public long FileLength => (Pages * Page.Size) + (ResidentWords * sizeof(ulong)) + Length;

    /// <summary>The checksum of all the above.</summary>
    public uint Check => unchecked((uint)ToWords()[^1]);

    public byte[] ToBytes() => MemoryMarshal.AsBytes(ToWords().AsSpan()).ToArray();

    private ulong[] ToWords()
    {
        ulong[] words = new ulong[Words];
        long[] numbers =
        [
            (long)Kind, Count, FirstSeq, LastSeq, Latest, BucketBits, TagBits, MarkBits, MaxOrdinal, Pages, ResidentWords, ResidentCheck,
        ];
        words[0] = Magic;
        for (int i = 0; i < numbers.Length; i++)
            words[i + 1] = unchecked((ulong)numbers[i]);
        words[^1] = Bits.Check(words.AsSpan(0, Words - 1));
        return words;
    }

    /// <exception cref="RunDamagedException">It is no footer, or not that of this file.</exception>
    public static RunFooter Read(string name, IRunFile file)
    {
        if (file.Length < Length)
            throw new RunDamagedException(name, $"it has {file.Length} bytes, fewer than the end of a run");
        ulong[] words = new ulong[Words];
        file.Read(file.Length - Length, MemoryMarshal.AsBytes(words.AsSpan()));
        if (words[0] != Magic)
            throw new RunDamagedException(name, "it does not end as a run of a version that this program knows; it was cut, or is another file");
        if (words[^1] != Bits.Check(words.AsSpan(0, Words - 1)))
            throw new RunDamagedException(name, "the checksum of its last 128 bytes does not match");
        long[] n = Array.ConvertAll(words, word => unchecked((long)word));
        var footer = new RunFooter((IndexKind)n[1], n[2], n[3], n[4], n[5], (int)n[6], (int)n[7], (int)n[8], (int)n[9], n[10], n[11], (uint)n[12]);
        return footer.FileLength == file.Length
            ? footer
            : throw new RunDamagedException(name, $"it has {file.Length} bytes, and should have {footer.FileLength}");
    }
}
