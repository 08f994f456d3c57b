using System.Text;
using System.Text.Json;

namespace Tollgate.Server.Metering;

/// <summary>
/// The texts that requests named last, such as accounts, so that one that comes again is not made again. Each has one place, which the next text
/// with the same hash takes over; whoever chooses texts that meet gets no more than a new string each time.
/// </summary>
internal static class RecentTexts
{
    private const int Longest = 64;

    // A reference is written and read whole, so that threads need not wait for one another.
    private static readonly string?[] Places = new string?[1 << 15];

    /// <param name="reader">At a string without escapes.</param>
    /// <exception cref="InvalidOperationException">The string is no Unicode text.</exception>
    public static string Of(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> utf8 = reader.ValueSpan;
        if (utf8.Length > Longest)
            return reader.GetString()!;
        ref string? place = ref Places[PlaceOf(utf8)];
        return place is { } known && Ascii.Equals(utf8, known) ? known : place = reader.GetString()!;
    }

    private static int PlaceOf(ReadOnlySpan<byte> utf8)
    {
        uint hash = 2166136261;
        foreach (byte b in utf8)
            hash = unchecked((hash ^ b) * 16777619);
        return (int)((hash ^ (hash >> 15)) & ((1 << 15) - 1));
    }
}
