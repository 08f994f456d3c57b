using Tollgate.Bench.Rounds;
using Tollgate.Bench.Rivals;
using Tollgate.Bench.World;

namespace Tollgate.Bench.Http;

/// <summary>P6: durable consume over HTTP, spread over all accounts or all on one.</summary>
internal sealed class ConsumeOverHttp(bool hot)
    : Measurement(hot ? "P6-hot" : "P6", $"durable consume over HTTP, 64 connections, {(hot ? "all on one account" : "10,000 accounts")}", "consumes/s")
{
    private readonly List<IDisposable> _all = [];

    public override IReadOnlyList<Comparison> Comparisons { get; } =
    [
        new("against a constant answer", 3, 0, 0.70),
        new("against a conditional UPDATE in PostgreSQL, pool of 8", 3, 1, hot ? 7.5 : 5),
        new("against a Lua script in Redis, one pipelined connection, fsync always", 3, 2, 1.3),
    ];

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        var postgres = Keep(new PostgresServer());
        var redis = Keep(new RedisServer());
        int accounts = hot ? 1 : SampleEvents.Accounts;
        int seconds = scale.Of(5);
        Contender Over(string name, params string[] what)
        {
            Served served = Keep(new Served(what));
            return new(name, () => Wrk.Run(served, "/v1/entitlements/consume", seconds, accounts));
        }

        return
        [
            Over("the same body parsed, a constant answered", "constant"),
            Over("PostgreSQL by hand", "postgres", postgres.ConnectionString),
            Over("Redis by hand", "redis", redis.Address),
            Over("Tollgate", "tollgate"),
        ];
    }

    public override void Dispose()
    {
        // The servers before the databases behind them.
        _all.Reverse();
        foreach (IDisposable one in _all)
            one.Dispose();
        base.Dispose();
    }

    private T Keep<T>(T one)
        where T : IDisposable
    {
        _all.Add(one);
        return one;
    }
}
