using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Metering;

/// <summary>The events of one request: those that could be read, with their places in it, and those that could not.</summary>
internal sealed class EventBatch
{
    public const int Most = 10_000;

    private readonly List<ReportUsage> _events = [];
    private readonly List<int> _indexes = [];
    private readonly List<RefusedEvent> _refused = [];
    private bool _lacksTimes;

    public IReadOnlyList<ReportUsage> Events => _events;

    public IReadOnlyList<RefusedEvent> Refused => _refused;

    /// <summary>Some events came without a time and get the instant of receipt.</summary>
    public bool LacksTimes => _lacksTimes;

    public int Count { get; private set; }

    /// <summary>The place in the request of the n-th event that could be read.</summary>
    public int IndexOf(int n) => _indexes[n];

    public void Add(ReportUsage usage)
    {
        _events.Add(usage);
        _indexes.Add(Count++);
        _lacksTimes |= !usage.TimeGiven;
    }

    public void Refuse(string? eventId, Fault fault) => _refused.Add(new RefusedEvent(Count++, eventId, fault));

    public void FillTimes(EffectiveAt received)
    {
        for (int i = 0; i < _events.Count; i++)
        {
            if (!_events[i].TimeGiven)
                _events[i] = _events[i] with { Usage = _events[i].Usage with { Time = received } };
        }
    }
}

internal sealed record RefusedEvent(int Index, string? EventId, Fault Fault);
