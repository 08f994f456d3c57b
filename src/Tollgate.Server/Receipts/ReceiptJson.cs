using System.Text.Json;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Entitlements;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Receipts;

/// <summary>A receipt's payload, written and read. Fields have the names that the API has for them.</summary>
internal static class ReceiptJson
{
    private const int Form = 1;

    public static void Write(Utf8JsonWriter json, Receipt receipt)
    {
        TakenDecision taken = receipt.Taken;
        json.WriteStartObject();
        json.WriteNumber("receipt_version"u8, Form);
        json.WriteString("installation"u8, receipt.Installation);
        json.WriteString("environment"u8, taken.Environment);
        json.WriteString("decision_id"u8, receipt.DecisionId);
        json.WriteString("kind"u8, taken.EventId is null ? "check"u8 : "consume"u8);
        WriteRequest(json, taken);
        WriteAnswer(json, taken.Answer);
        WriteAsOf(json, taken.Moment.AsOf, receipt.Block);
        json.WriteString("decided_at"u8, taken.Moment.At.ToString());
        json.WriteString("engine_version"u8, taken.EngineVersion.ToString(3));
        json.WriteString("issued_at"u8, receipt.IssuedAt.ToString());
        json.WriteEndObject();
    }

    /// <exception cref="FormatException">It is none of this version; so do the reader's own exceptions tell.</exception>
    public static Receipt Read(JsonElement json)
    {
        if (json.GetProperty("receipt_version").GetInt32() != Form)
            throw new FormatException($"its receipt_version is {json.GetProperty("receipt_version")}.");
        JsonElement request = json.GetProperty("request");
        string? digest = request.TryGetProperty("properties_sha256", out JsonElement hash) ? Text(hash) : null;
        bool consume = Text(json, "kind") == "consume";
        var asked = new EntitlementRequest(
            Text(request, "account_id"),
            Text(request, "feature"),
            Units(request, "requested_units"),
            request.TryGetProperty("value", out JsonElement value) ? value.GetRawText() : null,
            OptionalText(request, "timestamp") is { } at ? new EffectiveAt(Instant(at)) : null,
            OptionalText(request, "subject"),
            digest is null ? PropertiesOf(request.GetProperty("properties")) : Properties.None
        )
        {
            AllowPartial = request.GetProperty("allow_partial").GetBoolean(),
        };
        JsonElement asOf = json.GetProperty("as_of");
        var taken = new TakenDecision(
            Text(json, "environment"),
            asked,
            digest,
            consume ? Text(request, "event_id") : null,
            consume ? Text(request, "source") : null,
            ReadAnswer(json.GetProperty("answer")),
            new Moment(ReadAsOf(asOf), new RecordedAt(Instant(Text(json, "decided_at")))),
            Version.Parse(Text(json, "engine_version"))
        );
        BlockHash block = BlockHash.TryParse(Text(asOf, "block_hash"), out BlockHash parsed) ? parsed : throw new FormatException("its block_hash is none.");
        return new Receipt(Text(json, "installation"), Text(json, "decision_id"), taken, block, new RecordedAt(Instant(Text(json, "issued_at"))));
    }

    private static void WriteRequest(Utf8JsonWriter json, TakenDecision taken)
    {
        EntitlementRequest asked = taken.Asked;
        json.WriteStartObject("request"u8);
        json.WriteString("account_id"u8, asked.AccountId);
        json.WriteString("feature"u8, asked.Feature);
        json.WriteString("requested_units"u8, asked.Units);
        json.WriteBoolean("allow_partial"u8, asked.AllowPartial);
        WriteRaw(json, "value"u8, asked.Value);
        json.WriteString("timestamp"u8, asked.At?.ToString());
        json.WriteString("subject"u8, asked.Subject);
        if (taken.PropertiesDigest is { } digest)
        {
            json.WriteString("properties_sha256"u8, digest);
        }
        else
        {
            json.WriteStartObject("properties"u8);
            foreach (Property property in asked.Properties.Items)
            {
                json.WritePropertyName(property.Name);
                json.WriteRawValue(property.Json, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        if (taken.EventId is not null)
        {
            json.WriteString("event_id"u8, taken.EventId);
            json.WriteString("source"u8, taken.Source);
        }

        json.WriteEndObject();
    }

    private static void WriteAnswer(Utf8JsonWriter json, GivenAnswer answer)
    {
        json.WriteStartObject("answer"u8);
        json.WriteBoolean("allowed"u8, answer.Allowed);
        json.WriteBoolean("included"u8, answer.Included);
        json.WriteString("reason"u8, Words.Of(answer.Reason));
        json.WriteString("granted_units"u8, answer.GrantedUnits);
        json.WriteBoolean("duplicate"u8, answer.Duplicate);
        json.WriteBoolean("conflict"u8, answer.Conflict);
        WriteRaw(json, "value"u8, answer.Value);
        if (answer.Metered is { } figures)
        {
            json.WriteString("usage_limit"u8, figures.Limit);
            json.WriteString("usage_consumed"u8, figures.Consumed);
            json.WriteString("overage_units"u8, figures.OverageUnits);
        }

        json.WriteEndObject();
    }

    private static void WriteAsOf(Utf8JsonWriter json, AsOf asOf, BlockHash block)
    {
        json.WriteStartObject("as_of"u8);
        json.WriteNumber("shard"u8, asOf.Shard);
        json.WriteNumber("incarnation"u8, asOf.Incarnation);
        json.WriteNumber("epoch"u8, asOf.Epoch);
        json.WriteNumber("seq"u8, asOf.Seq);
        json.WriteNumber("ordinal"u8, asOf.Ordinal ?? 0);
        json.WriteString("block_hash"u8, block.ToString());
        json.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is null)
            return;
        json.WritePropertyName(name);
        json.WriteRawValue(value, skipInputValidation: true);
    }

    private static GivenAnswer ReadAnswer(JsonElement answer) => new(
        answer.GetProperty("allowed").GetBoolean(),
        answer.GetProperty("included").GetBoolean(),
        ReasonOf(Text(answer, "reason")),
        Units(answer, "granted_units"),
        answer.GetProperty("duplicate").GetBoolean(),
        answer.GetProperty("conflict").GetBoolean(),
        answer.TryGetProperty("value", out JsonElement value) ? value.GetRawText() : null,
        answer.TryGetProperty("usage_consumed", out _)
            ? new GivenFigures(OptionalText(answer, "usage_limit") is null ? null : Units(answer, "usage_limit"), Units(answer, "usage_consumed"), Units(answer, "overage_units"))
            : null
    );

    private static AsOf ReadAsOf(JsonElement asOf) =>
        new(asOf.GetProperty("shard").GetInt32(), asOf.GetProperty("incarnation").GetInt64(), asOf.GetProperty("epoch").GetInt64(), asOf.GetProperty("seq").GetInt64())
        {
            Ordinal = asOf.GetProperty("ordinal").GetInt32(),
        };

    private static Properties PropertiesOf(JsonElement properties) =>
        Properties.Of(properties.EnumerateObject().Select(property => new Property(property.Name, property.Value.GetRawText())));

    private static Reason ReasonOf(string word)
    {
        foreach (Reason reason in Enum.GetValues<Reason>())
        {
            if (Words.Of(reason) == word)
                return reason;
        }

        throw new FormatException($"the reason '{Texts.Quoted(word)}' is not known here.");
    }

    private static Quantity Units(JsonElement from, string name) => Quantity.TryParseCanonical(Text(from, name).AsSpan(), out Quantity units, out _)
        ? units
        : throw new FormatException($"its {name} is no quantity.");

    private static long Instant(string text) => Instants.TryParse(text, out long microseconds) ? microseconds : throw new FormatException("one of its instants is none.");

    private static string Text(JsonElement from, string name) => Text(from.GetProperty(name));

    private static string Text(JsonElement field) => field.GetString() ?? throw new FormatException("a text is missing in it.");

    private static string? OptionalText(JsonElement from, string name) => from.GetProperty(name).GetString();
}
