using Tollgate.Engine;
using Tollgate.Engine.Time;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

// How a stream loses its tentative state and comes back.
public sealed partial class StreamCore<TState>
{
    private Exception? _closed;

    /// <summary>Why nothing is taken, or null.</summary>
    public Exception? ClosedBy => _closed;

    /// <summary>
    /// The writer failed: the oldest block in flight and all behind it are not written, or nobody knows. Whatever waits for them is told to
    /// retry with the same id, and the tentative state is thrown away.
    /// </summary>
    public void Failed(Exception error)
    {
        Exception told = Unavailable.Lost(error);
        while (_waiting.TryDequeue(out Turn? turn))
            turn.Fail(told);
        FailCurrent(told);
        _toWrite.Clear();
        _inFlight.Clear();
        _open.Clear();
        ids.Discard();
        if (error is JournalFencedException or JournalSyncFailedException)
            End(error);
        else
            Lose();
    }

    /// <summary>The state is that of the journal up to its head.</summary>
    /// <param name="head">As it is after taking over; or as it was found, when that was refused.</param>
    /// <param name="lastClosed">When the last block was closed.</param>
    /// <param name="refused">Why nothing can be written for now; null when the stream is owned.</param>
    public void Loaded(TState state, Head head, RecordedAt lastClosed, Exception? refused = null)
    {
        if (Condition == CoreCondition.Ended)
            return;
        _state = state;
        _head = head;
        _lastClosed = lastClosed;
        _closed = refused;
        Condition = refused is null ? CoreCondition.Running : CoreCondition.ReadOnly;
        if (refused is not null)
            FailCurrent(Unavailable.Lost(refused));
    }

    /// <summary>Loading failed. Until it succeeds, all that comes is refused.</summary>
    public void LoadFailed(Exception error)
    {
        if (Condition == CoreCondition.Ended)
            return;
        _closed = error;
        Condition = CoreCondition.Down;
        FailCurrent(Unavailable.Lost(error));
    }

    /// <summary>Nothing is taken any more. What waits for blocks in flight still gets its answer when they are durable.</summary>
    public void End(Exception reason)
    {
        _closed = reason;
        Condition = CoreCondition.Ended;
        FailCurrent(Unavailable.Closed(reason));
    }

    /// <summary>
    /// A fact could not be applied, so the state is no longer what the journal says. Nothing of the command reaches the journal; what was good
    /// before it is written and answered, then the state is loaded again and the submission goes on behind the command.
    /// </summary>
    private void SetAside(object about, Exception mistake)
    {
        Poisoned++;
        Messages.ApplyFailed(log, mistake, stream, about.GetType().Name, about is Command named ? Quarantine.Identity(named) : about);
        if (about is Command command)
            _quarantine.Add(command);
        Condition = CoreCondition.Draining;
        LoseIfDrained();
    }

    /// <summary>
    /// The index of ids cannot be trusted. Nothing more is decided; what was good is written and answered, then everything is loaded again, the
    /// index from its files if they are whole, or from the journal.
    /// </summary>
    private void Mend(RunDamagedException damage)
    {
        if (Condition != CoreCondition.Running)
            return;
        Messages.IndexDamaged(log, damage, stream);
        Condition = CoreCondition.Draining;
        LoseIfDrained();
    }

    private void LoseIfDrained()
    {
        if (Condition == CoreCondition.Draining && _open.Count == 0 && _inFlight.Count == 0)
            Lose();
    }

    private void Lose()
    {
        foreach (FactTail tail in Tails)
            tail.Break();
        Tails.Clear();
        _state = null;
        Condition = CoreCondition.Lost;
    }

    private void FailCurrent(Exception told)
    {
        _current?.Fail(told);
        _current = null;
    }
}
