using System.Globalization;

namespace Tollgate.Simulator.Runs;

/// <summary>What happened, in order: its last lines for people, and a hash of all of them, which is the same for the same seed.</summary>
internal sealed class Trace
{
    private const int Shown = 60;

    private readonly Queue<string> _last = new();
    private ulong _hash = 14695981039346656037;

    public IEnumerable<string> Last => _last;

    public string Hash => _hash.ToString("x16", CultureInfo.InvariantCulture);

    public void Say(int step, string line)
    {
        foreach (char c in line)
            Mix(c);
        Mix('\n');
        _last.Enqueue($"{step,5}  {line}");
        if (_last.Count > Shown)
            _last.Dequeue();
    }

    private void Mix(char c) => _hash = unchecked((_hash ^ c) * 1099511628211);
}
