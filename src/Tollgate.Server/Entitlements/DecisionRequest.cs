using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Metering;

namespace Tollgate.Server.Entitlements;

/// <summary>Reads the body of a check or a consume, field by field and without building a document of it.</summary>
/// <param name="EventId">Null when the caller gave none.</param>
internal sealed record DecisionRequest(EntitlementRequest Asked, string? EventId, string? Source)
{
    private const string Known = "account_id, feature, requested_units, subject, timestamp, properties, value, allow_partial";

    /// <param name="consume">Allows event_id and source too.</param>
    /// <exception cref="ProblemException">The body cannot be read.</exception>
    public static DecisionRequest Read(ReadOnlySpan<byte> body, bool consume)
    {
        try
        {
            var reader = new Utf8JsonReader(body, EventBatchReader.ReaderOptions);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw Refused(EventValues.WrongType(reader, "", "an object"));
            DecisionRequest request = ReadObject(ref reader, consume);
            // What follows the value makes the body no JSON.
            reader.Read();
            return request;
        }
        catch (JsonException error)
        {
            throw new ProblemException(JsonBody.Malformed(error));
        }
        catch (InvalidOperationException)
        {
            throw new ProblemException(JsonBody.NoText(""));
        }
    }

    private static DecisionRequest ReadObject(ref Utf8JsonReader reader, bool consume)
    {
        string? account = null, feature = null, subject = null, value = null, eventId = null, source = null;
        Quantity? units = null;
        EffectiveAt? at = null;
        Properties properties = Properties.None;
        var names = new Interned();
        int seen = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            int field = FieldOf(reader, consume);
            string name = field is >= 0 && (seen & (1 << field)) == 0 ? "" : reader.GetString()!;
            if (field < 0)
                throw Refused(new Fault(Codes.UnknownKey, $"The field '{Texts.Quoted(name)}' is not known here. There are: {Known}{(consume ? ", event_id, source" : "")}.", JsonPointer.Append("", name)));
            if (name.Length > 0)
                throw new ProblemException(JsonBody.Twice(JsonPointer.Append("", name), name));
            seen |= 1 << field;
            reader.Read();
            Fault? fault = field switch
            {
                0 => EventValues.Id(ref reader, "/account_id", null, default, out account),
                1 => EventValues.Id(ref reader, "/feature", null, default, out feature),
                2 => EventValues.Quantity(ref reader, "/requested_units", out units),
                3 => EventValues.Id(ref reader, "/subject", null, default, out subject),
                4 => EventValues.Time(ref reader, "/timestamp", out at),
                5 => EventValues.Properties(ref reader, "/properties", names, null, out properties),
                6 => Value(ref reader, out value),
                7 => Partial(reader),
                8 => EventValues.Id(ref reader, "/event_id", null, default, out eventId),
                _ => EventValues.Id(ref reader, "/source", null, default, out source),
            };
            if (fault is not null)
                throw Refused(fault);
        }

        if (account is null || feature is null)
            throw Refused(EventFields.Missing(account is null ? "account_id" : "feature"));
        var asked = new EntitlementRequest(account, feature, units ?? Quantity.One, value == "null" ? null : value, at, subject, properties);
        return new DecisionRequest(asked, eventId, source);
    }

    private static int FieldOf(in Utf8JsonReader reader, bool consume)
    {
        if (reader.ValueTextEquals("account_id"u8) || reader.ValueTextEquals("customer_id"u8))
            return 0;
        if (reader.ValueTextEquals("feature"u8))
            return 1;
        if (reader.ValueTextEquals("requested_units"u8))
            return 2;
        if (reader.ValueTextEquals("subject"u8))
            return 3;
        if (reader.ValueTextEquals("timestamp"u8))
            return 4;
        if (reader.ValueTextEquals("properties"u8))
            return 5;
        if (reader.ValueTextEquals("value"u8))
            return 6;
        if (reader.ValueTextEquals("allow_partial"u8))
            return 7;
        if (consume && reader.ValueTextEquals("event_id"u8))
            return 8;
        return consume && reader.ValueTextEquals("source"u8) ? 9 : -1;
    }

    /// <summary>It goes into the decision's id whole, so it is no longer than a text may be.</summary>
    private static Fault? Value(ref Utf8JsonReader reader, out string? value)
    {
        Fault? fault = CanonicalJson.Read(ref reader, new JsonPath("/value"), 2, out string json);
        value = json;
        return fault ?? (json.Length <= Texts.LongestValue + 2
            ? null
            : new Fault(Codes.TextTooLong, $"A value has at most {Texts.LongestValue} characters; this has {json.Length}.", "/value"));
    }

    private static Fault? Partial(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.False or JsonTokenType.Null => null,
        JsonTokenType.True => new Fault(Codes.ValueNotAllowed, "This version grants whole requests only; leave allow_partial out, or send false.", "/allow_partial"),
        _ => EventValues.WrongType(reader, "/allow_partial", "true or false"),
    };

    private static ProblemException Refused(Fault fault) => new(Problem.Shape(fault.Code, fault.Detail, fault.Pointer));
}
