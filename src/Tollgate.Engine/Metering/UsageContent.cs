namespace Tollgate.Engine.Metering;

/// <summary>
/// A fingerprint of what an event says, to tell a repetition from another event under the same id. It tells honest mistakes apart; it is no
/// protection against somebody who wants two events to look alike.
/// </summary>
/// <remarks>FNV-1a (Fowler, Noll, Vo), 32 bits for the time in the low half and 32 for all the rest in the high half.</remarks>
public static class UsageContent
{
    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;

    public static ulong Fingerprint(UsageEvent usage)
    {
        uint rest = Add(Offset, usage.Type);
        rest = Add(rest, unchecked((ulong)(usage.Quantity?.Scaled ?? -1)));
        rest = Add(rest, unchecked((ulong)((usage.Quantity?.Scaled ?? -1) >> 64)));
        rest = Add(rest, usage.Subject ?? "\0");
        foreach (Property property in usage.Properties.Items)
            rest = Add(Add(rest, property.Name), property.Json);
        uint time = Add(Offset, unchecked((ulong)usage.Time.Microseconds));
        return ((ulong)rest << 32) | time;
    }

    /// <param name="timeGiven">False leaves the time out, since it is the receiver's own.</param>
    public static bool Same(ulong left, ulong right, bool timeGiven) => timeGiven ? left == right : left >> 32 == right >> 32;

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
