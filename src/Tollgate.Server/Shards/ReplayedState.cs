using System.Collections.Concurrent;
using Tollgate.Engine;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Server.Shards;

/// <summary>
/// The Replayer's own copy of a stream's state, made from durable blocks alone. It is compared with the loop's, block for block, and is what
/// snapshots are taken of: a snapshot that was not seen to agree is not written.
/// </summary>
/// <param name="digest">Null where states are not compared.</param>
internal sealed class ReplayedState<TState>(
    IJournalReader journal,
    StreamLoader<TState> loader,
    ISnapshots snapshots,
    Func<TState, UInt128>? digest,
    TimeProvider time,
    ILogger log
)
    where TState : class, IStreamState
{
    private readonly ConcurrentQueue<LiveDigest> _expected = new();
    private TState? _state;
    private SnapshotPlace _place = new(-1, BlockHash.None);
    private long _snapshotAt = -1;

    /// <summary>The loop's digest after a block that it closed; the block is not durable yet, and may never be.</summary>
    private readonly record struct LiveDigest(long Epoch, long Seq, UInt128 Digest);

    private StreamId Stream => journal.Identity.Stream;

    /// <summary>The states differed once. From then on no snapshot is written.</summary>
    public bool Differs { get; private set; }

    public SnapshotPlace Place => _place;

    /// <summary>The loop's digest of a block that has not been reached is there.</summary>
    public bool AwaitsComparison => !_expected.IsEmpty;

    public long BlocksSinceSnapshot => _place.Seq - _snapshotAt;

    /// <summary>Brings the copy to a block of the journal; the first block to be handed over is the one behind it.</summary>
    public void Load(long seq)
    {
        LoadedState<TState> loaded = loader.Load(seq);
        _state = loaded.State;
        _place = new SnapshotPlace(loaded.Seq, loaded.Hash);
        _snapshotAt = loaded.Seq;
    }

    /// <summary>Called by the loop.</summary>
    public void Expect(long epoch, long seq, UInt128 live) => _expected.Enqueue(new LiveDigest(epoch, seq, live));

    /// <summary>Compares with the loop's last state, when it stands still, and leaves a snapshot for the next start.</summary>
    public void Finish(UInt128? live)
    {
        if (_state is not null && _place.Seq > _snapshotAt && (live is not { } expected || Agrees(expected)))
            WriteSnapshot();
    }

    public bool IsSmall(Func<TState, bool> isSmall) => _state is not null && isSmall(_state);

    public void WriteSnapshot()
    {
        if (Differs || _state is null)
            return;
        // Whether it can be written or not, the next attempt comes as many blocks later.
        _snapshotAt = _place.Seq;
        long started = time.GetTimestamp();
        try
        {
            snapshots.Write(_place, file => CarriedState.Write(file, Stream, _state));
            Messages.SnapshotWritten(log, Stream, _place.Seq, (long)time.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JournalException)
        {
            Messages.SnapshotFailed(log, error, Stream);
        }
    }

    public void Apply(BlockRows block)
    {
        _place = new SnapshotPlace(block.Header.Seq, block.Hash);
        try
        {
            if (_state is not null)
                Playback.Apply(_state, block, Stream);
        }
        catch (JournalCorruptException error)
        {
            // Half a block is in the copy: it is of no use any more. What the feeds make of the block is their own affair.
            _state = null;
            Differs = true;
            Messages.ReplayBroken(log, error, Stream, block.Header.Seq);
        }

        while (_expected.TryPeek(out LiveDigest live) && (live.Epoch < block.Header.Epoch || live.Seq <= block.Header.Seq))
        {
            _expected.TryDequeue(out _);
            // One of an epoch that was lost speaks of a block that was never written.
            if (live.Epoch == block.Header.Epoch && live.Seq == block.Header.Seq && _state is not null && Agrees(live.Digest))
                WriteSnapshot();
        }
    }

    private bool Agrees(UInt128 live)
    {
        UInt128 replayed = digest!(_state!);
        if (replayed == live)
            return true;
        Differs = true;
        Messages.DigestDiffers(log, Stream, _place.Seq, live, replayed);
        return false;
    }
}
