using Tollgate.Simulator.Audit;
using Tollgate.Simulator.Workload;
using Tollgate.Simulator.World;

namespace Tollgate.Simulator.Runs;

// When nothing goes wrong any more, everything must come right.
internal sealed partial class Simulation
{
    private const int Patience = 30_000;

    /// <summary>Mends everything, and goes on until everybody has an answer and nothing moves.</summary>
    private void Settle(Chance chance)
    {
        _disk.Full = false;
        _disk.Away = false;
        _faults.Clear();
        _network.Trouble = 0;
        if (_frozen is { } frozen)
            frozen.Power.Cut();
        if (_thawed is { } thawed)
            thawed.Power.Cut();
        (_frozen, _thawed) = (null, null);
        for (int i = 0; i < Patience; i++)
        {
            if (_node is { IsQuiet: true } && _network.IsEmpty)
            {
                if (_pending.Count == 0)
                    return;
                foreach (Operation operation in _pending)
                    _network.Send(operation, chance);
            }

            Act(chance);
        }

        string waiting = string.Join(", ", _pending.Select(operation => $"{operation.Number} of {operation.Stream}"));
        Must.Fail("whoever asks is answered", $"after {Patience} rounds without trouble these wait: {waiting}");
    }

    private void Look(Chance chance)
    {
        // Whoever looks may be the first to come upon a damaged run: then the index is made again, and all is looked at once more.
        do
        {
            Settle(chance);
        }
        while (!_checkpoint.Look(_node!));
        _trace.Say(_step, $"all is well at {_auditor.Blocks} blocks");
    }

    /// <summary>At the end everything is looked at; then once more, as the next process has it.</summary>
    private void End(Chance chance)
    {
        Look(chance);
        if (chance.Percent(50))
            StopInOrder(chance);
        CutAll();
        Look(chance);
        _auditor.LookBack(_disk);
        _checkpoint.LookAtThePast(chance);
        _decisions.Look(_disk, chance);
        _secondReading.Look(_disk);
    }
}
