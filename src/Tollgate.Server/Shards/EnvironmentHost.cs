using Tollgate.Engine;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Shards;

/// <summary>Where an environment is kept.</summary>
/// <param name="Feeds">Who is to be handed the durable blocks of a stream.</param>
public sealed record EnvironmentStorage(string Id, StreamStorage Control, IReadOnlyList<StreamStorage> Shards, Func<StreamId, IReadOnlyList<BlockFeed>> Feeds)
{
    /// <summary>Belongs to the host, which closes it; null where nothing lists anything.</summary>
    public SqliteProjections? Projections { get; init; }
}

/// <summary>One environment at work: its control stream, its shards, and what is made from their journals.</summary>
public sealed class EnvironmentHost : IAsyncDisposable
{
    private readonly StreamSurroundings _around;
    private readonly StreamHost<Register> _control;
    private readonly StreamHost<Books>[] _shards;
    private readonly ControlFollower[] _followers;
    private readonly PastStates[] _past;
    private readonly SqliteProjections? _projections;

    public EnvironmentHost(EnvironmentStorage storage, StreamSurroundings around)
    {
        Id = storage.Id;
        _around = around;
        _projections = storage.Projections;
        _control = new StreamHost<Register>(storage.Control, () => new Register(), digest: null, storage.Feeds(storage.Control.Journal.Identity.Stream), around);
        _shards =
        [
            .. storage.Shards.Select(shard => new StreamHost<Books>(shard, () => new Books(), StateDigest.Of, storage.Feeds(shard.Journal.Identity.Stream), around)),
        ];
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

    /// <summary>Rows for people and lists, a little behind the journal; see <see cref="ProjectionFeed.Fresh"/>.</summary>
    public SqliteProjections Projections => _projections ?? throw new InvalidOperationException($"The environment '{Id}' was opened without projections.");

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
        foreach (StreamHost<Books> shard in _shards)
            shard.Start();
        try
        {
            await Adopted(Register.Committed.Seq, default).ConfigureAwait(false);
        }
        catch (StreamUnavailableException unavailable)
        {
            // A full disk: what can be answered is, and the next item of the control stream tries again.
            Messages.FollowingLater(_around.Log, unavailable, Id);
        }

        Messages.EnvironmentOpen(_around.Log, Id);
    }

    /// <summary>Has commands of the control stream decided, and answers once the shards have adopted what came of them.</summary>
    /// <inheritdoc cref="StreamLoop{TState}.Submit"/>
    public async Task<Reply> Control(Submission submission, CancellationToken cancel = default)
    {
        Reply reply = await Register.Submit(submission, cancel).ConfigureAwait(false);
        await Adopted(reply.AsOf.Seq, cancel).ConfigureAwait(false);
        return reply;
    }

    /// <inheritdoc cref="StreamLoop{TState}.Submit"/>
    public Task<Reply> Submit(Submission submission, CancellationToken cancel = default) => Shard.Submit(submission, cancel);

    /// <summary>What the shard knew at an instant, as a state of its own. It may replay the whole journal.</summary>
    /// <inheritdoc cref="PastStates.AsOf"/>
    public Task<Books> StateAsOf(RecordedAt knownAt, CancellationToken cancel = default) =>
        Task.Run(() => _past[0].AsOf(knownAt, Shard.Committed.Seq, cancel), cancel);

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

    /// <summary>Stops the control stream first, so that nothing new is to be adopted, then the shards.</summary>
    public async ValueTask DisposeAsync()
    {
        await _control.DisposeAsync().ConfigureAwait(false);
        foreach (StreamHost<Books> shard in _shards)
            await shard.DisposeAsync().ConfigureAwait(false);
        _projections?.Dispose();
    }

    private async Task Adopted(long seq, CancellationToken cancel)
    {
        if (seq < 0)
            return;
        foreach (ControlFollower follower in _followers)
            await follower.Reach(seq, cancel).ConfigureAwait(false);
    }
}
