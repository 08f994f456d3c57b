using System.Diagnostics;
using Tollgate.Bench.Ingest;
using Tollgate.Bench.World;
using Tollgate.Server.Shards;

namespace Tollgate.Bench.Soak;

/// <summary>
/// Sends a batch whenever one is due, whether the ones before are answered or not, so that a slow answer shows as latency and not as a
/// lower load. Times are taken from when a batch was due.
/// </summary>
internal sealed class SteadyLoad(EnvironmentHost environment, SampleEvents events, double eventsPerSecond)
{
    // Half a million events in memory: who is that far behind does not hold the rate, and the graph shows it.
    private const int MostUnanswered = 500;

    private readonly Intake _intake = new(environment, events);
    private readonly SemaphoreSlim _unanswered = new(MostUnanswered);
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly Lock _taking = new();
    private List<double> _took = [];
    private double _ended;

    public TimeSpan Since => Stopwatch.GetElapsedTime(_begun);

    /// <summary>Sends until the time is over and everything is answered.</summary>
    /// <exception cref="InvalidOperationException">A batch was not taken.</exception>
    public async Task Run(TimeSpan length)
    {
        var sent = new Queue<Task>();
        double between = events.EventsInBatch / eventsPerSecond;
        for (long number = 0; number * between < length.TotalSeconds; number++)
        {
            double due = number * between;
            if (due - Since.TotalSeconds is > 0 and var early)
                await Task.Delay(TimeSpan.FromSeconds(early));
            await _unanswered.WaitAsync();
            byte[] batch = events.Batches[(int)(number % events.Batches.Count)];
            events.Renew(batch);
            events.Stamp(batch, DateTimeOffset.UtcNow);
            sent.Enqueue(Send((byte[])batch.Clone(), due));
            // Whatever failed is thrown here.
            while (sent.TryPeek(out Task? oldest) && oldest.IsCompleted)
                await sent.Dequeue();
        }

        await Task.WhenAll(sent);
    }

    /// <summary>What was seen since the last time.</summary>
    public async Task<Interval> Take()
    {
        List<double> took;
        double from;
        double to;
        lock (_taking)
        {
            (took, _took) = (_took, []);
            (from, to) = (_ended, Since.TotalSeconds);
            _ended = to;
        }

        took.Sort();
        long asked = Stopwatch.GetTimestamp();
        await environment.Fresh();
        return new(
            to,
            took.Count * events.EventsInBatch / (to - from),
            took.Count == 0 ? 0 : took[took.Count / 2],
            took.Count == 0 ? 0 : took[took.Count * 99 / 100],
            Environment.WorkingSet / 1e6,
            GC.GetGCMemoryInfo().HeapSizeBytes / 1e6,
            environment.Shard.Ids.Figures.ResidentBytes / 1e6,
            Stopwatch.GetElapsedTime(asked).TotalMilliseconds
        );
    }

    private async Task Send(byte[] batch, double due)
    {
        await Task.Yield();
        try
        {
            await _intake.Send(batch);
        }
        finally
        {
            _unanswered.Release();
        }

        lock (_taking)
            _took.Add((Since.TotalSeconds - due) * 1000);
    }
}
