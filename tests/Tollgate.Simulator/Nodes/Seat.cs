using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Engine;
using Tollgate.Server.Shards;
using Tollgate.Simulator.World;
using Tollgate.Storage.HighWater;
using Tollgate.Storage.Index;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Simulator.Nodes;

/// <summary>One stream in one process, whatever its state is.</summary>
internal interface ISeat
{
    StreamId Stream { get; }

    Head Committed { get; }

    IdIndex Ids { get; }

    IJournalReader Journal { get; }

    /// <summary>Another process has it, or this one cannot be trusted any more.</summary>
    bool HasEnded { get; }

    /// <summary>Taken over, running, and with nothing left to do.</summary>
    bool IsQuiet { get; }

    void CheckMark();

    void Start();

    void Enter(Turn turn);

    /// <summary>Does one thing of what the stream's threads would do, at the worst possible moment.</summary>
    void Act(Chance chance);

    /// <summary>As at a stop in order, when nothing moves any more.</summary>
    void Finish();
}

/// <summary>
/// One stream in one process: the product's own core, reload, appender, replay and mark, whose threads are played here one step at a time in any
/// order that threads could have.
/// </summary>
internal sealed class Seat<TState> : ISeat
    where TState : class, IStreamState
{
    private readonly Queue<Turn> _turns = new();
    private readonly Queue<(Head? GoOn, ClosedBlock? Block)> _writing = new();
    private readonly Queue<(Head Durable, Exception? Error)> _news = new();
    private readonly SimClock _clock;
    private readonly Disk _disk;
    private readonly SimJournal _journal;
    private readonly BlockAppender _appender;
    private readonly StreamReload<TState> _reload;
    private readonly HighWaterMark _mark;
    private readonly Func<TState, UInt128>? _digest;
    private readonly Action<Exception> _stopProcess;
    private readonly SimRunFiles _runs;
    private int _slow;
    private bool _keepingUp;

    public Seat(Disk disk, Power power, SimClock clock, JournalIdentity identity, SeatTerms<TState> terms, Action<Exception> stopProcess)
    {
        _clock = clock;
        _disk = disk;
        _digest = terms.Digest;
        _stopProcess = stopProcess;
        _journal = new SimJournal(disk, power, identity);
        _runs = new SimRunFiles(disk, power, $"{identity.Stream}/index");
        Ids = new IdIndex(terms.Keys, _runs, terms.IndexLimits);
        Snapshots = new SnapshotStore(new SimFolder(disk, power, $"{identity.Stream}/snapshots", IoPoint.BeforeSnapshot, IoPoint.AfterSnapshot), identity);
        _mark = new HighWaterMark(new SimFolder(disk, power, "marks", IoPoint.BeforeMark, IoPoint.AfterMark), identity.Stream);
        Loader = new StreamLoader<TState>(_journal, Snapshots, terms.Empty, NullLogger.Instance);
        Core = new StreamCore<TState>(identity.Stream, Ids, NullLogger.Instance, terms.MostBlockBytes);
        _appender = new BlockAppender(_journal, clock, head => _news.Enqueue((head, null)), WriteFailed);
        _reload = new StreamReload<TState>(Core, _journal, Loader, Ids, clock, NullLogger.Instance, head => _writing.Enqueue((head, null)));
        Replay = new ReplayCore<TState>(_journal, Loader, Snapshots, terms.Feeds(identity.Stream), terms.Digest, terms.IsSmall, clock, NullLogger.Instance, terms.BlocksBetweenSnapshots);
        Core.AfterClose = Replay.AfterClose;
    }

    public StreamId Stream => Core.Stream;

    public StreamCore<TState> Core { get; }

    public IdIndex Ids { get; }

    public StreamLoader<TState> Loader { get; }

    public SnapshotStore Snapshots { get; }

    public ReplayCore<TState> Replay { get; }

    public IJournalReader Journal => _journal;

    public Head Committed { get; private set; } = Head.Empty;

    public bool HasEnded => Core.Condition == CoreCondition.Ended;

    public bool IsQuiet => Core.Condition == CoreCondition.Running && Core.IsQuiet && _turns.Count == 0 && _writing.Count == 0 && _news.Count == 0 && Replay.LagBlocks == 0 && Ids is { Waiting: 0, Damage: null };

    public void CheckMark() => _mark.Check(_journal);

    public void Start()
    {
        Committed = _reload.Load();
        Replay.Start(Committed.Seq);
        Replay.Committed(Committed.Seq);
    }

    public void Enter(Turn turn) => _turns.Enqueue(turn);

    public void Act(Chance chance)
    {
        switch (chance.Below(9))
        {
            case 0 or 1 or 2:
                Loop(chance);
                break;
            case 3 or 4 or 5:
                Write(chance);
                break;
            case 6:
                Replay.CatchUp();
                Replay.SnapshotIfDue();
                break;
            case 7:
                KeepUp(chance);
                break;
            default:
                WriteMark();
                break;
        }
    }

    public void Finish()
    {
        TState? live = Core.Condition == CoreCondition.Running ? Core.State : null;
        Replay.CatchUp();
        Replay.Finish(live);
        WriteMark();
        Core.Dispose();
        Ids.Dispose();
    }

    /// <summary>One round of the loop's thread.</summary>
    private void Loop(Chance chance)
    {
        while (_news.TryDequeue(out (Head Durable, Exception? Error) news))
            Hear(news.Durable, news.Error);
        if (_reload.IsDue(stopping: false))
        {
            // It would wait for the index's thread.
            if (_keepingUp)
                return;
            if (_reload.Again() is { } head)
                Loaded(head);
        }

        Core.Continue(_clock.Real);
        for (int i = chance.Below(4); i >= 0 && Core.CanTake && _turns.TryDequeue(out Turn? turn); i--)
            Core.Take(turn, _clock.Real);
        Core.CloseIfFree(nothingElse: _turns.Count == 0, _clock.Real);
        while (Core.TryNextBlock(out ClosedBlock block))
            _writing.Enqueue((null, block));
    }

    /// <summary>One block of the writer's thread.</summary>
    private void Write(Chance chance)
    {
        if (_slow > 0)
        {
            _slow--;
            return;
        }

        if (!_writing.TryDequeue(out (Head? GoOn, ClosedBlock? Block) work))
            return;
        if (work.GoOn is { } head)
            _appender.GoOn(head);
        else
            _appender.Write(work.Block!);
        if (_disk.Faults.NextAppend == FaultKind.SlowSync)
        {
            _disk.Faults.NextAppend = null;
            _disk.Faults.Note(FaultKind.SlowSync);
            _slow = chance.Between(2, 20);
        }
    }

    /// <summary>One step of the index's thread.</summary>
    private void KeepUp(Chance chance)
    {
        if (_keepingUp)
            return;
        try
        {
            _keepingUp = true;
            if (_disk.Faults.NextRunSlow && Ids.Waiting > 0)
            {
                _disk.Faults.NextRunSlow = false;
                _disk.Faults.Note(FaultKind.SlowRun);
                _runs.Meanwhile = () => Meanwhile(chance);
            }

            if (Ids.Step() is { } work)
                _disk.Faults.Note(work.Deed);
        }
        catch (RunDamagedException)
        {
            // The loop sees it before it decides anything more.
        }
        catch (IOException)
        {
            // A full disk. The next attempt comes as in the product, some seconds later.
        }
        finally
        {
            _keepingUp = false;
            _runs.Meanwhile = null;
        }
    }

    /// <summary>What the other threads do while the index's thread waits for its disk. When they read a run, nobody waits for them.</summary>
    private void Meanwhile(Chance chance)
    {
        Action? slow = _runs.Meanwhile;
        _runs.Meanwhile = null;
        try
        {
            Act(chance);
        }
        finally
        {
            _runs.Meanwhile = slow;
        }
    }

    private void Hear(Head durable, Exception? error)
    {
        if (error is not null)
        {
            Core.Failed(error);
            return;
        }

        Core.Committed(durable);
        Committed = durable;
        Replay.Committed(durable.Seq);
    }

    private void Loaded(Head head)
    {
        Committed = head;
        Replay.Committed(head.Seq);
    }

    private void WriteFailed(long seq, Exception error)
    {
        if (error is JournalSyncFailedException)
            _stopProcess(error);
        _news.Enqueue((default, error));
    }

    private void WriteMark()
    {
        try
        {
            _mark.Write(Committed);
        }
        catch (IOException)
        {
            // A full disk. The next attempt comes as in the product, a tenth of a second later.
        }
    }
}

/// <summary>How a stream's seat is made.</summary>
internal sealed record SeatTerms<TState>(
    IndexKeys Keys,
    IndexLimits IndexLimits,
    Func<TState> Empty,
    Func<TState, UInt128>? Digest,
    Func<TState, bool> IsSmall,
    int MostBlockBytes,
    int BlocksBetweenSnapshots,
    Func<StreamId, IReadOnlyList<BlockFeed>> Feeds
)
    where TState : class, IStreamState;
