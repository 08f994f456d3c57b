using Tollgate.Bench.Rivals;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;

namespace Tollgate.Bench.Http;

/// <summary>P6: durable consume over HTTP, spread over all accounts or all on one.</summary>
/// <param name="granted">Each account has twenty grants and five limits.</param>
internal sealed class ConsumeOverHttp(IReadOnlyList<StoreKind> stores, bool hot, bool granted = false)
    : Measurement(
        hot ? "P6-hot" : granted ? "P6-grants" : "P6",
        $"durable consume over HTTP, 64 connections, {(hot ? "all on one account" : "10,000 accounts")}{(granted ? "; 20 grants and five limits each" : "")}",
        "consumes/s")
{
    private const int Rivals = 3;

    public override IReadOnlyList<Comparison> Comparisons { get; } =
    [
        .. stores.SelectMany((_, i) => (Comparison[])[new(Rivals + i, 0, 0.70), new(Rivals + i, 1, hot ? 7.5 : 5), new(Rivals + i, 2, 1.3)]),
    ];

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        int accounts = hot ? 1 : SampleEvents.Accounts;
        int seconds = Wrk.Seconds(scale);
        Contender Over(string name, Served served, Action? settle = null)
        {
            Keep(served);
            return new(name, () =>
            {
                Figure figure = Wrk.Run(served, "/v1/entitlements/consume", seconds, accounts);
                // What is left to be done of it would stand in the way of the next one.
                settle?.Invoke();
                return figure;
            });
        }

        Contender Tollgate(StoreKind store)
        {
            var served = Served.Tollgate(store, granted);
            return Over(Place.NameOf(store), served, served.Settle);
        }

        return
        [
            Over("the same body parsed, a constant answered", new Served("constant")),
            Over("a conditional UPDATE in PostgreSQL", new Served("postgres", Keep(new PostgresServer("rival")).ConnectionString)),
            Over("a Lua script in Redis", new Served("redis", Keep(new RedisServer()).Address)),
            .. stores.Select(Tollgate),
        ];
    }
}
