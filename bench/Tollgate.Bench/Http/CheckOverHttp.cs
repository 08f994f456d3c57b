using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;

namespace Tollgate.Bench.Http;

/// <summary>P5: check over HTTP.</summary>
/// <param name="granted">Each account has twenty grants and five limits.</param>
internal sealed class CheckOverHttp(IReadOnlyList<StoreKind> stores, bool granted = false)
    : Measurement(granted ? "P5-grants" : "P5", $"check over HTTP, 64 connections{(granted ? "; 20 grants and five limits an account" : "")}", "checks/s")
{
    private const string Path = "/v1/entitlements/check";

    public override IReadOnlyList<Comparison> Comparisons { get; } =
    [
        .. stores.Select((_, i) => new Comparison(1 + i, 0, 0.80, Aspect: "rate")),
        .. stores.Select((_, i) => new Comparison(1 + i, 0, 2, Better.Lower, "p99", IsP99: true)),
    ];

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        int seconds = Wrk.Seconds(scale);
        Contender Over(string name, Served served) => new(name, () => Wrk.Run(served, Path, seconds, SampleEvents.Accounts));
        return
        [
            Over("the same body parsed, a constant answered", Keep(new Served("constant"))),
            .. stores.Select(store => Over(Place.NameOf(store), Keep(Served.Tollgate(store, granted)))),
        ];
    }
}
