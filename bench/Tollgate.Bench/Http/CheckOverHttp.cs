using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;

namespace Tollgate.Bench.Http;

/// <summary>P5: check over HTTP.</summary>
internal sealed class CheckOverHttp() : Measurement("P5", "check over HTTP, 64 connections", "checks/s")
{
    private Served? _constant;
    private Served? _tollgate;

    public override IReadOnlyList<Comparison> Comparisons { get; } =
    [
        new("rate against a constant answer", 1, 0, 0.80),
        new("p99 against a constant answer's", 1, 0, 2, Better.Lower, figure => figure.P99Milliseconds),
    ];

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        _constant = new Served("constant");
        _tollgate = new Served("tollgate");
        int seconds = scale.Of(5);
        return
        [
            new("the same body parsed, a constant answered", () => Wrk.Run(_constant, "/v1/entitlements/check", seconds, SampleEvents.Accounts)),
            new("Tollgate", () => Wrk.Run(_tollgate, "/v1/entitlements/check", seconds, SampleEvents.Accounts)),
        ];
    }

    public override void Dispose()
    {
        _constant?.Dispose();
        _tollgate?.Dispose();
        base.Dispose();
    }
}
