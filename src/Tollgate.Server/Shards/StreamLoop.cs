using System.Collections.Concurrent;
using System.Threading.Channels;
using Tollgate.Engine;
using Tollgate.Engine.Time;
using Tollgate.Storage.Index;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>
/// Drives a <see cref="StreamCore{TState}"/>: a bounded queue in, one thread that runs the turns, one that writes the blocks. Asking is safe
/// for any thread.
/// </summary>
/// <remarks>
/// One thread at a time drives the core: whoever holds <c>_driving</c>. Mostly that is the loop's own; but who finds it idle, with nothing
/// queued, runs a short turn of his own at once, which spares waking two threads for something that takes a microsecond.
/// </remarks>
/// <param name="stopProcess">
/// Called when the disk could not make a block durable, or the loop itself failed: nothing that this process believes can be trusted, and it has
/// to end at once. Not called for anything that a reload mends.
/// </param>
public sealed partial class StreamLoop<TState>(
    IJournal journal,
    StreamLoader<TState> loader,
    IdIndex ids,
    TimeProvider time,
    ILogger log,
    Action<Exception> stopProcess
)
    where TState : class, IStreamState
{
    /// <summary>Turns that may wait for the loop; past it, askers wait to be let in.</summary>
    public const int QueueBound = 4096;

    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    private readonly Channel<Turn> _turns = Channel.CreateBounded<Turn>(new BoundedChannelOptions(QueueBound) { SingleReader = true });
    private readonly Lock _driving = new();
    private readonly ConcurrentQueue<WriterNews> _news = new();
    private readonly ManualResetEventSlim _wake = new(initialState: false, spinCount: 20);
    private readonly StreamCore<TState> _core = new(journal.Identity.Stream, ids, log);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StreamReload<TState>? _reload;
    private BlockWriter? _writer;
    private volatile CommittedHead _committed = new(Head.Empty);
    private volatile bool _stopping;

    /// <summary>What the writer tells the loop: a block is durable, or one is lost.</summary>
    private readonly record struct WriterNews(Head Durable, Exception? Error);

    // Boxed, so that any thread reads one head and never halves of two.
    private sealed record CommittedHead(Head Head);

    public StreamId Stream => _core.Stream;

    public Head Committed => _committed.Head;

    public int QueueDepth => _turns.Reader.Count;

    public long Rejected => _core.Rejected;

    public long Poisoned => _core.Poisoned;

    public CoreCondition Condition => _core.Condition;

    public IdIndex Ids => ids;

    public IJournalReader Journal => journal;

    /// <summary>A block became durable. Called by whoever drives the loop, which it must not hold up.</summary>
    public event Action? BlockCommitted;

    /// <summary>Takes the stream over, loads its state, and begins to answer.</summary>
    /// <exception cref="JournalException">The journal cannot be read, or belongs to another. A full disk does not keep it from starting: it then answers questions.</exception>
    public void Start(Action<ClosedBlock, TState>? afterClose = null)
    {
        _core.AfterClose = afterClose;
        long started = time.GetTimestamp();
        var appender = new BlockAppender(
            journal,
            time,
            head => Tell(new WriterNews(head, null)),
            (seq, error) =>
            {
                if (error is JournalSyncFailedException)
                    StopProcess(error);
                else
                    Messages.WriteFailed(log, error, Stream, seq);
                Tell(new WriterNews(default, error));
            }
        );
        _writer = new BlockWriter(Stream, appender);
        _reload = new StreamReload<TState>(_core, journal, loader, ids, time, log, _writer.GoOn);
        NoteLoaded(_reload.Load());
        _writer.Start();
        Messages.StreamOpen(log, Stream, Committed.Seq, Committed.Epoch, (long)time.GetElapsedTime(started).TotalMilliseconds);
        new Thread(RunGuarded) { IsBackground = true, Name = $"{Stream} loop" }.Start();
    }

    /// <summary>Has commands decided and answers once everything they led to, and everything they could have seen, is durable.</summary>
    /// <exception cref="StreamUnavailableException">Retry with the same id.</exception>
    /// <exception cref="IdempotencyKeyReusedException">The key came with another request before.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits any more. What had begun by then is done all the same.</exception>
    public async Task<Reply> Submit(Submission submission, CancellationToken cancel = default)
    {
        var turn = new SubmissionTurn(submission, cancel)
        {
            Probes = Verdicts.Probe(ids, submission.Commands),
            KeyProbe = submission.Key is { } key ? ids.Probe(ids.Keys.OfIdempotencyKey(key.Scoped)) : null,
        };
        if (!TryRun(turn))
            await Enqueue(turn, cancel).ConfigureAwait(false);
        Decided decided = await turn.Done.WaitAsync(cancel).ConfigureAwait(false);
        if (decided.FirstAnswer is { } first)
            return FirstAnswers.Repeat(journal, submission.Key!, first, decided.AsOf);
        if (!FirstReceipts.AreNeeded(decided.Outcomes))
            return new Reply(decided.Outcomes, decided.Kept, Repeated: false, decided.AsOf) { Moments = decided.Moments };
        Reply later = await Submit(FirstReceipts.Again(journal, submission, decided), cancel).ConfigureAwait(false);
        return later.Repeated ? later : later with
        {
            Outcomes = FirstReceipts.Together(decided.Outcomes, later.Outcomes),
            Moments = FirstReceipts.Together(decided, later.Moments),
        };
    }

    /// <summary>Asks the state, and answers once everything it could have seen is durable.</summary>
    /// <param name="ask">Runs in the loop: it only reads, is quick, and its answer keeps nothing of the state.</param>
    /// <exception cref="StreamUnavailableException">The state that was seen was thrown away, or there is none now: ask again.</exception>
    public async Task<T> Read<T>(Func<TState, AsOf, T> ask, CancellationToken cancel = default)
    {
        var question = new Question<TState, T>(ask, atOnce: false, cancel);
        await Enqueue(question, cancel).ConfigureAwait(false);
        return await question.Done.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Tells a tail each fact that is applied from now on. For what is asked in the loop.</summary>
    public void Follow(FactTail tail) => _core.Tails.Add(tail);

    /// <summary>Tells it no more.</summary>
    public Task Leave(FactTail tail) => Read((_, _) => _core.Tails.Remove(tail));

    /// <summary>Asks the tentative state, and answers at once. It promises nothing: what it saw may yet be thrown away.</summary>
    /// <inheritdoc cref="Read{T}"/>
    public ValueTask<T> Peek<T>(Func<TState, AsOf, T> ask, CancellationToken cancel = default)
    {
        if (TryPeek(ask, out T? answer))
            return new ValueTask<T>(answer);
        var question = new Question<TState, T>(ask, atOnce: true, cancel);
        ValueTask queued = Enqueue(question, cancel);
        return queued.IsCompletedSuccessfully && !cancel.CanBeCanceled ? new ValueTask<T>(question.Done) : new ValueTask<T>(Both());

        async Task<T> Both()
        {
            await queued.ConfigureAwait(false);
            return await question.Done.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Takes nothing new, answers what is there, and ends with everything durable.</summary>
    public async Task Stop()
    {
        _turns.Writer.TryComplete();
        _stopping = true;
        _wake.Set();
        await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>The state after a stop, when nothing moves any more; null when it was lost.</summary>
    internal TState? FinalState => _ended.Task.IsCompleted && _finalStateIsGood ? _core.State : null;

    internal void Note(Checkpointed checkpoint) => _writer?.Note(checkpoint);

    internal void StopProcess(Exception error)
    {
        Messages.SyncFailed(log, error, Stream);
        stopProcess(error);
    }

    private ValueTask Enqueue(Turn turn, CancellationToken cancel)
    {
        if (!_turns.Writer.TryWrite(turn))
            return WaitToEnqueue(turn, cancel);
        _wake.Set();
        return ValueTask.CompletedTask;
    }

    private async ValueTask WaitToEnqueue(Turn turn, CancellationToken cancel)
    {
        try
        {
            await _turns.Writer.WriteAsync(turn, cancel).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw Unavailable.Stopping();
        }

        _wake.Set();
    }

    private void Tell(WriterNews news)
    {
        _news.Enqueue(news);
        if (!TryHear())
            _wake.Set();
    }

    private RecordedAt Real() => new((time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TicksPerMicrosecond);
}
