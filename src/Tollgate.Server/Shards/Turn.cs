using Tollgate.Engine;
using Tollgate.Storage.Index;

namespace Tollgate.Server.Shards;

/// <summary>One thing that a stream is asked, on its way through the loop: queued, run, and held until what it rests on is durable.</summary>
public abstract class Turn(CancellationToken cancel)
{
    /// <summary>The block that must be durable before the answer may leave.</summary>
    internal long WaitsFor { get; set; } = -1;

    /// <summary>Nobody waits for it any more. Only asked before it has begun; what has begun is brought to its end.</summary>
    internal bool Abandoned => cancel.IsCancellationRequested;

    /// <summary>Everything that the answer rests on is durable.</summary>
    internal abstract void Release(AsOf asOf);

    internal abstract void Fail(Exception error);

    internal void Abandon() => Cancel(cancel);

    protected abstract void Cancel(CancellationToken cancel);
}

/// <summary>A submission in the loop. It may be interrupted between two commands, when a block is full and the writer busy.</summary>
public sealed class SubmissionTurn(Submission submission, CancellationToken cancel = default) : Turn(cancel)
{
    private readonly TaskCompletionSource<Decided> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Submission Submission => submission;

    internal Outcome[] Outcomes { get; } = new Outcome[submission.Commands.Count];

    /// <summary>What is committed of the ids in the commands, asked before the turn; null when it was not asked.</summary>
    internal IndexProbe[]? Probes { get; init; }

    /// <summary>The same for the idempotency key.</summary>
    internal IndexProbe? KeyProbe { get; init; }

    /// <summary>The command whose turn it is.</summary>
    internal int Next { get; set; }

    /// <summary>What each decision among the outcomes rests on, at its outcome's place; empty when there is none.</summary>
    internal Moment[] Moments { get; private set; } = [];

    internal KeptAnswer? Kept { get; set; }

    /// <summary>Where the answer to the first request with this key stands; null when this is the first.</summary>
    internal FactPosition? FirstAnswer { get; set; }

    public Task<Decided> Done => _done.Task;

    /// <summary>What came of the command whose turn it is is a decision.</summary>
    internal void Note(in Moment moment)
    {
        if (Moments.Length == 0)
            Moments = new Moment[Outcomes.Length];
        Moments[Next] = moment;
    }

    internal override void Release(AsOf asOf) => _done.TrySetResult(new Decided(Outcomes, Kept, FirstAnswer, asOf) { Moments = Moments });

    internal override void Fail(Exception error) => _done.TrySetException(error);

    protected override void Cancel(CancellationToken cancel) => _done.TrySetCanceled(cancel);
}

/// <summary>What the loop made of a submission, durable.</summary>
/// <param name="FirstAnswer">
/// The request came before under its idempotency key, and this is where the answer of then stands in the journal; nothing was run. Whether it
/// was the same request, that fact tells.
/// </param>
public sealed record Decided(IReadOnlyList<Outcome> Outcomes, KeptAnswer? Kept, FactPosition? FirstAnswer, AsOf AsOf)
{
    /// <inheritdoc cref="Reply.Moments"/>
    public IReadOnlyList<Moment> Moments { get; init; } = [];
}

/// <summary>A question about a stream's state. It changes nothing.</summary>
/// <param name="atOnce">It is answered from the tentative state and promises nothing.</param>
public abstract class Question<TState>(bool atOnce, CancellationToken cancel) : Turn(cancel)
{
    internal bool AtOnce => atOnce;

    internal abstract void Ask(TState state, AsOf asOf);
}

/// <inheritdoc/>
public sealed class Question<TState, TAnswer>(Func<TState, AsOf, TAnswer> ask, bool atOnce, CancellationToken cancel = default)
    : Question<TState>(atOnce, cancel)
{
    private readonly TaskCompletionSource<TAnswer> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TAnswer? _answer;
    private Exception? _mistake;

    public Task<TAnswer> Done => _done.Task;

    internal override void Ask(TState state, AsOf asOf)
    {
        try
        {
            _answer = ask(state, asOf);
        }
        catch (Exception mistake)
        {
            // The asker's own: nobody else is to suffer from it.
            _mistake = mistake;
        }
    }

    internal override void Release(AsOf asOf)
    {
        if (_mistake is not null)
            _done.TrySetException(_mistake);
        else
            _done.TrySetResult(_answer!);
    }

    internal override void Fail(Exception error) => _done.TrySetException(error);

    protected override void Cancel(CancellationToken cancel) => _done.TrySetCanceled(cancel);
}
