using System.Numerics;

namespace Tollgate.Simulator.Model;

/// <summary>
/// A throttle as a bucket: each unit that passes fills it by an interval of time, it empties as time goes by, and holds a burst. (What the product keeps is
/// the instant at which it will be empty.) In nanoseconds.
/// </summary>
/// <param name="empty">When it will be empty; null when nothing was ever in it.</param>
internal sealed class Bucket(ThrottleSaid terms, decimal? empty, long now)
{
    private const int Digits = 1_000_000_000;

    private readonly decimal _interval = Math.Floor(Digits * (terms.Per switch { "s" => 1m, "min" => 60m, _ => 3600m }) / terms.Rate);
    private readonly decimal _now = now * 1000m;

    private decimal Level => Math.Max((empty ?? 0) - _now, 0);

    private decimal Free => Cost(terms.Burst) - Level;

    /// <summary>Units that pass now, to the ninth digit.</summary>
    public decimal Room => Free <= 0 ? 0 : Math.Min(terms.Burst, (decimal)BigInteger.Divide((BigInteger)Free * Digits, (BigInteger)_interval) / Digits);

    /// <summary>When it will be empty once so many units have passed.</summary>
    public decimal After(decimal units) => _now + Level + Cost(units);

    /// <summary>Milliseconds until further units pass behind others that pass now; null for more than ever fit.</summary>
    public decimal? Wait(decimal units, decimal behind) => units > terms.Burst ? null : Math.Max(1, Math.Ceiling((Cost(behind) + Cost(units) - Free) / 1_000_000));

    private decimal Cost(decimal units) => Math.Ceiling(units * _interval);
}
