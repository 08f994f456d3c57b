using Tollgate.Engine;
using Tollgate.Storage.Index;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>
/// Takes a stream over and brings its state to the journal's, at the start and whenever the state was thrown away: the rule, without the thread
/// that runs it.
/// </summary>
/// <param name="owned">Told the head behind which the next block may be written. Not called while the disk is full.</param>
internal sealed class StreamReload<TState>(
    StreamCore<TState> core,
    IJournal journal,
    StreamLoader<TState> loader,
    IdIndex ids,
    TimeProvider time,
    ILogger log,
    Action<Head> owned
)
    where TState : class, IStreamState
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private long _failedAt;

    /// <summary>How long to wait for the next attempt, while the core is down or can only be read.</summary>
    public TimeSpan Pause { get; private set; } = FirstPause;

    /// <param name="stopping">Nobody writes any more, so a state that can be read will do.</param>
    public bool IsDue(bool stopping) =>
        core.Condition == CoreCondition.Lost
        || core.Condition is CoreCondition.Down or CoreCondition.ReadOnly && !stopping && time.GetElapsedTime(_failedAt) >= Pause;

    /// <summary>Loads, and when that fails tells the core why; the next attempt comes after a pause.</summary>
    /// <returns>The head that the state has, or null when the attempt failed.</returns>
    public Head? Again()
    {
        long started = time.GetTimestamp();
        Head? head = null;
        try
        {
            head = Load();
        }
        catch (JournalFullException) when (core.Condition == CoreCondition.ReadOnly)
        {
            // Still full: the state that is there goes on answering questions.
        }
        catch (Exception error)
        {
            core.LoadFailed(error);
        }

        if (core.Condition == CoreCondition.Running)
        {
            Pause = FirstPause;
            Messages.StreamLoadedAgain(log, core.Stream, core.Head.Seq, core.Head.Epoch, (long)time.GetElapsedTime(started).TotalMilliseconds);
        }
        else if (core.ClosedBy is { } why && core.Condition != CoreCondition.Ended)
        {
            _failedAt = time.GetTimestamp();
            Messages.LoadFailed(log, why, core.Stream, (long)Pause.TotalMilliseconds);
            Pause = Pause * 2 < LongestPause ? Pause * 2 : LongestPause;
        }

        return head;
    }

    /// <summary>Takes over, so that nobody else can append, and only then reads. With a full disk it only reads.</summary>
    /// <exception cref="JournalException">The journal cannot be read or taken over.</exception>
    public Head Load()
    {
        Head head;
        Exception? refused = null;
        try
        {
            head = journal.TakeOver();
        }
        catch (JournalFullException full) when (core.Condition != CoreCondition.ReadOnly)
        {
            refused = full;
            head = journal.Head;
        }

        LoadedState<TState> loaded = loader.Load(head.Seq, ids);
        core.Loaded(loaded.State, head, loaded.ClosedAt, refused);
        if (refused is null)
            owned(head);
        return head;
    }
}
