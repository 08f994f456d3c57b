using Tollgate.Engine;
using Tollgate.Engine.Environments;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>
/// Hands the durable items of the control stream to one shard, in order. The shard writes those that concern it into its own journal before it
/// uses them; what it has seen already changes nothing, so that a crash in between is healed by handing them over again.
/// </summary>
public sealed class ControlFollower(IJournalReader control, StreamLoop<Books> shard, ILogger log)
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private long _next = -1;

    /// <summary>The first block of the control stream that the shard may not have seen; -1 before it was asked.</summary>
    public long Next => Interlocked.Read(ref _next);

    /// <summary>Completes when the shard has adopted everything up to a durable block of the control stream.</summary>
    /// <exception cref="StreamUnavailableException">The shard cannot go on now. The items wait in the control stream; ask again.</exception>
    public async Task Reach(long seq, CancellationToken cancel = default)
    {
        if (Next > seq)
            return;
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_next < 0)
                _next = await shard.Read((books, _) => books.Followed?.Seq ?? 0, cancel).ConfigureAwait(false);
            // Not cancelled half-way: whoever comes next would only have to do the same again.
            while (_next <= seq)
                await Adopt(_next).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task Adopt(long seq)
    {
        Block block = Read(seq);
        var commands = new Command[block.Facts.Count];
        for (int i = 0; i < commands.Length; i++)
            commands[i] = new AdoptControl(block.PositionOf(i), block.Facts[i], shard.Stream.Shard!.Value);
        Reply reply = await shard.Submit(new Submission(commands)).ConfigureAwait(false);
        for (int i = 0; i < commands.Length; i++)
        {
            if (reply.Outcomes[i].Rejection is not { } rejection)
                continue;
            // To go on behind it would leave a hole in what the shard knows.
            Messages.CannotFollow(log, shard.Stream, block.PositionOf(i), rejection.Detail);
            throw new StreamUnavailableException("storage_unavailable", $"Shard {shard.Stream} cannot follow the control stream at {block.PositionOf(i)}.");
        }

        Interlocked.Exchange(ref _next, seq + 1);
    }

    private Block Read(long seq)
    {
        using EncodedBlock bytes = control.ReadBlock(seq)
            ?? throw new JournalCorruptException(control.Identity.Stream, seq, "it was durable, and is missing");
        return BlockDecoder.Decode(bytes);
    }
}
