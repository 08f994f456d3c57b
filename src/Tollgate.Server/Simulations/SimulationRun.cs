using Tollgate.Engine.Numbers;
using Tollgate.Engine.Simulation;
using Tollgate.Engine.Time;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Simulations;

public enum SimulationStatus
{
    Running,
    Done,
    Cancelled,
    Failed,
}

/// <summary>One simulation, at work on a thread of its own beside the loop, and what came of it.</summary>
internal sealed class SimulationRun
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _blocks;
    private long _read;

    private SimulationRun(string id, string environment, SimulationTerms terms, Candidate candidate, Currency currency, RecordedAt startedAt, long blocks)
    {
        (Id, Environment, Terms, Candidate, Currency, StartedAt) = (id, environment, terms, candidate, currency, startedAt);
        _blocks = blocks;
    }

    public string Id { get; }

    /// <summary>Its environment's id.</summary>
    public string Environment { get; }

    public SimulationTerms Terms { get; }

    public Candidate Candidate { get; }

    public Currency Currency { get; }

    public RecordedAt StartedAt { get; }

    public SimulationStatus Status { get; private set; } = SimulationStatus.Running;

    /// <summary>Of the journal's blocks.</summary>
    public int Percent => Status == SimulationStatus.Done || _blocks == 0 ? 100 : (int)(Interlocked.Read(ref _read) * 99 / _blocks);

    /// <summary>Null until it is done.</summary>
    public Simulated? Result { get; private set; }

    /// <summary>A sentence, when it failed.</summary>
    public string? Failure { get; private set; }

    /// <summary>Completes once it is over, in whichever way.</summary>
    public Task Ended => _ended.Task;

    public static SimulationRun Start(string id, EnvironmentHost host, SimulationTerms terms, Candidate candidate, Currency currency, RecordedAt now)
    {
        long last = host.Shard.Committed.Seq;
        var run = new SimulationRun(id, host.Id, terms, candidate, currency, now, last + 1);
        new Thread(() => run.Work(host, last)) { IsBackground = true, Name = $"simulation {id}" }.Start();
        return run;
    }

    /// <summary>Ends it; one that is over stays as it is.</summary>
    public Task Cancel()
    {
        _cancel.Cancel();
        return Ended;
    }

    private void Work(EnvironmentHost host, long last)
    {
        try
        {
            Result = SimulationPlayback.Run(host.Shard.Journal, last, Terms, Candidate, blocks => Interlocked.Exchange(ref _read, blocks), _cancel.Token);
            Status = SimulationStatus.Done;
        }
        catch (OperationCanceledException)
        {
            Status = SimulationStatus.Cancelled;
        }
        catch (Exception failure)
        {
            Failure = failure.Message;
            Status = SimulationStatus.Failed;
        }
        finally
        {
            _ended.SetResult();
        }
    }
}
