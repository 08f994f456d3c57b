using System.Diagnostics.Metrics;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>
/// What can be measured of the streams, under the meter <c>Tollgate</c>; each measurement is tagged with its <c>stream</c>. What moves with
/// every command is counted by the core and read from here when somebody asks.
/// </summary>
internal static class Instruments
{
    private static readonly Meter Meter = new("Tollgate");
    private static readonly Lock Gate = new();
    private static readonly List<StreamGauges> Streams = [];

    public static readonly Counter<long> Facts = Meter.CreateCounter<long>("tollgate.journal.facts", "{fact}", "Facts made durable.");
    public static readonly Counter<long> Blocks = Meter.CreateCounter<long>("tollgate.journal.blocks", "{block}", "Blocks made durable.");
    public static readonly Histogram<double> CommitSeconds = Meter.CreateHistogram<double>("tollgate.journal.commit.duration", "s", "Compressing, writing and syncing a block.");
    public static readonly Histogram<long> BlockBytes = Meter.CreateHistogram<long>("tollgate.journal.block.size", "By", "A block as it stands in the journal.");
    public static readonly Counter<long> Reloads = Meter.CreateCounter<long>("tollgate.stream.reloads", "{reload}", "Times that tentative state was thrown away.");

    static Instruments()
    {
        Meter.CreateObservableGauge("tollgate.stream.queue", () => Each(stream => stream.QueueDepth()), "{turn}", "Turns that wait for the loop.");
        Meter.CreateObservableCounter("tollgate.stream.rejected", () => Each(stream => stream.Rejected()), "{command}", "Commands that a rule rejected.");
        Meter.CreateObservableCounter("tollgate.stream.poisoned", () => Each(stream => stream.Poisoned()), "{command}", "Commands that failed by a mistake of ours.");
        Meter.CreateObservableGauge("tollgate.replay.lag.blocks", () => Each(stream => stream.LagBlocks()), "{block}", "Blocks that are durable and not replayed.");
        Meter.CreateObservableGauge("tollgate.replay.lag.seconds", () => Each(stream => stream.Lag().TotalSeconds), "s", "How long the replay has been behind.");
    }

    public static KeyValuePair<string, object?> Tag(StreamId stream) => new("stream", stream.ToString());

    public static void Watch(StreamGauges stream)
    {
        lock (Gate)
            Streams.Add(stream);
    }

    public static void Unwatch(StreamGauges stream)
    {
        lock (Gate)
            Streams.Remove(stream);
    }

    private static List<Measurement<T>> Each<T>(Func<StreamGauges, T> read)
        where T : struct
    {
        lock (Gate)
            return Streams.ConvertAll(stream => new Measurement<T>(read(stream), Tag(stream.Stream)));
    }
}

/// <summary>Where a stream's figures are read, from any thread.</summary>
internal sealed record StreamGauges(
    StreamId Stream,
    Func<int> QueueDepth,
    Func<long> Rejected,
    Func<long> Poisoned,
    Func<long> LagBlocks,
    Func<TimeSpan> Lag
);
