namespace Tollgate.Engine.Metering;

/// <summary>
/// A fingerprint of what an event says, to tell a repetition from another event under the same id. It tells honest mistakes apart; it is no
/// protection against somebody who wants two events to look alike.
/// </summary>
/// <remarks>
/// FNV-1a (Fowler, Noll, Vo), folded: 8 bits for the time at the low end and 16 for all the rest above. The index keeps it with every id, so that
/// it is small: of repetitions that differ in more than their time, one in 65,536 is not told apart; in nothing but their time, one in 256.
/// </remarks>
public static class UsageContent
{
    /// <summary>How many bits a fingerprint has, from the lowest on.</summary>
    public const int Bits = TimeBits + 16;

    private const int TimeBits = 8;
    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;

    public static ulong Fingerprint(UsageEvent usage) => Fingerprint(usage.Content);

    public static ulong Fingerprint(in EventContent usage)
    {
        uint rest = Add(Offset, usage.Type);
        rest = Add(rest, unchecked((ulong)(usage.Quantity?.Scaled ?? -1)));
        rest = Add(rest, unchecked((ulong)((usage.Quantity?.Scaled ?? -1) >> 64)));
        rest = Add(rest, usage.Subject ?? "\0");
        foreach (Property property in usage.Properties.Items)
            rest = Add(Add(rest, property.Name), property.Json);
        uint time = Add(Offset, unchecked((ulong)usage.Time.Microseconds));
        return (((rest >> 16) ^ (rest & 0xFFFF)) << TimeBits) | ((time ^ (time >> 8) ^ (time >> 16) ^ (time >> 24)) & 0xFF);
    }

    /// <param name="timeGiven">False leaves the time out, since it is the receiver's own.</param>
    public static bool Same(ulong left, ulong right, bool timeGiven) => timeGiven ? left == right : left >> TimeBits == right >> TimeBits;

    private static uint Add(uint hash, string text)
    {
        foreach (char c in text)
            hash = unchecked((hash ^ c) * Prime);
        // A mark between texts, so that "ab", "c" is not "a", "bc".
        return unchecked((hash ^ 0xFFFF) * Prime);
    }

    private static uint Add(uint hash, ulong number)
    {
        for (int shift = 0; shift < 64; shift += 16)
            hash = unchecked((hash ^ (uint)((number >> shift) & 0xFFFF)) * Prime);
        return hash;
    }
}
