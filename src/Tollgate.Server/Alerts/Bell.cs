namespace Tollgate.Server.Alerts;

/// <summary>Wakes everybody who waits. Who takes <see cref="Next"/> before he looks for work misses no ring.</summary>
public sealed class Bell
{
    private TaskCompletionSource _next = Silent();

    /// <summary>Completes with the next ring.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Ring() => Interlocked.Exchange(ref _next, Silent()).SetResult();

    // Whoever wakes must not run in the ringer's thread.
    private static TaskCompletionSource Silent() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
