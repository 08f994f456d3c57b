using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Engine;
using Tollgate.Engine.Environments;
using Tollgate.Server.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.Nodes;

/// <summary>Plays the waiting of a control follower, around the product's own rule.</summary>
internal sealed class Follower(Seat<Register> control, Seat<Books> shard)
{
    private readonly Following _following = new(control.Journal, shard.Stream, NullLogger.Instance);
    private Question<Books, long>? _asking;
    private SubmissionTurn? _handing;

    /// <summary>The last block of the control stream that somebody waits for.</summary>
    public long Wanted { get; set; } = -1;

    public bool Reached(long seq) => _following.Next > seq;

    /// <returns>What went wrong, for those who wait; null when nothing did.</returns>
    public Exception? Act()
    {
        try
        {
            Step();
            return null;
        }
        catch (Exception error) when (error is StreamUnavailableException or JournalException)
        {
            _asking = null;
            _handing = null;
            return error;
        }
    }

    private void Step()
    {
        if (_asking is { Done.IsCompleted: true } asked)
        {
            _asking = null;
            _following.Begin(asked.Done.GetAwaiter().GetResult());
        }
        else if (_handing is { Done.IsCompleted: true } handed)
        {
            _handing = null;
            _following.Took(handed.Submission, handed.Done.GetAwaiter().GetResult().Outcomes);
        }
        else if (_asking is not null || _handing is not null || Reached(Wanted))
        {
            return;
        }
        else if (_following.Next < 0)
        {
            shard.Enter(_asking = new Question<Books, long>((books, _) => Following.Ask(books), atOnce: false));
        }
        else
        {
            shard.Enter(_handing = new SubmissionTurn(_following.Hand()));
        }
    }
}
