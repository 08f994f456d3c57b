namespace Tollgate.Engine.Catalog;

/// <summary>How long a seat is held.</summary>
public enum SeatType
{
    /// <summary>Until it is returned: it is assigned to somebody.</summary>
    Named,

    /// <summary>As long as heartbeats come: it is checked out by whoever works now.</summary>
    Concurrent,
}

/// <summary>How the seats of a feature are held.</summary>
/// <param name="HeartbeatMicroseconds">Of concurrent seats: how long one is held without a heartbeat. 0 of named ones, which need none.</param>
/// <param name="SkewMicroseconds">How much later a silent one is given to others, since clocks and networks are not exact.</param>
public sealed record SeatTerms(SeatType Type, long HeartbeatMicroseconds, long SkewMicroseconds)
{
    /// <summary>The most seats that can be sold by number.</summary>
    public const int MostSeats = 1_000_000_000;

    /// <summary>A price of seats can be told for so many at least.</summary>
    internal static readonly Numbers.Quantity LeastTold = 100_000_000;

    public const long LeastHeartbeat = 1_000_000;

    /// <summary>A week.</summary>
    public const long MostHeartbeat = 7 * 24 * 3_600_000_000L;

    public const long DefaultSkew = 30_000_000;

    /// <summary>An hour.</summary>
    public const long MostSkew = 3_600_000_000;

    public static readonly SeatTerms Named = new(SeatType.Named, 0, 0);
}
