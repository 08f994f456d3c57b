using Tollgate.Storage.Index;

namespace Tollgate.Simulator.World;

/// <summary>What is to go wrong next, and what has gone wrong so far.</summary>
internal sealed class Faults
{
    private readonly long[] _injected = new long[Enum.GetValues<FaultKind>().Length];
    private readonly long[] _reached = new long[Enum.GetValues<IoPoint>().Length];
    private readonly long[] _cut = new long[Enum.GetValues<IoPoint>().Length];
    private IoPoint? _cutAt;
    private int _cutIn;
    private FaultKind _cutAs;

    private readonly long[] _done = new long[Enum.GetValues<IndexDeed>().Length];

    public IReadOnlyList<long> Injected => _injected;

    /// <summary>How often each point of I/O was come to.</summary>
    public IReadOnlyList<long> Reached => _reached;

    /// <summary>How often a process was cut off at each.</summary>
    public IReadOnlyList<long> Cut => _cut;

    /// <summary>How often indexes sealed, merged and forgot.</summary>
    public IReadOnlyList<long> Done => _done;

    /// <summary>What becomes of the next append: one of the kinds that concern it, or null.</summary>
    public FaultKind? NextAppend { get; set; }

    /// <summary>The next read of a run fails.</summary>
    public bool NextRunUnreadable { get; set; }

    /// <summary>The next step of an index takes so long that much happens meanwhile.</summary>
    public bool NextRunSlow { get; set; }

    public void Note(FaultKind kind) => _injected[(int)kind]++;

    public void Note(IndexDeed deed) => _done[(int)deed]++;

    /// <summary>Cuts the power at a point of I/O.</summary>
    /// <param name="at">Null is any point.</param>
    /// <param name="passed">How many such points are passed before.</param>
    public void CutAt(IoPoint? at, int passed, FaultKind kind) => (_cutAt, _cutIn, _cutAs) = (at, passed + 1, kind);

    public bool CutsAt(IoPoint point)
    {
        _reached[(int)point]++;
        if (_cutIn == 0 || (_cutAt is { } at && at != point) || --_cutIn > 0)
            return false;
        _cut[(int)point]++;
        Note(_cutAs);
        return true;
    }

    public void Clear()
    {
        _cutIn = 0;
        NextAppend = null;
        NextRunUnreadable = false;
        NextRunSlow = false;
    }
}
