using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Tollgate.Storage.Index.Runs;

/// <summary>Fields of up to 64 bits at any bit of an array of words, the lowest bit first.</summary>
internal static class Bits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ReadOnlySpan<ulong> words, long at, int count)
    {
        if (count == 0)
            return 0;
        int word = unchecked((int)(at >> 6));
        int shift = unchecked((int)at & 63);
        ulong value = words[word] >> shift;
        if (shift + count > 64)
            value |= words[word + 1] << 64 - shift;
        return value & Mask(count);
    }

    /// <summary>Into bits that are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Span<ulong> words, long at, ulong value, int count)
    {
        if (count == 0)
            return;
        int word = unchecked((int)(at >> 6));
        int shift = unchecked((int)at & 63);
        words[word] |= value << shift;
        if (shift + count > 64)
            words[word + 1] |= value >> 64 - shift;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mask(int count) => count == 0 ? 0 : ulong.MaxValue >> 64 - count;

    /// <summary>How many bits a number takes.</summary>
    public static int Width(long number) => 64 - BitOperations.LeadingZeroCount(unchecked((ulong)number));

    /// <summary>The place of a one, counted from 0; there must be so many.</summary>
    public static int Select(ulong word, int nth)
    {
        if (Bmi2.X64.IsSupported)
            return BitOperations.TrailingZeroCount(Bmi2.X64.ParallelBitDeposit(1UL << nth, word));
        for (; nth > 0; nth--)
            word &= unchecked(word - 1);
        return BitOperations.TrailingZeroCount(word);
    }

    /// <summary>CRC-32C.</summary>
    public static uint Check(ReadOnlySpan<ulong> words, uint start = uint.MaxValue)
    {
        uint check = start;
        foreach (ulong word in words)
            check = BitOperations.Crc32C(check, word);
        return check;
    }
}
