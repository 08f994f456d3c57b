using Tollgate.Engine;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>
/// Hands the durable items of the control stream to one shard, in order. The shard writes those that concern it into its own journal before it
/// uses them; what it has seen already changes nothing, so that a crash in between is healed by handing them over again.
/// </summary>
public sealed class ControlFollower(IJournalReader control, StreamLoop<Books> shard, ILogger log)
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Following _following = new(control, shard.Stream, log);

    /// <summary>The first block of the control stream that the shard may not have seen; -1 before it was asked.</summary>
    public long Next => _following.Next;

    /// <summary>Completes when the shard has adopted everything up to a durable block of the control stream.</summary>
    /// <exception cref="StreamUnavailableException">The shard cannot go on now. The items wait in the control stream; ask again.</exception>
    public async Task Reach(long seq, CancellationToken cancel = default)
    {
        if (Next > seq)
            return;
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (Next < 0)
                _following.Begin(await shard.Read((books, _) => Following.Ask(books), cancel).ConfigureAwait(false));
            // Not cancelled half-way: whoever comes next would only have to do the same again.
            while (Next <= seq)
            {
                Submission items = _following.Hand();
                _following.Took(items, (await shard.Submit(items).ConfigureAwait(false)).Outcomes);
            }
        }
        finally
        {
            _one.Release();
        }
    }
}
