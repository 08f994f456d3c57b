using System.Diagnostics;
using Tollgate.Bench.Engine;
using Tollgate.Bench.Rounds;
using Tollgate.Engine;
using Tollgate.Server.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Bench.Journal;

/// <summary>P9, second half: the state is made from a snapshot.</summary>
public sealed class SnapshotStart() : Measurement("P9-start", "state of 1,000,000 accounts with their contracts from a snapshot", "s")
{
    private static readonly StreamId Stream = StreamId.OfShard("live", 0);

    public override IReadOnlyList<Comparison> Comparisons { get; } =
    [
        new("against 10 s", 1, 2, 1, Better.Lower),
        new("against reading the same bytes", 1, 0, 1_000, Better.Lower),
    ];

    public override string Remark => "The goal is a time: 10 s. The payload is in memory; the limit copies it.";

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        using var written = new MemoryStream();
        CarriedState.Write(written, Stream, EngineConsume.Fill(scale.Of(1_000_000)));
        byte[] payload = written.ToArray();
        byte[] copy = new byte[payload.Length];
        return
        [
            new($"{payload.Length / 1_000_000} MB copied", () => Timed(() => payload.CopyTo(copy, 0))),
            new("Tollgate", () => Timed(() => CarriedState.Read(payload, Stream, new Books()))),
            new("the goal", () => new Figure(10)),
        ];
    }

    private static Figure Timed(Action run)
    {
        GC.Collect();
        long started = Stopwatch.GetTimestamp();
        run();
        return new Figure(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}
