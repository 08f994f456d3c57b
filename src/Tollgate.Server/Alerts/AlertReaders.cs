namespace Tollgate.Server.Alerts;

/// <summary>How many read an environment's alerts at the moment: each holds a connection, so that there is an end to it.</summary>
public sealed class AlertReaders
{
    public const int Most = 200;

    private int _count;

    /// <returns>Null when there are too many; else to be disposed when the reader goes.</returns>
    public IDisposable? Take()
    {
        if (Interlocked.Increment(ref _count) <= Most)
            return new Seat(this);
        Interlocked.Decrement(ref _count);
        return null;
    }

    private sealed class Seat(AlertReaders of) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref of._count);
    }
}
