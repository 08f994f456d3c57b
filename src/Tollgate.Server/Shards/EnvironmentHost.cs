using Tollgate.Engine;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Time;
using Tollgate.Server.Alerts;
using Tollgate.Server.Webhooks;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Shards;

/// <summary>Where an environment is kept.</summary>
/// <param name="Webhooks">The host's from then on; null where nobody is told anything.</param>
public sealed record EnvironmentStorage(
    string Id,
    StreamStorage Control,
    IReadOnlyList<StreamStorage> Shards,
    EnvironmentProjections Projections,
    WebhookDispatch? Webhooks = null
);

/// <summary>One environment at work: its control stream, its shards, and what is made from their journals.</summary>
public sealed class EnvironmentHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly StreamSurroundings _around;
    private readonly StreamHost<Register> _control;
    private readonly StreamHost<Books>[] _shards;
    private readonly ControlFollower[] _followers;
    private readonly PastStates[] _past;
    private readonly SemaphoreSlim _onePast = new(1, 1);
    private readonly EnvironmentProjections _projections;
    private readonly CancellationTokenSource _stop = new();
    private Task _following = Task.CompletedTask;
    private bool _isStarted;

    public EnvironmentHost(EnvironmentStorage storage, StreamSurroundings around)
    {
        Id = storage.Id;
        _around = around;
        _projections = storage.Projections;
        Webhooks = storage.Webhooks;
        _control = Host(storage.Control, () => new Register(), digest: null);
        _shards = [.. storage.Shards.Select(shard => Host(shard, () => new Books(), StateDigest.Of, Webhooks?.Feed(shard.Journal.Identity.Stream)))];
        _followers = Array.ConvertAll(_shards, shard => new ControlFollower(storage.Control.Journal, shard.Loop, around.Log));
        _past = [.. storage.Shards.Select(shard => new PastStates(shard.Journal, shard.Snapshots, around.Log))];
        Shards = Array.ConvertAll(_shards, shard => shard.Loop);
        Usage = new UsageLookup(Shards[0]);
    }

    public string Id { get; }

    /// <summary>The loop of the control stream, to be asked. What it is to do goes through <see cref="Control"/>.</summary>
    public StreamLoop<Register> Register => _control.Loop;

    public IReadOnlyList<StreamLoop<Books>> Shards { get; }

    /// <summary>The one shard there is by now.</summary>
    public StreamLoop<Books> Shard => Shards[0];

    public UsageLookup Usage { get; }

    /// <summary>
    /// Rows for people and reports, a little behind the journal; see <see cref="Fresh"/>. To be asked for anew with each use, since a damaged
    /// file is replaced.
    /// </summary>
    public ProjectionStore Projections => _projections.Current;

    /// <summary>Rings when alerts have become rows.</summary>
    public Bell AlertBell => _projections.AlertBell;

    /// <summary>Who follows alerts at the moment.</summary>
    public AlertReaders AlertReaders { get; } = new();

    /// <summary>Null where nobody is told anything.</summary>
    public WebhookDispatch? Webhooks { get; }

    /// <summary>The control stream's first, then the shards'.</summary>
    public IReadOnlyList<StreamHealth> Health => [_control.Health, .. _shards.Select(shard => shard.Health)];

    /// <summary>Whether the environment was ever created in it; a folder that was left half-made is not.</summary>
    public Task<bool> Exists() => Register.Read((register, _) => register.Environment is not null);

    /// <summary>
    /// Checks every stream against its high-water mark, then starts them and brings the shards up to the control stream: whatever a crash cut
    /// off between the two is made up for.
    /// </summary>
    /// <exception cref="Tollgate.Storage.HighWater.StoreBehindHighWaterException">An old copy of a journal was put back. Nothing was started.</exception>
    /// <inheritdoc cref="StreamLoop{TState}.Start"/>
    public async Task Start()
    {
        _control.CheckMark();
        foreach (StreamHost<Books> shard in _shards)
            shard.CheckMark();
        _control.Start();
        // Before a block is looked at: one that calls for a message must find who wants it.
        await RefreshWebhooks().ConfigureAwait(false);
        foreach (StreamHost<Books> shard in _shards)
        {
            Webhooks?.Begin(shard.Loop.Journal);
            shard.Start();
        }

        _isStarted = true;
        try
        {
            await Adopted(Register.Committed.Seq, default).ConfigureAwait(false);
        }
        catch (StreamUnavailableException unavailable)
        {
            // A full disk: what can be answered is, and the next item of the control stream tries again.
            Messages.FollowingLater(_around.Log, unavailable, Id);
        }

        _following = Task.Run(KeepFollowing);
        if (Webhooks is not null)
            await Webhooks.Start().ConfigureAwait(false);
        Messages.EnvironmentOpen(_around.Log, Id);
    }

    /// <summary>Has commands of the control stream decided, and answers once the shards have adopted what came of them.</summary>
    /// <inheritdoc cref="StreamLoop{TState}.Submit"/>
    public async Task<Reply> Control(Submission submission, CancellationToken cancel = default)
    {
        Reply reply = await Register.Submit(submission, cancel).ConfigureAwait(false);
        try
        {
            await Adopted(reply.AsOf.Seq, cancel).ConfigureAwait(false);
            // Who moves a clock finds on record what fell due by it.
            if (submission.Commands.Any(static command => command is AdvanceClock))
                await Sweep().ConfigureAwait(false);
        }
        catch (StreamUnavailableException waiting)
        {
            throw Unavailable.NotAdopted(waiting);
        }

        return reply;
    }

    /// <summary>Takes over which webhooks the control stream knows, after one was registered, removed or given another secret.</summary>
    public Task RefreshWebhooks() => Webhooks is null
        ? Task.CompletedTask
        : Webhooks.Refresh(async () => await Register.Read(static (register, _) => register.Webhooks.Values.ToArray()).ConfigureAwait(false));

    /// <inheritdoc cref="StreamLoop{TState}.Submit"/>
    public Task<Reply> Submit(Submission submission, CancellationToken cancel = default) => Shard.Submit(submission, cancel);

    /// <summary>What the shard knew at an instant, of all or of what had happened by another, as a state of its own. It may replay the whole journal.</summary>
    /// <inheritdoc cref="PastStates.AsOf"/>
    public Task<Books> StateAsOf(RecordedAt knownAt, EffectiveAt? happenedBy, CancellationToken cancel = default) =>
        Past(() => _past[0].AsOf(knownAt, happenedBy, Shard.Committed.Seq, cancel), cancel);

    /// <summary>The state that a decision saw, as a state of its own, once it is durable. It may replay the whole journal.</summary>
    /// <param name="asOf">With its ordinal.</param>
    /// <inheritdoc cref="PastStates.After"/>
    public Task<Books> StateAfter(AsOf asOf, CancellationToken cancel = default) =>
        Past(() => _past[asOf.Shard].After(asOf.Seq, asOf.Ordinal!.Value, progress: null, cancel), cancel);

    private async Task<Books> Past(Func<Books> make, CancellationToken cancel)
    {
        // Each takes a core and a state's memory for as long as it replays: one after another, the rest of the server notices nothing.
        await _onePast.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await Task.Run(make, cancel).ConfigureAwait(false);
        }
        finally
        {
            _onePast.Release();
        }
    }

    /// <summary>
    /// Waits until the projections hold all that is durable now, so that whoever was just answered finds it in a list. When they are far
    /// behind, it gives up, and the list is as old as they are.
    /// </summary>
    /// <returns>Whether they do.</returns>
    public async Task<bool> Fresh(CancellationToken cancel = default)
    {
        _control.Replayer.Hurry();
        foreach (StreamHost<Books> host in _shards)
            host.Replayer.Hurry();
        bool control = await Projections.WaitFor(Register.Stream, Register.Committed.Seq, Patience, cancel).ConfigureAwait(false);
        bool books = await Projections.WaitFor(Shard.Stream, Shard.Committed.Seq, Patience, cancel).ConfigureAwait(false);
        return control && books;
    }

    /// <summary>Somebody met <see cref="ProjectionsDamagedException"/> in reading: the file is dropped and filled again from the journal.</summary>
    public void ReplaceProjections(ProjectionStore damaged) => _projections.Replace(damaged);

    /// <summary>Reads every stream from its first block and tells the first thing that is wrong in each. It goes on beside the loops.</summary>
    public IEnumerable<VerificationResult> VerifyJournal(IProgress<VerificationProgress>? progress = null, CancellationToken cancel = default)
    {
        yield return JournalVerifier.Verify(Register.Journal, progress, cancel);
        foreach (StreamLoop<Books> shard in Shards)
            yield return JournalVerifier.Verify(shard.Journal, progress, cancel);
    }

    /// <summary>The digest of the shard's live state. It holds the loop up for as long as it takes to look at everything.</summary>
    public Task<(UInt128 Digest, AsOf AsOf)> Digest(CancellationToken cancel = default) =>
        Shard.Read((books, asOf) => (StateDigest.Of(books), asOf), cancel);

    /// <summary>Stops the control stream first, has the shards adopt what is in it, and then stops them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        if (_isStarted)
            await StopControl().ConfigureAwait(false);
        await _control.DisposeAsync().ConfigureAwait(false);
        foreach (StreamHost<Books> shard in _shards)
            await shard.DisposeAsync().ConfigureAwait(false);
        if (Webhooks is not null)
            await Webhooks.DisposeAsync().ConfigureAwait(false);
        _projections.Dispose();
        _onePast.Dispose();
    }

    private StreamHost<TState> Host<TState>(StreamStorage storage, Func<TState> empty, Func<TState, UInt128>? digest, BlockFeed? further = null)
        where TState : class, IStreamState
    {
        BlockFeed rows = _projections.Feed(storage.Journal.Identity.Stream);
        return new(storage, empty, digest, further is null ? [rows] : [rows, further], _around);
    }

    /// <summary>
    /// Hands the shards whatever nobody waits for: an item whose outcome was unknown and that turned out to be written, or one that a shard
    /// could not take when it was asked to.
    /// </summary>
    private async Task KeepFollowing()
    {
        using var timer = new PeriodicTimer(BetweenLooks, _around.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                try
                {
                    await Adopted(Register.Committed.Seq, _stop.Token).ConfigureAwait(false);
                    await Sweep().ConfigureAwait(false);
                }
                catch (Exception error) when (error is StreamUnavailableException or JournalException)
                {
                    // Said by whoever asked first; it is tried again until it can be done.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The environment is being closed.
        }
    }

    /// <summary>Records what fell due for accounts that nobody touches, a slice at a time, so that others get their turn in between.</summary>
    private async Task Sweep()
    {
        var real = new RecordedAt((_around.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        while (await Shard.Peek((books, _) => books.DueAccounts.Next is { } next && next <= new EffectiveAt(books.Time(real).Microseconds), _stop.Token).ConfigureAwait(false))
        {
            Reply reply = await Shard.Submit(new Submission([new SweepDues()]), _stop.Token).ConfigureAwait(false);
            if (reply.Outcomes[0].Answer is not DuesSwept { More: true })
                break;
        }
    }

    private async Task StopControl()
    {
        _isStarted = false;
        await Register.Stop().ConfigureAwait(false);
        try
        {
            // Whoever is still adopting reads the control journal, which is about to be closed.
            await Adopted(Register.Committed.Seq, default).ConfigureAwait(false);
        }
        catch (Exception error) when (error is StreamUnavailableException or JournalException)
        {
            Messages.FollowingLater(_around.Log, error, Id);
        }
    }

    private async Task Adopted(long seq, CancellationToken cancel)
    {
        if (seq < 0)
            return;
        foreach (ControlFollower follower in _followers)
            await follower.Reach(seq, cancel).ConfigureAwait(false);
    }
}
