using System.Text.Json;
using Tollgate.Engine.Outbox;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Outbox;

/// <summary>Batches as answers tell them.</summary>
internal static class BatchJson
{
    public const string Example =
        """{"number":1,"charges":5,"again":0,"acknowledged":0,"cut_at":"2025-07-02T00:00:00Z","written_at":null,"digest":null}""";

    public static readonly ObjectShape Shape = Answer(
        "OutboxBatch",
        Has("number", Integer),
        Has("charges", Integer, "Those that are in no batch before."),
        Has("again", Integer, "Those that are sent once more."),
        Has("acknowledged", Integer, "How many of its charges billing has taken."),
        Has("cut_at", Instant),
        Has("written_at", Instant.OrNull, "When its files were finished; null until they are."),
        Has("digest", Text.OrNull, "Of its manifest.")
    );

    public static void Write(Utf8JsonWriter json, Batch batch)
    {
        json.WriteStartObject();
        json.WriteNumber("number"u8, batch.Number);
        json.WriteNumber("charges"u8, batch.Charges);
        json.WriteNumber("again"u8, batch.Again.Length);
        json.WriteNumber("acknowledged"u8, batch.Acknowledged);
        json.WriteString("cut_at"u8, (RecordedAt?)batch.CutAt);
        json.WriteString("written_at"u8, batch.WrittenAt);
        json.WriteString("digest"u8, batch.Digest);
        json.WriteEndObject();
    }
}
