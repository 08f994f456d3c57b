using Tollgate.Engine;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Server.Shards;

/// <summary>
/// The one reader of a stream's journal after commit, on a thread of its own, as <see cref="ReplayCore{TState}"/> has it. It runs behind the
/// loop, which never waits for it; all that it makes can be dropped and made again.
/// </summary>
/// <param name="digest">Null where states are not compared.</param>
/// <param name="isSmall">Whether a state can be digested in the loop without anybody noticing.</param>
public sealed class Replayer<TState>(
    IJournalReader journal,
    StreamLoader<TState> loader,
    ISnapshots snapshots,
    IReadOnlyList<BlockFeed> feeds,
    Func<TState, UInt128>? digest,
    Func<TState, bool> isSmall,
    TimeProvider time,
    ILogger log,
    int blocksBetweenSnapshots = 4096
)
    where TState : class, IStreamState
{
    private const int RestForWork = 20;
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(250);

    private readonly ManualResetEventSlim _wake = new();
    private readonly ManualResetEventSlim _hurry = new();
    private readonly ReplayCore<TState> _core = new(journal, loader, snapshots, feeds, digest, isSmall, time, log, blocksBetweenSnapshots);
    private Thread? _thread;
    private volatile bool _stopping;

    /// <inheritdoc cref="ReplayCore{TState}.LagBlocks"/>
    public long LagBlocks => _core.LagBlocks;

    /// <inheritdoc cref="ReplayCore{TState}.Lag"/>
    public TimeSpan Lag => _core.Lag;

    /// <inheritdoc cref="ReplayCore{TState}.Differs"/>
    public bool Differs => _core.Differs;

    /// <inheritdoc cref="ReplayCore{TState}.Progress"/>
    public IReadOnlyList<(string Feed, long Next)> Progress => _core.Progress;

    /// <inheritdoc cref="ReplayCore{TState}.Start"/>
    public void Start(long committed)
    {
        _core.Start(committed);
        _thread = new Thread(Run) { IsBackground = true, Name = $"{journal.Identity.Stream} replayer" };
        _thread.Start();
    }

    /// <summary>More is durable. For any thread; takes no time.</summary>
    public void Committed(long seq)
    {
        _core.Committed(seq);
        _wake.Set();
    }

    /// <summary>Somebody waits for what is durable now: no rest is taken before it is there. For any thread.</summary>
    public void Hurry() => _hurry.Set();

    /// <inheritdoc cref="ReplayCore{TState}.AfterClose"/>
    public void AfterClose(ClosedBlock block, TState state) => _core.AfterClose(block, state);

    /// <summary>Catches up, compares with the loop's last state, leaves a snapshot, and ends.</summary>
    /// <param name="live">The loop's last state; null when it has none.</param>
    public void Stop(TState? live)
    {
        _stopping = true;
        _hurry.Set();
        _wake.Set();
        _thread?.Join();
        _core.Finish(live);
    }

    private void Run()
    {
        while (true)
        {
            _wake.Reset();
            _hurry.Reset();
            bool stopping = _stopping;
            long started = time.GetTimestamp();
            bool failed = !_core.CatchUp(toTheEnd: stopping);
            if (stopping)
                return;
            _core.SnapshotIfDue();
            if (failed)
                _wake.Wait(ReplayCore<TState>.Pause);
            else if (_core.AllDue)
                RestAndWait(time.GetElapsedTime(started));
            else
                _wake.Wait(ReplayCore<TState>.Pause / 10);
        }
    }

    /// <summary>
    /// Under load small blocks come one behind the other, and a transaction of its own for each would take longer than all that led to it. A
    /// rest lets some gather. It comes behind the work, so that what is written after a quiet time is there at once, and it ends when somebody
    /// waits.
    /// </summary>
    private void RestAndWait(TimeSpan worked)
    {
        TimeSpan rest = worked * RestForWork;
        _hurry.Wait(rest < LongestRest ? rest : LongestRest);
        _wake.Wait();
    }
}
