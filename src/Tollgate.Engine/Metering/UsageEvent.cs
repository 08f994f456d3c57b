using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Metering;

/// <summary>One thing that happened. It is the same event again when account, source and id are.</summary>
/// <param name="Type">The event type, which meters name as their <c>event</c>.</param>
/// <param name="Quantity">Null when the event carries none; a meter may then read its properties, or count it as one.</param>
public sealed record UsageEvent(
    string Id,
    string Source,
    string AccountId,
    string Type,
    EffectiveAt Time,
    Quantity? Quantity,
    string? Subject,
    Properties Properties
)
{
    public EventContent Content => new(AccountId, Source, Type, Time, Quantity, Subject, Properties);
}

/// <summary>
/// All of an event but its id, on which nothing depends that it is counted by. Events that come by the million are held like this, and become
/// objects when somebody asks for one.
/// </summary>
public readonly record struct EventContent(
    string AccountId,
    string Source,
    string Type,
    EffectiveAt Time,
    Quantity? Quantity,
    string? Subject,
    Properties Properties
)
{
    public UsageEvent With(string id) => new(id, Source, AccountId, Type, Time, Quantity, Subject, Properties);
}
