using Tollgate.Engine;
using Tollgate.Engine.Environments;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>
/// How far one shard has followed the control stream, and what it is handed next: the rule of <see cref="ControlFollower"/>, without threads or
/// waiting. For one caller at a time.
/// </summary>
public sealed class Following(IJournalReader control, StreamId shard, ILogger log)
{
    private long _next = -1;

    /// <summary>The first block of the control stream that the shard may not have seen; -1 before it was asked.</summary>
    public long Next => Interlocked.Read(ref _next);

    /// <summary>What the shard is asked before anything is handed to it.</summary>
    public static long Ask(Books books) => books.Followed?.Seq ?? 0;

    /// <param name="next">The shard's answer.</param>
    public void Begin(long next) => Interlocked.Exchange(ref _next, next);

    /// <summary>The items of the next block, as commands to the shard. Handing them over twice changes nothing.</summary>
    /// <exception cref="JournalException">The control stream cannot be read.</exception>
    public Submission Hand()
    {
        using EncodedBlock bytes = control.ReadBlock(_next)
            ?? throw new JournalCorruptException(control.Identity.Stream, _next, "it was durable, and is missing");
        Block block = BlockDecoder.Decode(bytes);
        var commands = new Command[block.Facts.Count];
        for (int i = 0; i < commands.Length; i++)
            commands[i] = new AdoptControl(block.PositionOf(i), block.Facts[i], shard.Shard!.Value);
        return new Submission(commands);
    }

    /// <summary>Goes on to the next block, when the shard took every item.</summary>
    /// <exception cref="StreamUnavailableException">It refused one. To go on behind it would leave a hole in what the shard knows.</exception>
    public void Took(Submission handed, IReadOnlyList<Outcome> outcomes)
    {
        for (int i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].Rejection is not { } rejection)
                continue;
            FactPosition at = ((AdoptControl)handed.Commands[i]).Position;
            Messages.CannotFollow(log, shard, at, rejection.Detail);
            throw new StreamUnavailableException("storage_unavailable", $"Shard {shard} cannot follow the control stream at {at}.");
        }

        Interlocked.Increment(ref _next);
    }
}
