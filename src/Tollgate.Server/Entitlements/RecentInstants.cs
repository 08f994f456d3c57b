using Tollgate.Engine.Time;

namespace Tollgate.Server.Entitlements;

/// <summary>Texts of the instants at which periods begin and end: every decision shows two, and all accounts share a few.</summary>
internal static class RecentInstants
{
    private static readonly Entry?[] Kept = new Entry?[256];

    private sealed record Entry(long Microseconds, string Text);

    public static string TextOf(EffectiveAt instant)
    {
        ulong spread = unchecked((ulong)instant.Microseconds * 0x9E37_79B9_7F4A_7C15);
        ref Entry? place = ref Kept[spread >> 56];
        // An entry is whole or another's, whichever thread put it there last.
        Entry? there = Volatile.Read(ref place);
        if (there is not null && there.Microseconds == instant.Microseconds)
            return there.Text;
        var made = new Entry(instant.Microseconds, instant.ToString());
        Volatile.Write(ref place, made);
        return made.Text;
    }

    public static string? TextOf(EffectiveAt? instant) => instant is { } known ? TextOf(known) : null;
}
