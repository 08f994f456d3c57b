using Tollgate.Simulator.Audit;
using Tollgate.Simulator.World;
using Tollgate.Storage.Index;

namespace Tollgate.Simulator.Runs;

/// <summary>What many runs did together.</summary>
internal sealed class Tally
{
    private readonly long[] _injected = new long[Enum.GetValues<FaultKind>().Length];
    private readonly long[] _reached = new long[Enum.GetValues<IoPoint>().Length];
    private readonly long[] _cut = new long[Enum.GetValues<IoPoint>().Length];
    private readonly long[] _deeds = new long[Enum.GetValues<IndexDeed>().Length];
    private readonly long[] _happened = new long[Enum.GetValues<Happening>().Length];
    private readonly long[] _runsWith = new long[Enum.GetValues<Happening>().Length];
    private long _simulated;
    private long _blocks;

    public long Runs { get; private set; }

    public IReadOnlyList<FaultKind> NeverInjected => [.. Enum.GetValues<FaultKind>().Where(kind => _injected[(int)kind] == 0)];

    /// <summary>Where no process was cut off.</summary>
    public IReadOnlyList<IoPoint> NeverCut => [.. Enum.GetValues<IoPoint>().Where(point => _cut[(int)point] == 0)];

    public IReadOnlyList<IndexDeed> NeverDone => [.. Enum.GetValues<IndexDeed>().Where(deed => _deeds[(int)deed] == 0)];

    public IReadOnlyList<Happening> NeverHappened => [.. Enum.GetValues<Happening>().Where(happening => _happened[(int)happening] == 0)];

    public void Add(Outcome outcome)
    {
        Runs++;
        _simulated += outcome.Simulated;
        _blocks += outcome.Blocks;
        Add(_injected, outcome.Injected);
        Add(_reached, outcome.Reached);
        Add(_cut, outcome.Cut);
        Add(_deeds, outcome.IndexDeeds);
        Add(_happened, outcome.Happened);
        Add(_runsWith, [.. outcome.Happened.Select(count => count > 0 ? 1L : 0)]);
    }

    public void Print(TimeSpan took)
    {
        Console.WriteLine();
        Console.WriteLine($"{Runs} seeds in {took.TotalSeconds:F1} s ({Runs / took.TotalSeconds:F0}/s), {TimeSpan.FromMicroseconds(_simulated).TotalHours:F1} h simulated, {_blocks} blocks");
        Console.WriteLine("faults injected");
        foreach (FaultKind kind in Enum.GetValues<FaultKind>())
            Console.WriteLine($"  {kind,-24}{_injected[(int)kind],12}{Never(_injected[(int)kind])}");
        Console.WriteLine("points of I/O                  reached     cut off");
        foreach (IoPoint point in Enum.GetValues<IoPoint>())
            Console.WriteLine($"  {point,-24}{_reached[(int)point],12}{_cut[(int)point],12}{Never(_cut[(int)point])}");
        Console.WriteLine("done with indexes");
        foreach (IndexDeed deed in Enum.GetValues<IndexDeed>())
            Console.WriteLine($"  {deed,-24}{_deeds[(int)deed],12}{Never(_deeds[(int)deed])}");
        Console.WriteLine("came of what was asked           times    in seeds");
        foreach (Happening happening in Enum.GetValues<Happening>())
            Console.WriteLine($"  {happening,-27}{_happened[(int)happening],9}{_runsWith[(int)happening],12}{Never(_happened[(int)happening])}");
    }

    private static string Never(long count) => count == 0 ? "  NEVER" : "";

    private static void Add(long[] sums, IReadOnlyList<long> of)
    {
        for (int i = 0; i < sums.Length; i++)
            sums[i] += of[i];
    }
}
