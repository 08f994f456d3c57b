using System.Collections.Immutable;
using Tollgate.Bench.Ingest;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;
using Tollgate.Engine;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Simulation;
using Tollgate.Engine.Time;
using Tollgate.Server.Shards;
using Tollgate.Server.Simulations;

namespace Tollgate.Bench.Journal;

/// <summary>P8, its last part: a month of usage rated again, under the terms in force and under a candidate.</summary>
public sealed class Simulation(IReadOnlyList<StoreKind> stores) : Measurement("P8-simulation", "a month of usage simulated, 10,000 accounts", "events/s")
{
    private const int BatchesAtOnce = 500;
    private const int EventsInBatch = 1_000;

    public override IReadOnlyList<Comparison> Comparisons { get; } = [.. stores.Select((_, i) => new Comparison(1 + i, 0, 1))];

    public override IReadOnlyList<Contender> Prepare(Scale scale) => [new("the goal", () => new Figure(10_000_000 / 60.0)), .. stores.Select(store => Of(store, scale.Of(20)))];

    private Contender Of(StoreKind store, int times)
    {
        Shop shop = Keep(new Shop(SampleEvents.Accounts, store));
        var intake = new Intake(shop.Environment, new SampleEvents(BatchesAtOnce, EventsInBatch, seed: 8, DateTimeOffset.UtcNow));
        for (int i = 0; i < times; i++)
            intake.Round();
        StreamLoop<Books> shard = shop.Environment.Shard;
        long last = shard.Committed.Seq;
        long now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var terms = new SimulationTerms(new EffectiveAt(now - (32L * 24 * 3_600_000_000)), new EffectiveAt(now), null);
        string dearer = CatalogDocument.Compact(Shop.Catalog.Replace("1000000, \"enforcement\": \"soft\"}", "100, \"enforcement\": \"soft\"}", StringComparison.Ordinal));
        var candidate = new Candidate(dearer, null, ImmutableSortedDictionary<string, string>.Empty);
        return new(Place.NameOf(store), () => Figure.Rate((long)times * BatchesAtOnce * EventsInBatch, () => Require(SimulationPlayback.Run(shard.Journal, last, terms, candidate, _ => { }, default), times)));
    }

    /// <summary>What was measured was done: each event stands on both sides.</summary>
    private static void Require(Simulated simulated, int times)
    {
        long events = simulated.Accounts.Sum(account => account.Lines.Sum(line => line.Candidate!.Value.Events));
        if (events != (long)times * BatchesAtOnce * EventsInBatch || simulated.Accounts.Length != SampleEvents.Accounts || simulated.PayMore == 0)
            throw new InvalidOperationException($"The simulation saw {events} events of {simulated.Accounts.Length} accounts.");
    }
}
