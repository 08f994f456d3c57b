using Tollgate.Engine;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Server.Shards;

/// <summary>
/// What the one reader of a stream's journal does behind the loop: it hands durable blocks to the feeds, keeps a copy of the state, and takes
/// snapshots. The rule of <see cref="Replayer{TState}"/>, without its thread; the simulator drives it too.
/// </summary>
/// <param name="digest">Null where states are not compared.</param>
/// <param name="isSmall">Whether a state can be digested in the loop without anybody noticing.</param>
public sealed class ReplayCore<TState>(
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
    // One transaction of a feed that is behind: rows that many events share are written once for all of them.
    private const int FactsAtOnce = 1_000_000;
    private static readonly TimeSpan LongestPass = TimeSpan.FromMilliseconds(500);

    /// <summary>Until the next attempt, when the journal could not be read.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ReplayedState<TState> _state = new(journal, loader, snapshots, digest, time, log);
    private readonly BlockRows _block = new();
    private FeedCursor[] _cursors = [];
    private long _committed = -1;
    private long _behindSince;
    private volatile bool _digestWanted;

    /// <summary>Blocks that are durable and that not everybody has taken.</summary>
    public long LagBlocks => Interlocked.Read(ref _committed) + 1 - Replayed;

    /// <summary>How long somebody has been behind without a break; zero when nobody is.</summary>
    public TimeSpan Lag => LagBlocks > 0 && Interlocked.Read(ref _behindSince) is > 0 and var since ? time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>The replayed state was seen to differ from the loop's.</summary>
    public bool Differs => _state.Differs;

    /// <summary>How far each feed has come, by its name: the first block it has not taken.</summary>
    public IReadOnlyList<(string Feed, long Next)> Progress => [.. _cursors.Select(cursor => (cursor.Name, cursor.Next))];

    /// <summary>Nobody waits after a failure.</summary>
    public bool AllDue => Array.TrueForAll(_cursors, cursor => cursor.IsDue);

    private long Replayed => _cursors.Length == 0 ? 0 : _cursors.Min(cursor => cursor.Next);

    /// <summary>Begins where each feed was, with all blocks up to one that is durable.</summary>
    public void Start(long committed)
    {
        _committed = committed;
        _state.Load(committed);
        var own = new BlockFeed("state", () => _state.Place.Seq + 1, _state.Apply, () => { });
        _cursors = [new FeedCursor(own, time), .. feeds.Select(feed => new FeedCursor(feed, time))];
    }

    /// <summary>More is durable. For any thread; takes no time.</summary>
    public void Committed(long seq)
    {
        if (LagBlocks <= 0)
            Interlocked.Exchange(ref _behindSince, time.GetTimestamp());
        Interlocked.Exchange(ref _committed, seq);
    }

    /// <summary>What the loop calls behind each block that it closed: now and then it has its state digested, to be compared.</summary>
    public void AfterClose(ClosedBlock block, TState state)
    {
        if (!_digestWanted || !isSmall(state))
            return;
        _digestWanted = false;
        _state.Expect(block.Epoch, block.Seq, digest!(state));
    }

    /// <summary>Once everything is caught up with: compares with the loop's last state, and leaves a snapshot.</summary>
    /// <param name="live">The loop's last state; null when it has none.</param>
    public void Finish(TState? live)
    {
        if (_cursors.Length > 0 && _cursors[0].Next == _committed + 1)
            _state.Finish(live is not null ? digest?.Invoke(live) : null);
    }

    /// <summary>Takes a snapshot when enough blocks have gone by.</summary>
    public void SnapshotIfDue()
    {
        if (_state.BlocksSinceSnapshot >= blocksBetweenSnapshots)
            Snapshot();
    }

    /// <summary>Hands everybody who is due what is durable.</summary>
    /// <param name="toTheEnd">Also what became durable while the last of it was being kept; else that waits for the next time.</param>
    /// <returns>False when the journal could not be read.</returns>
    public bool CatchUp(bool toTheEnd = true)
    {
        try
        {
            long known = Interlocked.Read(ref _committed);
            while (Due(toTheEnd ? Interlocked.Read(ref _committed) : known) is { Length: > 0 } due)
                Feed(due, due.Min(cursor => cursor.Next));

            return true;
        }
        catch (Exception error)
        {
            Messages.ReplayFailed(log, error, journal.Identity.Stream, (long)Pause.TotalMilliseconds);
            return false;
        }
    }

    private FeedCursor[] Due(long upTo) => Array.FindAll(_cursors, cursor => cursor.Next <= upTo && cursor.IsDue);

    /// <summary>Reads the next blocks, hands them to everybody who goes on with one of them, and has them kept.</summary>
    private void Feed(FeedCursor[] due, long from)
    {
        long started = time.GetTimestamp();
        int facts = 0;
        foreach (FeedCursor cursor in due)
            cursor.Begin();
        foreach (EncodedBlock encoded in journal.Read(from))
        {
            using EncodedBlock bytes = encoded;
            if (bytes.Header.Seq > Interlocked.Read(ref _committed))
                break;
            BlockDecoder.Decode(bytes, _block);
            foreach (FeedCursor cursor in due)
                Report(cursor, cursor.Take(_block));
            facts += _block.Items.Length;
            if (facts >= FactsAtOnce || time.GetElapsedTime(started) >= LongestPass)
                break;
        }

        foreach (FeedCursor cursor in due)
            Report(cursor, cursor.Commit());
    }

    private void Report(FeedCursor cursor, Exception? error)
    {
        if (error is not null)
            Messages.ConsumerFailed(log, error, journal.Identity.Stream, cursor.Name, cursor.Next, (long)cursor.Pause.TotalMilliseconds);
    }

    /// <summary>
    /// Has a state that can be digested quickly compared first, and its snapshot taken then. A large one would hold the loop up: it is compared
    /// when the stream is stopped, and its snapshot taken now.
    /// </summary>
    private void Snapshot()
    {
        if (digest is not null && _state.IsSmall(isSmall))
            _digestWanted = !_state.AwaitsComparison;
        else
            _state.WriteSnapshot();
    }
}
