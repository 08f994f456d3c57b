using Tollgate.Engine;

namespace Tollgate.Storage.Index;

/// <summary>Where the further receipts of repeated events stand. Most events have none and take no room here.</summary>
internal sealed class Receipts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, List<FactPosition>> _furtherOf = [];

    public void Add(UInt128 bits, FactPosition at)
    {
        lock (_gate)
        {
            if (!_furtherOf.TryGetValue(bits, out List<FactPosition>? further))
                _furtherOf.Add(bits, further = []);
            further.Add(at);
        }
    }

    public IReadOnlyList<FactPosition> Find(UInt128 bits, long lastSeq)
    {
        lock (_gate)
            return _furtherOf.TryGetValue(bits, out List<FactPosition>? further) ? [.. further.Where(at => at.Seq <= lastSeq)] : [];
    }

    public void Discard(UInt128 bits, long lastSeq)
    {
        lock (_gate)
        {
            if (_furtherOf.TryGetValue(bits, out List<FactPosition>? further) && further.RemoveAll(at => at.Seq > lastSeq) > 0 && further.Count == 0)
                _furtherOf.Remove(bits);
        }
    }
}
