using Tollgate.Storage.HighWater;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>What a stream needs now and then, away from the way of a commit: its high-water mark, and a checkpoint of its journal.</summary>
/// <param name="noteCheckpoint">Told what each checkpoint left.</param>
/// <param name="stopProcess">The disk could not make something durable.</param>
internal sealed class Upkeep(
    IJournal journal,
    HighWaterMark mark,
    Func<Head> committed,
    Action<Checkpointed> noteCheckpoint,
    Action<Exception> stopProcess,
    TimeProvider time,
    ILogger log
) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private const int IntervalsBetweenCheckpoints = 10;

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _checkpointed = -1;
    private bool _markFailed;

    public void Start() => _running = Task.Run(Run);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
        WriteMark();
    }

    private async Task Run()
    {
        using var timer = new PeriodicTimer(Interval, time);
        for (int i = 1; await Tick(timer).ConfigureAwait(false); i++)
        {
            WriteMark();
            if (i % IntervalsBetweenCheckpoints == 0)
                Checkpoint();
        }
    }

    private async ValueTask<bool> Tick(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void WriteMark()
    {
        try
        {
            mark.Write(committed());
            _markFailed = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Once is enough to say it: with a full disk it fails ten times a second.
            if (!_markFailed)
                Messages.MarkFailed(log, error, journal.Identity.Stream);
            _markFailed = true;
        }
    }

    private void Checkpoint()
    {
        long seq = committed().Seq;
        if (seq == _checkpointed)
            return;
        try
        {
            noteCheckpoint(journal.Checkpoint());
            _checkpointed = seq;
        }
        catch (JournalSyncFailedException error)
        {
            stopProcess(error);
        }
        catch (Exception error)
        {
            Messages.CheckpointFailed(log, error, journal.Identity.Stream);
        }
    }
}
