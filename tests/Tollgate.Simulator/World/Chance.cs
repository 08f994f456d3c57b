namespace Tollgate.Simulator.World;

/// <summary>Chance that is the same on every machine: SplitMix64 (Steele, Lea, Flood). Each step has its own, so that leaving one out changes no other.</summary>
internal sealed class Chance(ulong state)
{
    private ulong _state = state;

    public static Chance Of(ulong seed, long what, long which = 0)
    {
        var mixed = new Chance(seed);
        mixed._state ^= mixed.Next() ^ unchecked((ulong)what * 0xD6E8FEB86659FD93);
        mixed._state ^= mixed.Next() ^ unchecked((ulong)which * 0xA0761D6478BD642F);
        return mixed;
    }

    public ulong Next()
    {
        unchecked
        {
            ulong z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>From 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public long Below(long bound) => (long)(Next() % (ulong)bound);

    /// <summary>Both inclusive.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    public bool Percent(int percent) => Below(100) < percent;

    public T Of<T>(IReadOnlyList<T> some) => some[Below(some.Count)];
}
