using Tollgate.Engine.Time;

namespace Tollgate.Storage.Deliveries;

public enum DeliveryState
{
    /// <summary>Not delivered yet; it is tried when its time comes.</summary>
    Pending,

    Delivered,

    /// <summary>Given up. It stays to be looked at and sent again.</summary>
    Dead,
}

/// <summary>A message on its way to one webhook, or at its end. Its instants are of real time, whatever the environment's clock says.</summary>
/// <param name="MessageId">The same for every attempt, and for the same event wherever it is made again: what a receiver knows a repetition by.</param>
/// <param name="Body">What is sent, byte for byte the same each time.</param>
/// <param name="NextAt">When it is tried next; only while it is pending.</param>
/// <param name="LastStatus">What the receiver answered last; null when it did not.</param>
/// <param name="LastError">Why the last attempt failed, as a sentence; null when it did not.</param>
public sealed record Delivery(
    string WebhookId,
    string MessageId,
    string EventType,
    string Body,
    DeliveryState State,
    int Attempts,
    EffectiveAt NextAt,
    int? LastStatus,
    string? LastError,
    EffectiveAt CreatedAt,
    EffectiveAt? AttemptedAt
)
{
    /// <summary>A message that has not been tried.</summary>
    public static Delivery New(string webhookId, string messageId, string eventType, string body, EffectiveAt now) =>
        new(webhookId, messageId, eventType, body, DeliveryState.Pending, 0, now, null, null, now, null);
}

/// <summary>How many messages of a webhook stand where.</summary>
public readonly record struct DeliveryCounts(long Pending, long Delivered, long Dead);

/// <summary>The messages cannot be read or written now. It can be tried again; nothing that was raised is lost.</summary>
public sealed class DeliveriesUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
