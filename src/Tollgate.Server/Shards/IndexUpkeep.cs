using System.Diagnostics;
using Tollgate.Storage.Index;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>The thread that writes, merges and drops the runs of a stream's index of ids, whenever something is due.</summary>
internal sealed class IndexUpkeep(StreamId stream, IdIndex ids, ILogger log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(50);

    private readonly ManualResetEventSlim _wake = new();
    private Thread? _thread;
    private long _worksSince;
    private volatile bool _stopping;

    public void Start()
    {
        ids.WorkArrived += _wake.Set;
        ids.Between = Rest;
        _thread = new Thread(Run) { IsBackground = true, Name = $"{stream} index", Priority = ThreadPriority.BelowNormal };
        _thread.Start();
    }

    /// <summary>Ends behind the step that is being done, or gives it up. What is not written is played from the journal by the next start.</summary>
    public void Stop()
    {
        _stopping = true;
        _wake.Set();
        _thread?.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        LowPriority.Take();
        TimeSpan pause = FirstPause;
        while (!_stopping)
        {
            _wake.Reset();
            _worksSince = Stopwatch.GetTimestamp();
            try
            {
                while (!_stopping && ids.Step() is { } work)
                {
                    Messages.IndexStep(log, stream, work);
                    pause = FirstPause;
                }

                if (!_stopping)
                    _wake.Wait();
            }
            catch (OperationCanceledException) when (_stopping)
            {
                // A merge that was given up. The next start begins it again.
            }
            catch (RunDamagedException)
            {
                // The loop sees it before it decides anything more, and says so.
                _wake.Wait();
            }
            catch (Exception error)
            {
                // Nothing that happens here may end the process: the journal is whole, and answers go on.
                Messages.IndexNotWritten(log, error, stream, (long)pause.TotalMilliseconds);
                for (TimeSpan slept = default; slept < pause && !_stopping; slept += FirstPause)
                    Thread.Sleep(FirstPause);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>
    /// In the middle of a merge: rests for as long as it worked, so that a large one takes half a core from those who wait for answers, unless memtables
    /// wait already.
    /// </summary>
    private void Rest()
    {
        if (_stopping)
            throw new OperationCanceledException();
        TimeSpan worked = Stopwatch.GetElapsedTime(_worksSince);
        if (ids.Waiting == 0)
            Thread.Sleep(worked < LongestRest ? worked : LongestRest);
        _worksSince = Stopwatch.GetTimestamp();
    }
}
