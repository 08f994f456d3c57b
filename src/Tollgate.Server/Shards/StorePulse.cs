using Tollgate.Storage.Installation;

namespace Tollgate.Server.Shards;

/// <summary>
/// Whether the store answers and the installation lives there, for whoever asks how the server is. A stream that nobody writes to does not notice
/// that its database is gone; this does.
/// </summary>
public sealed class StorePulse(IStore store, TimeProvider time)
{
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _asking = new();
    private Task<bool>? _asked;
    private long _askedAt;

    /// <summary>Asks the store, or takes what it said within the last second: however many want to know, one question is on its way.</summary>
    /// <returns>False also when there is no answer within two seconds.</returns>
    public async Task<bool> Beats()
    {
        try
        {
            return await Asked().WaitAsync(Patience, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private Task<bool> Asked()
    {
        lock (_asking)
        {
            if (_asked is null || (_asked.IsCompleted && time.GetElapsedTime(_askedAt) >= AtMostEvery))
            {
                _askedAt = time.GetTimestamp();
                _asked = Task.Run(Ask);
            }

            return _asked;
        }
    }

    private bool Ask()
    {
        try
        {
            return store.Standing == StoreStanding.Home;
        }
        catch (Exception)
        {
            // What is wrong is told by the stream that meets it; here it is only that something is.
            return false;
        }
    }
}
