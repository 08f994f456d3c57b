using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>Somebody who is handed a stream's durable blocks, in order: the projections, and whatever else can be dropped and made again.</summary>
/// <param name="Name">For logs and health.</param>
/// <param name="Next">
/// The first block it has not kept yet: what it keeps beside its work, in the same transaction. Asked at the start, after each
/// <paramref name="Commit"/>, and after each failure; whatever it had taken and not kept is forgotten then.
/// </param>
/// <param name="Take">
/// Takes a block, which follows on the one before. When it throws, it is handed the same blocks again after a pause, and nobody else waits for it.
/// </param>
/// <param name="Commit">Keeps all that was taken, or nothing. There may be much of it when the feed is behind.</param>
public sealed record BlockFeed(string Name, Func<long> Next, Action<BlockRows> Take, Action Commit);

/// <summary>How far one feed has come. For the Replayer's thread, but for the figures.</summary>
internal sealed class FeedCursor(BlockFeed feed, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private long _next = feed.Next();
    private long _taken = feed.Next() - 1;
    private long _failedAt;
    private bool _failing;

    /// <summary>It failed in this pass over the journal, and takes nothing more of it.</summary>
    private bool _givenUp;

    public string Name => feed.Name;

    /// <summary>The first block that it has not kept.</summary>
    public long Next => Interlocked.Read(ref _next);

    /// <summary>Not waiting after a failure.</summary>
    public bool IsDue => !_failing || time.GetElapsedTime(_failedAt) >= Pause;

    public TimeSpan Pause { get; private set; } = FirstPause;

    /// <summary>Whoever is due begins, or begins again, where the feed is.</summary>
    public void Begin()
    {
        if (_failing)
            Reset(feed.Next());
        _givenUp = false;
    }

    /// <returns>What went wrong, or null.</returns>
    public Exception? Take(BlockRows block) => _givenUp || block.Header.Seq != _taken + 1 ? null : Try(() =>
    {
        feed.Take(block);
        _taken++;
    });

    /// <returns>What went wrong, or null.</returns>
    public Exception? Commit() => _taken < _next ? null : Try(() =>
    {
        feed.Commit();
        Reset(feed.Next());
        _failing = false;
        Pause = FirstPause;
    });

    private Exception? Try(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (Exception error)
        {
            if (_failing)
                Pause = Pause * 2 < LongestPause ? Pause * 2 : LongestPause;
            _failing = true;
            _failedAt = time.GetTimestamp();
            _givenUp = true;
            _taken = _next - 1;
            return error;
        }
    }

    private void Reset(long next)
    {
        _taken = next - 1;
        Interlocked.Exchange(ref _next, next);
    }
}
