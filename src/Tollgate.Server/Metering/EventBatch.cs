using Tollgate.Server.Shards;

namespace Tollgate.Server.Metering;

/// <summary>The events of one request: those that could be read, and those that could not.</summary>
internal sealed class EventBatch
{
    public const int Most = 10_000;

    private readonly List<RefusedEvent> _refused = [];

    public UsageBatch Events { get; } = new();

    public IReadOnlyList<RefusedEvent> Refused => _refused;

    /// <summary>Some events came without a time and get the instant of receipt.</summary>
    public bool LacksTimes { get; private set; }

    public int Count { get; private set; }

    public void Add(in EventFields fields)
    {
        Events.Add(fields.Id, fields.Content, fields.Time is not null, Count++);
        LacksTimes |= fields.Time is null;
    }

    public void Refuse(string? eventId, Fault fault) => _refused.Add(new RefusedEvent(Count++, eventId, fault));
}

internal sealed record RefusedEvent(int Index, string? EventId, Fault Fault);
