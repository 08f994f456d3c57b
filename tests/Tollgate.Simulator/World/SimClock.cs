using Tollgate.Engine.Time;

namespace Tollgate.Simulator.World;

/// <summary>A wall clock that jumps both ways, and beside it a steady one that does not.</summary>
internal sealed class SimClock : TimeProvider
{
    public const long Second = 1_000_000;
    public const long Hour = 3600 * Second;
    public const long Day = 24 * Hour;

    /// <summary>2026-01-10T00:00:00Z.</summary>
    public const long Start = 1_768_003_200L * Second;

    private long _wall = Start;
    private long _steady;

    /// <summary>Microseconds since 1970.</summary>
    public long Wall => _wall;

    /// <summary>The latest that the wall clock ever showed.</summary>
    public long Latest { get; private set; } = Start;

    /// <summary>How much time has gone by, in microseconds.</summary>
    public long Elapsed => _steady;

    public RecordedAt Real => new(_wall);

    public override long TimestampFrequency => Second;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddMicroseconds(_wall);

    public override long GetTimestamp() => _steady;

    public void Pass(long microseconds)
    {
        _steady += microseconds;
        Jump(microseconds);
    }

    public void Jump(long microseconds)
    {
        _wall += microseconds;
        Latest = Math.Max(Latest, _wall);
    }
}
