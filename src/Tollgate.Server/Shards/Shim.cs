// Stands in for the shards, the journal and the projections until they land: all in memory, one lock. To be deleted then.
using System.Security.Cryptography;
using Tollgate.Engine;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Requests;
using Tollgate.Engine.Time;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Entitlements;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Shards;

public sealed class ShimLoop<TState>(TState state, int shard, Action<FactPosition, Fact>? follow = null)
    where TState : class, IStreamState
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AnswerKept> _kept = [];
    private readonly Dictionary<(string, string, string), Sighting> _seen = [];
    public readonly List<(FactPosition Position, Fact Fact)> Log = [];

    public Task<Reply> Submit(Submission submission, CancellationToken cancel = default)
    {
        lock (_lock)
        {
            RecordedAt at = state.Time(new RecordedAt((DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / 10));
            string? key = submission.Key is { } k ? k.Operation + "|" + k.Key : null;
            if (key is not null && _kept.TryGetValue(key, out AnswerKept? first))
            {
                if (first.Body != submission.Key!.BodyHash)
                    throw new IdempotencyKeyReusedException(submission.Key.Key);
                return Task.FromResult(new Reply([], new KeptAnswer(first.Status, first.Answer), true, AsOf));
            }

            List<Outcome> outcomes = [];
            foreach (Command command in submission.Commands)
            {
                Outcome outcome = state.Decide(Enter(command), at);
                outcomes.Add(outcome);
                foreach (Fact fact in outcome.Facts)
                    Apply(fact);
            }

            KeptAnswer? kept = key is null ? null : submission.Answer!(outcomes);
            if (kept is not null)
            {
                var fact = new AnswerKept(key!, submission.Key!.BodyHash, kept.Status, kept.Body, at);
                _kept[key!] = fact;
                Apply(fact);
            }

            return Task.FromResult(new Reply(outcomes, kept, false, AsOf));
        }
    }

    public Task<T> Read<T>(Func<TState, AsOf, T> ask, CancellationToken cancel = default)
    {
        lock (_lock)
            return Task.FromResult(ask(state, AsOf));
    }

    public ValueTask<T> Peek<T>(Func<TState, AsOf, T> ask, CancellationToken cancel = default)
    {
        lock (_lock)
            return ValueTask.FromResult(ask(state, AsOf));
    }

    public RecordedAt Now => state.Time(new RecordedAt((DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / 10));
    private AsOf AsOf => new(shard, 1, 1, Log.Count - 1);

    private Command Enter(Command command) => command switch
    {
        ReportUsage { Usage: var u } r when Seen(u.AccountId, u.Source, u.Id) is { } s => r with { Seen = s },
        ConsumeUnits c when Seen(c.Request.AccountId, c.Source, c.EventId) is { } s => c with { Seen = s },
        _ => command,
    };

    private Sighting? Seen(string account, string source, string id) =>
        state is Books books && books.Names.Resolve(account) is { } own && _seen.TryGetValue((own, source, id), out Sighting s) ? s : null;

    private void Apply(Fact fact)
    {
        var position = new FactPosition(Log.Count, 0);
        state.Apply(fact);
        Log.Add((position, fact));
        if (fact is UsageCounted counted)
            _seen[(counted.Event.AccountId, counted.Event.Source, counted.Event.Id)] = new Sighting(position, UsageContent.Fingerprint(counted.Event));
        follow?.Invoke(position, fact);
    }
}

public sealed class EnvironmentHost
{
    public EnvironmentHost(string id)
    {
        Id = id;
        Projections = SqliteProjections.Open(Path.Combine(Directory.CreateTempSubdirectory("tollgate-shim-").FullName, "projections.db"), "shim", id);
        Shard = new ShimLoop<Books>(new Books(), 0, (position, fact) =>
            Projections.Apply(StreamId.OfShard(id, 0), position.Seq, Shard!.Now, [fact]));
        ControlLoop = new ShimLoop<Register>(new Register(), -1, (position, fact) =>
        {
            Projections.Apply(StreamId.Control(id), position.Seq, ControlLoop!.Now, [fact]);
            Shard.Submit(new Submission([new AdoptControl(position, fact, 0)])).GetAwaiter().GetResult();
        });
    }

    public SqliteProjections Projections { get; }
    public Task Fresh(CancellationToken cancel = default) => Task.CompletedTask;

    public string Id { get; }
    public ShimLoop<Books> Shard { get; }
    public ShimLoop<Register> ControlLoop { get; }
    public Task<Reply> Control(Submission submission) => ControlLoop.Submit(submission);
    public IEnumerable<Fact> AccountUsage(string account) => Shard.Log.Select(item => item.Fact).Where(fact => fact switch
    {
        UsageCounted counted => counted.Event.AccountId == account,
        UsageRepeated repeated => repeated.AccountId == account,
        UsageAttributed attributed => attributed.AccountId == account,
        _ => false,
    });
}

public sealed class Installation
{
    private readonly Dictionary<string, EnvironmentHost> _hosts = [];
    public byte[] Secret { get; } = RandomNumberGenerator.GetBytes(32);
    public IReadOnlyCollection<EnvironmentHost> Environments => _hosts.Values;
    public EnvironmentHost? Find(string id) => _hosts.GetValueOrDefault(id);

    public async Task<(EnvironmentHost Host, Outcome Outcome)> Create(CreateEnvironment command)
    {
        EnvironmentHost host = _hosts.TryGetValue(command.Id, out EnvironmentHost? there) ? there : new EnvironmentHost(command.Id);
        Reply reply = await host.Control(new Submission([command]));
        if (reply.Outcomes[0].Rejection is null)
            _hosts[command.Id] = host;
        return (host, reply.Outcomes[0]);
    }
}
