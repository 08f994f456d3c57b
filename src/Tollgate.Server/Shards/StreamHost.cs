using Tollgate.Engine;
using Tollgate.Storage.HighWater;
using Tollgate.Storage.Index;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Server.Shards;

/// <summary>Where one stream is kept. Whoever opens a host with it leaves the journal to that host.</summary>
public sealed record StreamStorage(IJournal Journal, ISnapshots Snapshots, HighWaterMark Mark, IRunFiles Index);

/// <summary>What the streams of an installation have in common.</summary>
/// <param name="Ids">Under the installation's secret.</param>
/// <param name="StopProcess">The process must end at once, and the next start look at what is really there.</param>
public sealed record StreamSurroundings(IndexKeys Ids, TimeProvider Time, ILogger Log, Action<Exception> StopProcess);

/// <summary>How a stream does.</summary>
/// <param name="Differs">Its replayed state was seen to differ from the live one.</param>
public sealed record StreamHealth(
    StreamId Stream,
    CoreCondition Condition,
    Head Committed,
    int QueueDepth,
    long LagBlocks,
    TimeSpan Lag,
    bool Differs
);

/// <summary>One stream with all that belongs to it: its loop, the replayer behind it, and its upkeep.</summary>
public sealed class StreamHost<TState> : IAsyncDisposable
    where TState : class, IStreamState
{
    // As many contracts and accounts as can be digested in the loop in some milliseconds.
    private const int SmallState = 500;

    private readonly StreamStorage _storage;
    private readonly IdIndex _ids;
    private readonly Upkeep _upkeep;
    private readonly IndexUpkeep _indexUpkeep;
    private readonly StreamGauges _gauges;
    private bool _isStarted;
    private bool _isDisposed;

    public StreamHost(
        StreamStorage storage,
        Func<TState> empty,
        Func<TState, UInt128>? digest,
        IReadOnlyList<BlockFeed> feeds,
        StreamSurroundings around
    )
    {
        _storage = storage;
        IJournal journal = storage.Journal;
        var loader = new StreamLoader<TState>(journal, storage.Snapshots, empty, around.Log);
        _ids = new IdIndex(around.Ids, storage.Index);
        Loop = new StreamLoop<TState>(journal, loader, _ids, around.Time, around.Log, around.StopProcess);
        Replayer = new Replayer<TState>(journal, loader, storage.Snapshots, feeds, digest, IsSmall, around.Time, around.Log);
        _upkeep = new Upkeep(journal, storage.Mark, () => Loop.Committed, Loop.Note, Loop.StopProcess, around.Time, around.Log);
        _indexUpkeep = new IndexUpkeep(journal.Identity.Stream, _ids, around.Log);
        _gauges = new StreamGauges(
            journal.Identity.Stream,
            () => Loop.QueueDepth,
            () => Loop.Rejected,
            () => Loop.Poisoned,
            () => Replayer.LagBlocks,
            () => Replayer.Lag
        );
    }

    public StreamLoop<TState> Loop { get; }

    public Replayer<TState> Replayer { get; }

    public StreamHealth Health => new(
        Loop.Stream,
        Loop.Condition,
        Loop.Committed,
        Loop.QueueDepth,
        Replayer.LagBlocks,
        Replayer.Lag,
        Replayer.Differs
    );

    /// <summary>Is the store at least as new as it was when the server last ran? To be asked of all streams before any of them answers.</summary>
    /// <inheritdoc cref="HighWaterMark.Check"/>
    public void CheckMark() => _storage.Mark.Check(_storage.Journal);

    /// <inheritdoc cref="StreamLoop{TState}.Start"/>
    public void Start()
    {
        Loop.Start(Replayer.AfterClose);
        _isStarted = true;
        Replayer.Start(Loop.Committed.Seq);
        Loop.BlockCommitted += () => Replayer.Committed(Loop.Committed.Seq);
        // Whatever became durable between the two lines above.
        Replayer.Committed(Loop.Committed.Seq);
        _upkeep.Start();
        _indexUpkeep.Start();
        Instruments.Watch(_gauges);
    }

    /// <summary>Answers what is there, leaves a snapshot, and closes the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_isStarted)
        {
            Instruments.Unwatch(_gauges);
            await Loop.Stop().ConfigureAwait(false);
            Replayer.Stop(Loop.FinalState);
            await _upkeep.DisposeAsync().ConfigureAwait(false);
            _indexUpkeep.Stop();
        }

        _ids.Dispose();

        _storage.Journal.Dispose();
    }

    private static bool IsSmall(TState state) => state is not Books books || books.Accounts.Count + books.Contracts.Count <= SmallState;
}
