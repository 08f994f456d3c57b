using System.Buffers.Binary;
using System.Security.Cryptography;
using Tollgate.Engine;
using Tollgate.Engine.Environments;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Server.Shards;

/// <summary>A stream as one store has it, read from its first block to its last.</summary>
/// <param name="Bytes">Of its blocks.</param>
/// <param name="Digest">Of the state that its blocks lead to.</param>
public sealed record ReadStream(StreamId Stream, Head Head, long Blocks, long Facts, long Bytes, UInt128 Digest);

/// <summary>An environment as one store has it.</summary>
/// <param name="Projections">The digest of all its rows.</param>
public sealed record ReadEnvironment(string Environment, IReadOnlyList<ReadStream> Streams, UInt128 Projections);

/// <summary>
/// Reads an environment from a store by replaying it: what comes out is equal when two stores hold the same. On the way its projections are
/// brought up to the last block, so that the next start has nothing to catch up with.
/// </summary>
public static class StoreComparison
{
    /// <param name="leaveSnapshots">Also leaves the states as snapshots in the store.</param>
    /// <exception cref="JournalException">A journal cannot be read, or is not what was written.</exception>
    /// <exception cref="ProjectionException">The projections cannot be read or written.</exception>
    public static ReadEnvironment Read(IStore store, string environment, bool leaveSnapshots, Action<CarriedBlocks> report, CancellationToken cancel = default)
    {
        List<IJournalReader> journals = [.. store.Streams().Where(stream => stream.Environment == environment).Select(store.OpenReader)];
        try
        {
            using ProjectionStore projections = store.OpenProjections(environment);
            if (!journals.TrueForAll(projections.FollowsFrom))
                projections.Clear();
            List<ReadStream> streams = [.. journals.Select(journal => Read(journal, projections, leaveSnapshots ? store.OpenSnapshots(journal.Identity.Stream) : null, report, cancel))];
            return new(environment, streams, projections.Digest());
        }
        finally
        {
            journals.ForEach(journal => journal.Dispose());
        }
    }

    private static ReadStream Read(IJournalReader journal, ProjectionStore projections, ISnapshots? snapshots, Action<CarriedBlocks> report, CancellationToken cancel)
    {
        StreamId stream = journal.Identity.Stream;
        Head head = journal.Head;
        IStreamState state = stream.Shard is null ? new Register() : new Books();
        long applied = projections.Watermark(stream);
        ProjectionBatch? batch = null;
        (long blocks, long facts, long bytes) = (0, 0, 0);
        foreach (EncodedBlock encoded in journal.Read(0))
        {
            cancel.ThrowIfCancellationRequested();
            using EncodedBlock read = encoded;
            Block block = BlockDecoder.Decode(read);
            Playback.Apply(state, block, stream);
            if (block.Header.Seq > applied)
            {
                batch ??= projections.Begin(stream);
                batch.Apply(block);
                if (batch.IsFull)
                {
                    batch.Commit();
                    batch = null;
                }
            }

            (blocks, facts, bytes) = (blocks + 1, facts + block.Facts.Count, bytes + read.Length);
            report(new(stream, blocks, head.Seq + 1));
        }

        batch?.Commit();
        if (head.Seq >= 0)
            snapshots?.Write(new SnapshotPlace(head.Seq, head.Hash), file => CarriedState.Write(file, stream, state));
        return new(stream, head, blocks, facts, bytes, DigestOf(stream, state));
    }

    /// <summary>The balances' digest; of a control stream, which has none, that of the facts that make its state again.</summary>
    private static UInt128 DigestOf(StreamId stream, IStreamState state)
    {
        if (state is Books books)
            return StateDigest.Of(books);
        using MemoryStream carried = new();
        CarriedState.Write(carried, stream, state);
        return BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(carried.GetBuffer().AsSpan(0, (int)carried.Length)));
    }
}
