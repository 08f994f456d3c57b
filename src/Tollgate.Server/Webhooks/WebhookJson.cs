using System.Text.Json;
using Tollgate.Engine.Time;
using Tollgate.Engine.Webhooks;
using Tollgate.Server.Http;
using Tollgate.Storage.Deliveries;
using static Tollgate.Server.Http.Shape;
using Words = Tollgate.Server.Http.Words;

namespace Tollgate.Server.Webhooks;

/// <summary>Webhooks and their messages, as answers tell them.</summary>
internal static class WebhookJson
{
    public const string Example =
        """{"id":"whk_0aB9kQ2mN4pR6sT8","url":"https://example.com/hooks/tollgate","event_types":["alert.usage"],"description":"Slack","created_at":"2025-02-01T10:15:22Z","previous_secret_until":null,"deliveries":{"pending":0,"delivered":12,"dead":1}}""";

    public const string DeliveryExample =
        """{"id":"msg_6d1c0b0f4fd1b2a37c1d9f52e1a7f0c4","event_type":"alert.usage","state":"dead","attempts":10,"next_at":null,"status":500,"error":"It answered 500; only 200 to 299 means that the message was taken.","created_at":"2025-02-01T10:15:22Z","attempted_at":"2025-02-02T06:20:10Z","message":{"type":"alert.usage"}}""";

    public static readonly ObjectShape Shape = Answer(
        "Webhook",
        Has("id", Text),
        Has("url", Text),
        Has("event_types", ListOf(Text), "Empty is every type."),
        Has("description", Text.OrNull),
        Has("created_at", Instant),
        Has("previous_secret_until", Instant.OrNull, "Until then messages carry the signature of the secret of before, too; in real time."),
        Has("deliveries", Answer("DeliveryCounts", Has("pending", Integer), Has("delivered", Integer), Has("dead", Integer)))
    );

    public static readonly ObjectShape Delivery = Answer(
        "Delivery",
        Has("id", Text, "The webhook-id of the message."),
        Has("event_type", Text),
        Has("state", OneOf<DeliveryState>()),
        Has("attempts", Integer),
        Has("next_at", Instant.OrNull, "When it is tried next; null unless it is pending."),
        Has("status", Integer.OrNull, "What the receiver answered last; null when it did not."),
        Has("error", Text.OrNull, "Why the last attempt failed."),
        Has("created_at", Instant),
        Has("attempted_at", Instant.OrNull),
        Has("message", Anything, "What is sent.")
    );

    /// <param name="secret">Shown once; null when it is not to be.</param>
    public static void Write(Utf8JsonWriter json, Webhook webhook, DeliveryCounts counts, EffectiveAt now, string? secret = null)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, webhook.Id);
        json.WriteString("url"u8, webhook.Registered.Url);
        json.WriteStartArray("event_types"u8);
        foreach (string type in webhook.Registered.EventTypes)
            json.WriteStringValue(type);
        json.WriteEndArray();
        json.WriteString("description"u8, webhook.Registered.Description);
        json.WriteString("created_at"u8, (RecordedAt?)webhook.Registered.At);
        EffectiveAt? until = webhook.Rotations.IsEmpty ? null : webhook.Rotations.Max(rotation => rotation.PreviousUntil);
        json.WriteString("previous_secret_until"u8, until > now ? until : null);
        json.WriteStartObject("deliveries"u8);
        json.WriteNumber("pending"u8, counts.Pending);
        json.WriteNumber("delivered"u8, counts.Delivered);
        json.WriteNumber("dead"u8, counts.Dead);
        json.WriteEndObject();
        if (secret is not null)
            json.WriteString("secret"u8, secret);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, Delivery delivery)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, delivery.MessageId);
        json.WriteString("event_type"u8, delivery.EventType);
        json.WriteString("state"u8, Words.Of(delivery.State));
        json.WriteNumber("attempts"u8, delivery.Attempts);
        json.WriteString("next_at"u8, delivery.State == DeliveryState.Pending ? (EffectiveAt?)delivery.NextAt : null);
        if (delivery.LastStatus is { } status)
            json.WriteNumber("status"u8, status);
        else
            json.WriteNull("status"u8);
        json.WriteString("error"u8, delivery.LastError);
        json.WriteString("created_at"u8, (EffectiveAt?)delivery.CreatedAt);
        json.WriteString("attempted_at"u8, delivery.AttemptedAt);
        json.WritePropertyName("message"u8);
        json.WriteRawValue(delivery.Body);
        json.WriteEndObject();
    }
}
