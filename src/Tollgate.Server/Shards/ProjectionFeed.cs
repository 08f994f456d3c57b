using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Shards;

/// <summary>Hands a stream's durable blocks to the projections, and lets a reader wait until its own writes are in them.</summary>
public static class ProjectionFeed
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static BlockFeed Of(SqliteProjections projections, StreamId stream) => new(
        "projections",
        () => projections.Watermark(stream) + 1,
        blocks =>
        {
            ProjectionBatch batch = projections.Begin(stream);
            foreach (Block block in blocks)
                batch.Apply(block.Header.Seq, block.Header.RecordedAt, block.Facts);
            batch.Commit();
        }
    );

    /// <summary>
    /// Waits until the projections hold all that is durable now, so that whoever was just answered finds it in a list. When they are far
    /// behind, it gives up, and the list is as old as they are.
    /// </summary>
    public static async Task Fresh(this EnvironmentHost host, CancellationToken cancel = default)
    {
        await host.Projections.WaitFor(host.Register.Stream, host.Register.Committed.Seq, Patience, cancel).ConfigureAwait(false);
        await host.Projections.WaitFor(host.Shard.Stream, host.Shard.Committed.Seq, Patience, cancel).ConfigureAwait(false);
    }
}
