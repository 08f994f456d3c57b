using System.Text.Json;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Time;
using Tollgate.Server.Entitlements;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Seats;

/// <summary>Seats as the API answers them.</summary>
internal static class SeatJson
{
    public static readonly ObjectShape Shape = Answer(
        "Seat",
        Has("account_id", Text),
        Has("feature", Text),
        Has("subject", Text),
        Has("taken_at", Instant),
        Has("expires_at", Instant.OrNull, "Exclusive: when it runs out unless a heartbeat comes; null of a named seat."),
        Has("free_at", Instant.OrNull, "When it is free for others then, later by the margin for skew; null of a named seat.")
    );

    public static readonly ObjectShape Taken = Answer(
        "TakenSeat",
        Has("allowed", Flag, "Whether the subject holds a seat now."),
        Has("account_id", Text),
        Has("feature", Text),
        Has("subject", Text),
        Has("reason", OneOf<Reason>()),
        Has("renewed", Flag, "It was held before, and this is a heartbeat."),
        Has("seat", Shape.OrNull),
        MayHave("seats", DecisionShape.Seats, "How the seats stand now; left out when the account has no right to the feature."),
        Has("explanation", DecisionShape.Explanation.OrNull),
        Has("as_of", DecisionShape.AsOf, "The state that this was decided on.")
    );

    public static void Write(Utf8JsonWriter json, string account, Seat seat)
    {
        json.WriteStartObject();
        WriteFields(json, account, seat);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, string subject, SeatAnswer answer, AsOf asOf)
    {
        Decision decision = answer.Decision;
        json.WriteStartObject();
        json.WriteBoolean("allowed"u8, decision.Allowed);
        json.WriteString("account_id"u8, decision.AccountId);
        json.WriteString("feature"u8, decision.Feature);
        json.WriteString("subject"u8, subject);
        json.WriteString("reason"u8, Words.Of(decision.Reason));
        json.WriteBoolean("renewed"u8, answer.Renewed);
        if (answer.Seat is { } seat)
        {
            json.WriteStartObject("seat"u8);
            WriteFields(json, decision.AccountId, seat);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("seat"u8);
        }

        DecisionJson.WriteSeats(json, decision);
        DecisionJson.WriteExplanation(json, decision);
        DecisionJson.WriteAsOf(json, asOf);
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, string account, Seat seat)
    {
        json.WriteString("account_id"u8, account);
        json.WriteString("feature"u8, seat.Feature);
        json.WriteString("subject"u8, seat.Subject);
        json.WriteString("taken_at"u8, (RecordedAt?)seat.TakenAt);
        json.WriteString("expires_at"u8, seat.ExpiresAt);
        json.WriteString("free_at"u8, seat.FreeAt);
    }
}
