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
    private const int MostUnanswered = 1_000;

    private readonly Intake _intake = new(environment, events);
    private readonly SemaphoreSlim _unanswered = new(MostUnanswered);
    private int _next;

    public async Task<Interval> Next(TimeSpan length, TimeSpan since, CancellationToken cancel)
    {
        var took = new List<double>();
        var sent = new List<Task>();
        long begun = Stopwatch.GetTimestamp();
        double due = 0;
        int batches = 0;
        while (due < length.TotalSeconds)
        {
            double now = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            if (now < due)
                await Task.Delay(TimeSpan.FromSeconds(due - now), cancel);
            await _unanswered.WaitAsync(cancel);
            byte[] batch = events.Batches[_next++ % events.Batches.Count];
            events.Renew(batch);
            sent.Add(Send((byte[])batch.Clone(), begun, due, took));
            batches++;
            due += events.EventsInBatch / eventsPerSecond;
        }

        await Task.WhenAll(sent);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        took.Sort();
        long behind = Stopwatch.GetTimestamp();
        await environment.Fresh(cancel);
        return new Interval(
            (since + Stopwatch.GetElapsedTime(begun)).TotalSeconds,
            batches * events.EventsInBatch / seconds,
            took[took.Count / 2],
            took[took.Count * 99 / 100],
            Environment.WorkingSet / 1e6,
            GC.GetGCMemoryInfo().HeapSizeBytes / 1e6,
            Stopwatch.GetElapsedTime(behind).TotalMilliseconds
        );
    }

    private async Task Send(byte[] batch, long begun, double due, List<double> took)
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

        double late = (Stopwatch.GetElapsedTime(begun).TotalSeconds - due) * 1000;
        lock (took)
            took.Add(late);
    }
}
