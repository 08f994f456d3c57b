using System.Diagnostics.CodeAnalysis;
using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Requests;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Time;
using Tollgate.Storage.Index;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>Whether a stream's core takes work.</summary>
public enum CoreCondition
{
    /// <summary>The state is gone, or was never there: <see cref="StreamCore{TState}.Loaded"/> is needed.</summary>
    Lost,

    Running,

    /// <summary>A fact could not be applied. What was good is still being written; then the state is <see cref="Lost"/>.</summary>
    Draining,

    /// <summary>The state is that of the journal, but nothing can be written now: questions are answered, submissions are not.</summary>
    ReadOnly,

    /// <summary>Nothing is answered, until loading succeeds.</summary>
    Down,

    /// <summary>For good: another owner has taken over, or the process is to stop.</summary>
    Ended,
}

/// <summary>
/// The rules of a stream's loop as a passive machine, for one thread, without clock, threads or I/O of its own: its driver tells it what came
/// in, what time it is and what became of the blocks that it closed, and writes and loads when it asks for it.
/// </summary>
/// <remarks>
/// Commands are decided and applied one at a time, to tentative state. Each answer waits for the last block that was begun when its turn ended,
/// so that every block it could have seen is durable; only a question asked "at once" does not wait. Answers leave in the order of the turns.
/// </remarks>
/// <param name="mostBlockBytes">What a block takes at most; the simulator takes less, so that blocks are full.</param>
public sealed partial class StreamCore<TState>(StreamId stream, IdIndex ids, ILogger log, int mostBlockBytes = StreamCore<TState>.MostBlockBytes) : IDisposable
    where TState : class, IStreamState
{
    public const int MostBlocksInFlight = 2;
    public const int MostBlockBytes = OpenBlock.MostBytes;

    // A second block is worth closing behind one that is being written when it has this much; a smaller one goes on filling until the writer
    // is free, which costs it nothing.
    private readonly int _worthQueueing = mostBlockBytes / 8;

    private readonly OpenBlock _open = new(stream, mostBlockBytes);
    private readonly Queue<ClosedBlock> _toWrite = new();
    private readonly Queue<ClosedBlock> _inFlight = new();
    private readonly Queue<Turn> _waiting = new();
    private readonly Quarantine _quarantine = new();
    private SubmissionTurn? _current;
    private TState? _state;
    private Head _head = Head.Empty;
    private RecordedAt _lastClosed = new(long.MinValue);
    private Moment _decided;

    public StreamId Stream => stream;

    public CoreCondition Condition { get; private set; } = CoreCondition.Lost;

    /// <summary>The last durable block and the ownership under which the next is written.</summary>
    public Head Head => _head;

    /// <summary>How many commands were set aside because their facts could not be applied or their rule failed.</summary>
    public long Poisoned { get; private set; }

    /// <summary>How many commands were rejected.</summary>
    public long Rejected { get; private set; }

    /// <summary>Another turn may be handed in. Not while one is interrupted, nor while the state must not be looked at.</summary>
    public bool CanTake => _current is null && Condition is not (CoreCondition.Lost or CoreCondition.Draining);

    /// <summary>Nothing is open, in flight, interrupted or waiting.</summary>
    public bool IsQuiet => _current is null && _open.Count == 0 && _inFlight.Count == 0 && _waiting.Count == 0;

    /// <summary>The state, to be looked at between turns by tests and the simulator.</summary>
    public TState State => _state ?? throw new InvalidOperationException("The state was thrown away and is not loaded again yet.");

    /// <summary>
    /// Called when a block was closed, with the state that it leads to, which must only be read. It holds the loop up for as long as it takes.
    /// </summary>
    public Action<ClosedBlock, TState>? AfterClose { get; set; }

    /// <summary>Who is told each fact as it is applied. For the loop's thread.</summary>
    internal List<FactTail> Tails { get; } = [];

    private long OpenSeq => _head.Seq + _inFlight.Count + 1;

    private long LastSeq => _open.Count > 0 ? OpenSeq : OpenSeq - 1;

    /// <summary>All that there is to see, with what the open block holds so far.</summary>
    private AsOf Seen => Now(LastSeq) with { Ordinal = _open.Count > 0 ? _open.Count : null };

    /// <summary>Runs a turn, as far as it goes.</summary>
    /// <param name="real">The real time.</param>
    public void Take(Turn turn, RecordedAt real)
    {
        if (!CanTake)
            throw new InvalidOperationException($"The core of {stream} takes nothing while it is {Condition}.");
        if (turn.Abandoned)
            turn.Abandon();
        else if (_closed is not null && (Condition != CoreCondition.ReadOnly || turn is SubmissionTurn))
            turn.Fail(Unavailable.Closed(_closed));
        else if (turn is Question<TState> question)
            Ask(question);
        else
            Begin((SubmissionTurn)turn, real);
    }

    /// <summary>Asks the tentative state, when it is sound and no turn is interrupted.</summary>
    public bool TryPeek<T>(Func<TState, AsOf, T> ask, [MaybeNullWhen(false)] out T answer)
    {
        bool can = _current is null && Condition == CoreCondition.Running;
        answer = can ? ask(State, Seen) : default;
        return can;
    }

    /// <summary>Goes on with a turn that was interrupted, if there is one.</summary>
    public void Continue(RecordedAt real)
    {
        if (_current is { } turn && Condition == CoreCondition.Running)
            Run(turn, real);
    }

    /// <summary>
    /// Closes the open block if that helps: at once when the writer is free, and behind one other block when there is something to write and
    /// nothing else has arrived.
    /// </summary>
    /// <param name="nothingElse">No further turn is there to be taken.</param>
    public void CloseIfFree(bool nothingElse, RecordedAt real)
    {
        if (ids.Damage is { } damage)
            Mend(damage);
        if (_open.Count == 0)
            return;
        if (_inFlight.Count == 0 || (nothingElse && _inFlight.Count < MostBlocksInFlight && _open.RawBytes >= _worthQueueing))
            TryClose(real);
    }

    /// <summary>The next block for the writer, in order.</summary>
    public bool TryNextBlock(out ClosedBlock block) => _toWrite.TryDequeue(out block!);

    /// <summary>A block became durable: the oldest of those in flight.</summary>
    public void Committed(Head head)
    {
        ClosedBlock oldest = _inFlight.Dequeue();
        if (oldest.Seq != head.Seq)
            throw new InvalidOperationException($"Block {head.Seq} of {stream} became durable before block {oldest.Seq}.");
        _open.TakeBack(oldest);
        _head = head;
        ids.Commit(head, oldest.At);
        while (_waiting.TryPeek(out Turn? turn) && turn.WaitsFor <= head.Seq)
            Release(_waiting.Dequeue());
        LoseIfDrained();
    }

    public void Dispose() => _open.Dispose();

    private void Begin(SubmissionTurn turn, RecordedAt real)
    {
        _current = turn;
        foreach (Command command in turn.Submission.Commands)
            (command as ReportBatch)?.Events.Begin();
        Run(turn, real);
    }

    /// <returns>False when the turn does not run any further now.</returns>
    private bool IsFirst(SubmissionTurn turn)
    {
        if (turn.Next > 0 || turn.Submission.Key is not { } key)
            return true;
        try
        {
            Verdict verdict = turn.KeyProbe is { } probe ? ids.Resolve(probe) : ids.Find(ids.Keys.OfIdempotencyKey(key.Scoped));
            if (!verdict.Known)
                return true;
            turn.FirstAnswer = verdict.First;
            _current = null;
            Wait(turn);
        }
        catch (RunDamagedException damage)
        {
            Mend(damage);
        }

        return false;
    }

    private void Run(SubmissionTurn turn, RecordedAt real)
    {
        IReadOnlyList<Command> commands = turn.Submission.Commands;
        if (!IsFirst(turn))
            return;
        while (turn.Next < commands.Count)
        {
            if (_open.IsFull && !TryClose(real))
                return;
            Outcome? outcome = commands[turn.Next] is ReportBatch report
                ? Count(report, real)
                : Step(commands[turn.Next], turn.Probes is { } probes ? probes[turn.Next] : default, real);
            if (outcome is null)
                return;
            if (outcome.Answer is Decision or Reserved or SeatAnswer)
                turn.Note(_decided);
            turn.Outcomes[turn.Next++] = outcome;
            if (commands[turn.Next - 1] is AdoptControl && IsFault(outcome))
                RefuseRest(turn);
            if (Condition != CoreCondition.Running)
                return;
        }

        Keep(turn, real);
        _current = null;
        Wait(turn);
    }

    /// <summary>Decides one command and applies what was decided. Its facts enter the block only when all of them could be applied.</summary>
    /// <returns>Null when the index has to be made again first; then the command is as if it had not come yet.</returns>
    private Outcome? Step(Command command, in IndexProbe probe, RecordedAt real)
    {
        if (_quarantine.Holds(command))
            return Quarantine.Refusal;

        TState state = State;
        Outcome outcome;
        RecordedAt at;
        IndexKey? key = null;
        int seen = _open.Count;
        try
        {
            if (state is Books books)
                command = Verdicts.Enter(books, ids, command, probe, out key);
            at = Time(real);
            IReadOnlyList<Fact> due = state.Due(command, at);
            if (due.Count > 0 && !TryApply(due, command))
                return Quarantine.Refusal;
            // What fell due is a part of what it sees.
            seen = _open.Count;
            outcome = state.Decide(command, at);
        }
        catch (RunDamagedException damage)
        {
            Mend(damage);
            return null;
        }
        catch (Exception mistake)
        {
            Poisoned++;
            Messages.DecideFailed(log, mistake, stream, command.GetType().Name, Quarantine.Identity(command));
            return Quarantine.Refusal;
        }

        if (outcome.Rejection is not null)
            Rejected++;
        if (!TryApply(outcome.Facts, command, key))
            return Quarantine.Refusal;
        // Without facts of its own it may have seen nothing of the open block, which then may never be written.
        if (outcome.Answer is Decision or Reserved or SeatAnswer)
            _decided = new Moment(seen > 0 || outcome.Facts.Count > 0 ? Now(OpenSeq) with { Ordinal = seen } : Now(LastSeq), at);
        return outcome;
    }

    /// <param name="key">That of the usage event that the facts speak of, when it is known.</param>
    private bool TryApply(IReadOnlyList<Fact> facts, object about, IndexKey? key = null)
    {
        if (facts.Count == 0)
            return true;
        int ordinal = _open.Count;
        try
        {
            for (int i = 0; i < facts.Count; i++)
                State.Apply(facts[i]);
            _open.Add(facts);
        }
        catch (Exception mistake)
        {
            SetAside(about, mistake);
            return false;
        }

        long seq = OpenSeq;
        for (int i = 0; i < facts.Count; i++)
            ids.Add(facts[i], new FactPosition(seq, ordinal + i), key);
        foreach (FactTail tail in Tails)
            tail.Take(facts);
        return true;
    }

    /// <summary>The answer enters the journal as the submission's last fact, in the block that is open then.</summary>
    private void Keep(SubmissionTurn turn, RecordedAt real)
    {
        if (turn.Submission is not { Key: { } key, Answer: { } answer } || Array.Exists(turn.Outcomes, IsUnsettled))
            return;
        try
        {
            KeptAnswer kept = answer(turn.Outcomes, turn.Moments);
            var fact = new AnswerKept(key.Scoped, key.BodyHash, kept.Status, kept.Body, Time(real));
            if (TryApply([fact], key))
                turn.Kept = kept;
        }
        catch (Exception mistake)
        {
            Poisoned++;
            Messages.AnswerNotKept(log, mistake, stream, key.Scoped);
        }
    }

    /// <summary>Items of the control stream come in order: behind one that cannot be taken, none is.</summary>
    private static void RefuseRest(SubmissionTurn turn)
    {
        while (turn.Next < turn.Outcomes.Length)
            turn.Outcomes[turn.Next++] = Quarantine.Refusal;
    }

    /// <summary>It is no answer to keep: it is asked for again, by the caller or by <see cref="FirstReceipts"/>.</summary>
    private static bool IsUnsettled(Outcome outcome) => IsFault(outcome) || outcome.Rejection is { Kind: RejectionKind.Stale } || outcome.Answer is CountedBefore;

    private static bool IsFault(Outcome outcome) =>
        outcome.Rejection is { Kind: RejectionKind.Fault } || outcome.Answer is UsageBatch { HasFault: true };

    private void Ask(Question<TState> question)
    {
        question.Ask(State, Seen);
        if (question.AtOnce)
            question.Release(Now(LastSeq));
        else
            Wait(question);
    }

    private void Wait(Turn turn)
    {
        turn.WaitsFor = LastSeq;
        if (turn.WaitsFor <= _head.Seq)
            Release(turn);
        else
            _waiting.Enqueue(turn);
    }

    private void Release(Turn turn) => turn.Release(Now(turn.WaitsFor));

    private AsOf Now(long seq) => new(stream.Shard ?? AsOf.Control, _head.Incarnation, _head.Epoch, seq);

    /// <summary>
    /// Never before the last block was closed, also on a clock that went back: by that time ids are forgotten, and an event that was too old by
    /// then must not be young enough again.
    /// </summary>
    private RecordedAt Time(RecordedAt real)
    {
        RecordedAt now = State.Time(real);
        return now > _lastClosed ? now : _lastClosed;
    }

    private bool TryClose(RecordedAt real)
    {
        if (_inFlight.Count == MostBlocksInFlight)
            return false;
        _lastClosed = Time(real);
        ClosedBlock closed = _open.Close(_head.Epoch, OpenSeq, _lastClosed);
        _inFlight.Enqueue(closed);
        _toWrite.Enqueue(closed);
        if (Condition == CoreCondition.Running)
            AfterClose?.Invoke(closed, State);
        return true;
    }
}
