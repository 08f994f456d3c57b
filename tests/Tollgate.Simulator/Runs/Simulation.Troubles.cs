using Tollgate.Simulator.Audit;
using Tollgate.Simulator.Nodes;
using Tollgate.Simulator.World;
using Tollgate.Storage.Journal;
using ProjectionsUnavailableException = Tollgate.Storage.Projections.ProjectionsUnavailableException;

namespace Tollgate.Simulator.Runs;

// What goes wrong.
internal sealed partial class Simulation
{
    private void Trouble(FaultKind kind, Chance chance)
    {
        _trace.Say(_step, $"trouble: {kind}");
        switch (kind)
        {
            case FaultKind.CrashAnywhere:
                _faults.CutAt(null, chance.Below(40), kind);
                break;
            case FaultKind.CrashBeforeDurable or FaultKind.CrashAfterDurable when chance.Percent(50):
                // In the middle of what a shard takes over from the control stream.
                Want(_client.Several(_operations++, chance), chance);
                _faults.CutAt(Troubles.PointsOf(kind)[0], chance.Below(5), kind);
                break;
            case >= FaultKind.CrashBeforeDurable and <= FaultKind.CrashAtRun:
                _faults.CutAt(chance.Of(Troubles.PointsOf(kind)), chance.Below(3), kind);
                break;
            case FaultKind.TornBlock or FaultKind.LostBlock or FaultKind.SlowSync or FaultKind.FailedSyncKept or FaultKind.FailedSyncLost
                or FaultKind.UnknownOutcomeLost or FaultKind.UnknownOutcomeWritten:
                _faults.NextAppend = kind;
                break;
            case FaultKind.BitFlipInBlock or FaultKind.BitFlipInMark or FaultKind.OldBackup or FaultKind.LostJournal:
                if (_harm.Prepare(kind, chance) is { } damage)
                {
                    CutAll();
                    _disk.Damage = damage;
                }

                break;
            case FaultKind.BitFlipInSnapshot:
                _harm.FlipSnapshot(chance);
                break;
            case FaultKind.BitFlipInRun or FaultKind.TornRun or FaultKind.MissingRun:
                _harm.HarmRun(kind, chance);
                break;
            case FaultKind.UnreadableRun:
                _faults.NextRunUnreadable = true;
                break;
            case FaultKind.SlowRun:
                _faults.NextRunSlow = true;
                break;
            case FaultKind.OldRuns:
                if (_harm.PutOldRuns())
                    CutAll();
                break;
            case FaultKind.FullDisk:
                _disk.Full = !_disk.Full;
                _faults.Note(kind);
                break;
            case FaultKind.StoreAway:
                _disk.Away = !_disk.Away;
                _faults.Note(kind);
                break;
            case FaultKind.TwoOwners:
                FreezeOrThaw();
                break;
            case FaultKind.ClockForward:
                _clock.Jump(chance.Percent(30) ? chance.Below(20 * SimClock.Day) : chance.Below(SimClock.Hour));
                _faults.Note(kind);
                break;
            case FaultKind.ClockBack:
                _clock.Jump(-chance.Below(2 * SimClock.Day));
                _faults.Note(kind);
                break;
            case FaultKind.PoisonInDecide or FaultKind.PoisonInApply:
                _faults.Note(kind);
                Want(_client.Poison(_operations++, kind == FaultKind.PoisonInDecide, chance), chance);
                break;
            case FaultKind.StopInOrder:
                StopInOrder(chance);
                break;
        }
    }

    /// <summary>A process that stands still is taken for dead, and another takes its place; later it goes on where it was.</summary>
    private void FreezeOrThaw()
    {
        if (_frozen is not null)
            Thaw();
        else if (_node is { } node)
            (_frozen, _node) = (node, null);
    }

    private void Thaw()
    {
        if (_frozen is not { } frozen || _thawed is not null || _node is null)
            return;
        _faults.Note(FaultKind.TwoOwners);
        (_thawed, _frozen) = (frozen, null);
    }

    /// <summary>A start met something that it must not serve from; or something that it should have.</summary>
    private void Refused(Node node, Exception error)
    {
        _trace.Say(_step, $"process {node.Number} refuses to start: {error.GetType().Name}");
        if (_disk.Damage is { } damage && damage.Refusals.Contains(error.GetType()))
        {
            if (damage.Kind != FaultKind.TornBlock)
                _faults.Note(damage.Kind);
            damage.Mend();
            _disk.Damage = null;
            return;
        }

        bool away = _disk.Away && error is JournalUnavailableException or ProjectionsUnavailableException;
        // Rows of a history that the journals do not have are to go, and that takes room.
        bool full = _disk.Full && _disk.Damage is { Kind: FaultKind.OldBackup or FaultKind.LostJournal } && error is ProjectionsUnavailableException;
        Must.Hold(away || full, "a sound store is served", $"process {node.Number} refused to start: {error.Message}");
    }

    /// <summary>A start did not come upon a damaged block, since a snapshot and the index hold what was in it: whoever verifies the journal does.</summary>
    private void PassedOver(Node node, Damage damage)
    {
        Must.Hold(damage is { Block: { }, WasRead: false }, "damage is refused", $"process {node.Number} started on a {damage.Kind} in {damage.Where}");
        StreamId stream = damage.Block.Value.Stream;
        using MemoryJournal journal = MemoryJournal.Open(_disk.Journal(stream), _layout.Identity(stream));
        Must.Hold(!JournalVerifier.Verify(journal).Sound, "damage is found", $"{damage.Where} passes for sound");
        _faults.Note(damage.Kind);
        damage.Mend();
        _disk.Damage = null;
    }

    private void CutAll()
    {
        foreach (Node node in new[] { _node, _frozen, _thawed }.OfType<Node>())
            node.Power.Cut();
        (_node, _frozen, _thawed) = (null, null, null);
    }

    private void StopInOrder(Chance chance)
    {
        if (_node is not { } node)
            return;
        for (int i = 0; i < 400 && !node.IsQuiet && _node == node; i++)
        {
            Play(() => node.Act(chance));
            Watch(node, chance);
        }

        if (_node != node || !node.IsQuiet)
            return;
        try
        {
            node.Finish();
            _faults.Note(FaultKind.StopInOrder);
            foreach (Seat<Engine.Books> shard in node.Shards.Values)
                Must.Hold(!shard.Replay.Differs, "replay equals live", $"the replayed state of {shard.Stream} differs at a stop");
        }
        catch (PowerCutException)
        {
            _trace.Say(_step, "cut off while it stops");
        }

        node.Power.Cut();
        _node = null;
    }
}
