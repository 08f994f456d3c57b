using System.Runtime.InteropServices;

namespace Tollgate.Storage.Index.Runs;

/// <summary>4096 bytes of a run: 511 words, and one with their CRC-32C, which begins with the page's number.</summary>
internal static class Page
{
    public const int Size = 4096;
    public const int Words = Size / sizeof(ulong);
    public const int Bits = (Words - 1) * 64;

    public static void Seal(Span<ulong> page, long number) => page[Words - 1] = CheckOf(page, number);

    /// <exception cref="RunDamagedException">It is not the page that was written.</exception>
    public static void Verify(ReadOnlySpan<ulong> page, long number, string file)
    {
        if (page[Words - 1] != CheckOf(page, number))
            throw new RunDamagedException(file, $"the checksum of page {number} does not match");
    }

    /// <exception cref="RunDamagedException">It cannot be read, or is not the page that was written.</exception>
    /// <exception cref="ObjectDisposedException">The run was closed.</exception>
    public static void Read(IRunFile file, string name, long number, Span<ulong> to)
    {
        try
        {
            file.Read(number * Size, MemoryMarshal.AsBytes(to[..Words]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunDamagedException(name, $"page {number} cannot be read: {e.Message}", e);
        }

        Verify(to[..Words], number, name);
    }

    private static ulong CheckOf(ReadOnlySpan<ulong> page, long number) =>
        Runs.Bits.Check(page[..(Words - 1)], unchecked((uint)number * 2654435761u ^ 0x5447504Du));
}
