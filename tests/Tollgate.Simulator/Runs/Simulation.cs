using Tollgate.Simulator.Audit;
using Tollgate.Simulator.Nodes;
using Tollgate.Simulator.Workload;
using Tollgate.Simulator.World;
using Tollgate.Storage.HighWater;
using Tollgate.Storage.Journal;
using ProjectionsUnavailableException = Tollgate.Storage.Projections.ProjectionsUnavailableException;

namespace Tollgate.Simulator.Runs;

/// <summary>
/// One run: a world, whoever uses it, and whoever watches. It has one thread and no source of chance but its seed. Each step draws from a chance
/// of its own, so that a run without some of its steps is still a run.
/// </summary>
internal sealed partial class Simulation : IDisposable
{
    private readonly ulong _seed;
    private readonly Faults _faults = new();
    private readonly SimClock _clock = new();
    private readonly Layout _layout;
    private readonly Disk _disk;
    private readonly Network _network;
    private readonly Client _client;
    private readonly Auditor _auditor;
    private readonly Answers _answers;
    private readonly Checkpoint _checkpoint;
    private readonly DecisionsCheck _decisions;
    private readonly SecondReading _secondReading;
    private readonly Troubles _troubles;
    private readonly Harm _harm;
    private readonly List<Operation> _pending = [];
    private readonly Trace _trace = new();
    private Node? _node;
    private Node? _frozen;
    private Node? _thawed;
    private int _step;
    private int _operations;
    private int _nodes;

    public Simulation(ulong seed)
    {
        _seed = seed;
        _disk = new Disk(_faults);
        _layout = new Layout(seed);
        foreach (StreamId stream in _layout.Streams)
            _disk.Make(_layout.Identity(stream));
        _network = new Network(_faults);
        _client = new Client(seed, _layout, _clock);
        _auditor = new Auditor(_layout, _client);
        _answers = new Answers(_auditor, _layout, _clock);
        _checkpoint = new Checkpoint(_auditor, _client, _layout, _disk);
        _decisions = new DecisionsCheck(_layout);
        _secondReading = new SecondReading(_layout, _client, _auditor);
        _harm = new Harm(_disk, [.. _layout.Streams]);
        _troubles = new Troubles(Chance.Of(seed, 0x7B0));
    }

    public Trace Trace => _trace;

    public Faults Faults => _faults;

    /// <summary>In microseconds.</summary>
    public long Simulated => _clock.Elapsed;

    public long Blocks => _auditor.Blocks;

    public Happenings Happenings => _auditor.Happenings;

    /// <param name="only">The steps to take; null takes all.</param>
    /// <exception cref="ViolationException">Something does not hold.</exception>
    public void Run(int steps, IReadOnlySet<int>? only)
    {
        Chance first = Chance.Of(_seed, 0xF1);
        Boot();
        foreach (Operation operation in _client.First(_operations))
        {
            _operations++;
            Want(operation, first);
            Settle(first);
        }

        for (_step = 1; _step <= steps; _step++)
        {
            if (only is null || only.Contains(_step))
                Step(Chance.Of(_seed, 0x57E9, _step));
        }

        End(Chance.Of(_seed, 0xE4D));
    }

    public void Dispose() => _disk.Dispose();

    private void Step(Chance chance)
    {
        _network.Trouble = _troubles.Messages;
        int what = chance.Below(100);
        if (what < 45)
            Want(_client.Next(_operations++, chance), chance);
        else if (what < 60 && _pending.Count > 0)
            _network.Send(chance.Of(_pending), chance);
        else if (what >= 60 && what < 60 + _troubles.Rate)
            Trouble(_troubles.Next(chance), chance);
        else if (what == 99 && chance.Percent(40))
            Look(chance);
        if (_frozen is not null && chance.Below(6) == 0)
            Thaw();
        for (int i = chance.Below(14); i > 0; i--)
            Act(chance);
    }

    private void Want(Operation operation, Chance chance)
    {
        _pending.Add(operation);
        _trace.Say(_step, $"{operation.Stream} wants {operation.Number}: {Words.Of(operation)}");
        _network.Send(operation, chance);
    }

    /// <summary>Something happens somewhere.</summary>
    private void Act(Chance chance)
    {
        _clock.Pass(chance.Below(200_000));
        Node? node = _thawed is not null && chance.Percent(30) ? _thawed : _node;
        if (node is null)
        {
            if (chance.Below(4) == 0)
                Boot();
            return;
        }

        switch (chance.Below(10))
        {
            case 0 or 1 when _network.TakeRequest(chance) is { } request:
                Play(() => node.Take(request));
                break;
            case 2 when _network.TakeReply(chance) is { } reply:
                Hear(reply.Operation, reply.Answer);
                break;
            default:
                Play(() => node.Act(chance));
                break;
        }

        Watch(node, chance);
    }

    private static void Play(Action act)
    {
        try
        {
            act();
        }
        catch (PowerCutException)
        {
            // It is seen by the power's being off.
        }
    }

    /// <summary>Looks at what became durable, and lets answers leave.</summary>
    private void Watch(Node node, Chance chance)
    {
        if (_disk.Damage is null)
            _auditor.Observe(_disk);
        else
            CutAll();
        try
        {
            LetAnswersLeave(node, chance);
        }
        catch (PowerCutException)
        {
            // Cut off while it read what it had answered before.
        }

        // One that was fenced off serves nobody any more; somebody starts it again.
        if (node.Seats.Any(seat => seat.HasEnded))
            node.Power.Cut();
        if (!node.Power.IsOff)
            return;
        _trace.Say(_step, $"process {node.Number} is gone");
        if (node == _thawed)
            _thawed = null;
        else if (node == _node)
            _node = null;
    }

    private void LetAnswersLeave(Node node, Chance chance)
    {
        foreach ((Operation operation, Answer answer) in node.Answers())
        {
            if (_faults.CutsAt(IoPoint.BeforeReply))
            {
                node.Power.Cut();
                break;
            }

            _answers.Leave(operation, answer);
            _decisions.Note(operation, answer);
            _secondReading.Note(operation, answer);
            _trace.Say(_step, $"{operation.Number} is answered as of {answer.AsOf.Epoch}/{answer.AsOf.Seq}: {Words.Of(answer)}");
            _network.Send(operation, answer, chance);
        }
    }

    private void Hear(Operation operation, Answer answer)
    {
        if (answer.Error is not (null or Server.Shards.IdempotencyKeyReusedException))
            return;
        _client.Hear(operation, answer);
        operation.IsDone = true;
        _pending.Remove(operation);
    }

    private void Boot()
    {
        var node = new Node(++_nodes, _disk, _clock, _layout);
        try
        {
            node.Start();
        }
        catch (PowerCutException)
        {
            _trace.Say(_step, $"process {node.Number} is cut off while it starts");
            return;
        }
        catch (Exception error) when (error is JournalException or StoreBehindHighWaterException or HighWaterUnreadableException or ProjectionsUnavailableException)
        {
            Refused(node, error);
            return;
        }

        if (node.Power.IsOff)
            return;
        if (_disk.Damage is { } damage)
            PassedOver(node, damage);
        _node = node;
        _trace.Say(_step, $"process {node.Number} started");
        _auditor.Observe(_disk);
    }
}
