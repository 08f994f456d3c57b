using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;
using Tollgate.Server.Metering;
using Tollgate.Server.Shards;

namespace Tollgate.Bench.Ingest;

/// <summary>
/// Takes batches of JSON into an environment as the gate does it, without HTTP: decoded on as many threads as there are cores, submitted,
/// acknowledged when durable. It is done when the projections hold all of it.
/// </summary>
public sealed class Intake(EnvironmentHost environment, SampleEvents events)
{
    private const int InFlight = 8;

    /// <summary>All batches once, with new ids.</summary>
    public Figure Round()
    {
        foreach (byte[] batch in events.Batches)
            events.Renew(batch);
        return Figure.Rate((long)events.Batches.Count * events.EventsInBatch, () => Run(events.Batches.Count));
    }

    public void Run(int batches)
    {
        int next = -1;
        Task[] senders = [.. Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var mine && mine < batches)
                await Send(events.Batches[mine % events.Batches.Count]);
        }))];
        Task.WaitAll(senders);
        while (!environment.Fresh().Result)
        {
        }
    }

    /// <summary>Takes one batch in, and returns when it is durable.</summary>
    public async Task Send(byte[] body)
    {
        EventBatch batch = EventBatchReader.ReadJson(body);
        await environment.Shard.Submit(new Submission([new ReportBatch(batch.Events)]));
        if (batch.Events.CountOf(EventOutcome.Counted) != events.EventsInBatch)
            throw new InvalidOperationException(batch.Events.Refused is [var refused, ..] ? refused.Why.Detail : "Some events had been counted before.");
        batch.Events.Return();
    }
}
