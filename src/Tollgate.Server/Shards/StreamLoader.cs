using System.Diagnostics;
using Tollgate.Engine;
using Tollgate.Engine.Time;
using Tollgate.Storage.Index;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Server.Shards;

/// <summary>A state as the journal has it.</summary>
/// <param name="Seq">The last block that is in it; -1 for none.</param>
/// <param name="Hash">That block's hash.</param>
/// <param name="ClosedAt">When that block was closed.</param>
public sealed record LoadedState<TState>(TState State, long Seq, BlockHash Hash, RecordedAt ClosedAt);

/// <summary>
/// Makes a stream's state from the newest usable snapshot and the journal behind it, and the index of ids, where one is kept, from the journal.
/// </summary>
/// <param name="snapshots">Null plays the whole journal.</param>
public sealed class StreamLoader<TState>(IJournalReader journal, ISnapshots? snapshots, Func<TState> empty, ILogger log)
    where TState : class, IStreamState
{
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromSeconds(5);

    /// <param name="upTo">The last block to take in.</param>
    /// <param name="ids">Brought up to the same block; null when none is kept.</param>
    /// <exception cref="JournalException">The journal cannot be read, or is not what was written.</exception>
    public LoadedState<TState> Load(long upTo, IdIndex? ids = null)
    {
        LoadedState<TState> loaded = TryFromSnapshot(upTo) ?? new(empty(), -1, BlockHash.None, new RecordedAt(long.MinValue));
        long indexed = ids is null ? long.MaxValue : Prepare(ids);
        var told = Stopwatch.StartNew();
        foreach (EncodedBlock encoded in journal.Read(Math.Min(loaded.Seq, indexed) + 1))
        {
            using EncodedBlock bytes = encoded;
            if (bytes.Header.Seq > upTo)
                break;
            Block block = BlockDecoder.Decode(bytes);
            if (block.Header.Seq > indexed)
                ids!.Play(block);
            if (block.Header.Seq > loaded.Seq)
                loaded = Play(loaded, block);
            if (told.Elapsed < BetweenProgress)
                continue;
            Messages.Loading(log, journal.Identity.Stream, block.Header.Seq, upTo);
            told.Restart();
        }

        return loaded.Seq == upTo
            ? loaded
            : throw new JournalCorruptException(journal.Identity.Stream, loaded.Seq + 1, $"it is missing; the journal should go up to block {upTo}");
    }

    /// <summary>The state of the newest snapshot that can be used, or null.</summary>
    /// <param name="upTo">The last block that may be in it.</param>
    /// <param name="usable">Whether a state will do; null takes any.</param>
    public LoadedState<TState>? TryFromSnapshot(long upTo, Func<TState, bool>? usable = null)
    {
        if (snapshots is null)
            return null;
        FoundSnapshot found = snapshots.Find(journal);
        foreach (SkippedSnapshot skipped in found.Skipped)
            Messages.SnapshotSkipped(log, journal.Identity.Stream, skipped.File, skipped.Reason);
        if (found.Snapshot is not { } snapshot || snapshot.Place.Seq > upTo)
            return null;
        try
        {
            TState state = empty();
            CarriedState.Read(snapshot.Payload.Span, journal.Identity.Stream, state);
            return usable?.Invoke(state) == false ? null : new(state, snapshot.Place.Seq, snapshot.Place.Hash, ClosedAt(snapshot.Place.Seq));
        }
        catch (Exception e) when (e is not JournalUnavailableException)
        {
            // It is whole, but this program cannot make a state of it. The journal can.
            Messages.SnapshotSkipped(log, journal.Identity.Stream, $"block {snapshot.Place.Seq}", e.Message);
            return null;
        }
    }

    /// <returns>The last block that is in the index.</returns>
    private long Prepare(IdIndex ids)
    {
        bool damaged = ids.Damage is not null;
        if ((damaged || !ids.IsOpen) && ids.Open(journal, wholly: damaged) is { } reason)
            Messages.IndexRebuilt(log, journal.Identity.Stream, reason);
        return ids.CommittedSeq;
    }

    private LoadedState<TState> Play(LoadedState<TState> loaded, Block block)
    {
        Playback.Apply(loaded.State, block, journal.Identity.Stream);
        return loaded with { Seq = block.Header.Seq, Hash = block.Hash, ClosedAt = block.Header.RecordedAt };
    }

    private RecordedAt ClosedAt(long seq)
    {
        using EncodedBlock? block = journal.ReadBlock(seq);
        return block!.Header.RecordedAt;
    }
}
