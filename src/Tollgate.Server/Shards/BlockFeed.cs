using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>Somebody who is handed a stream's durable blocks, in order: the projections, and whatever else can be dropped and made again.</summary>
/// <param name="Name">For logs and health.</param>
/// <param name="Next">
/// The first block it has not taken yet: what it keeps beside its work, in the same transaction. Asked at the start and after each failure.
/// </param>
/// <param name="Apply">
/// Takes blocks that follow one another from <paramref name="Next"/> on, all or none. When it throws, it is handed them again after a pause,
/// and nobody else waits for it.
/// </param>
public sealed record BlockFeed(string Name, Func<long> Next, Action<IReadOnlyList<Block>> Apply);

/// <summary>How far one feed has come. For the Replayer's thread, but for the figures.</summary>
internal sealed class FeedCursor(BlockFeed feed, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private long _next = feed.Next();
    private long _failedAt;
    private bool _failing;

    public string Name => feed.Name;

    public long Next => Interlocked.Read(ref _next);

    /// <summary>Not waiting after a failure.</summary>
    public bool IsDue => !_failing || time.GetElapsedTime(_failedAt) >= Pause;

    public TimeSpan Pause { get; private set; } = FirstPause;

    /// <returns>What went wrong, or null.</returns>
    public Exception? Take(List<Block> blocks)
    {
        try
        {
            if (_failing)
                Interlocked.Exchange(ref _next, feed.Next());
            int from = blocks.FindIndex(block => block.Header.Seq == _next);
            if (from < 0)
                return null;
            feed.Apply(from == 0 ? blocks : blocks[from..]);
            Interlocked.Exchange(ref _next, blocks[^1].Header.Seq + 1);
            _failing = false;
            Pause = FirstPause;
            return null;
        }
        catch (Exception error)
        {
            if (_failing)
                Pause = Pause * 2 < LongestPause ? Pause * 2 : LongestPause;
            _failing = true;
            _failedAt = time.GetTimestamp();
            return error;
        }
    }
}
