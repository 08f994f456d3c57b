using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>What is asked: may this account use so much of this feature?</summary>
/// <param name="AccountId">Or an external id.</param>
/// <param name="Value">For a config feature: the value that is needed, as JSON text; null only asks what the value is.</param>
/// <param name="At">The instant it is for; null is now.</param>
public sealed record EntitlementRequest(
    string AccountId,
    string Feature,
    Quantity Units,
    string? Value,
    EffectiveAt? At,
    string? Subject,
    Properties Properties
)
{
    /// <summary>Grants what may pass when not all of it may.</summary>
    public bool AllowPartial { get; init; }
}

/// <summary>Asks and, if allowed, counts the units as a usage event.</summary>
/// <param name="EventId">The event's id: given by the caller to make a retry safe, or made for it.</param>
/// <param name="Seen">The index's verdict on the event; null when it is new.</param>
public sealed record ConsumeUnits(EntitlementRequest Request, string Source, string EventId, Sighting? Seen) : Command<Decision>
{
    /// <summary>How many units the first receipt counted, where a part of them may have been granted; null while nobody has looked.</summary>
    public Quantity? Counted { get; init; }
}

/// <summary>
/// A consume that could be granted in part was counted before, and only its first receipt says how many units it was: look there, and ask again with
/// <see cref="ConsumeUnits.Counted"/>. Nothing has changed.
/// </summary>
public sealed record CountedBefore(FactPosition First);
