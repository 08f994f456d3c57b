using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Metering;

namespace Tollgate.Server.Entitlements;

/// <summary>What is asked of the units: whether they could be had, to have them, or to hold them.</summary>
internal enum DecisionVerb
{
    Check,
    Consume,
    Reserve,
}

/// <summary>A check, a consume or a reservation as it was sent, read field by field and without building a document of it.</summary>
/// <param name="EventId">Null when the caller gave none.</param>
internal sealed record DecisionRequest(EntitlementRequest Asked, string? EventId, string? Source)
{
    private const int DefaultSeconds = 300;

    private const string Known = "account_id, feature, requested_units, subject, timestamp, properties, value, allow_partial";

    private enum Field
    {
        Unknown = -1,
        Account,
        Feature,
        Units,
        Subject,
        Time,
        Properties,
        Value,
        Partial,
        EventId,
        Source,
        Seconds,
    }

    /// <summary>Of a reservation: how long it is held, in whole seconds.</summary>
    public int Seconds { get; private init; } = DefaultSeconds;

    /// <param name="verb">All but a check have event_id and source too, and a reservation ttl_seconds.</param>
    /// <exception cref="ProblemException">The body cannot be read.</exception>
    public static DecisionRequest Read(ReadOnlySpan<byte> body, DecisionVerb verb)
    {
        try
        {
            var reader = new Utf8JsonReader(body, EventBatchReader.ReaderOptions);
            reader.Read();
            if (Read(ref reader, body, new Interned(), verb, out DecisionRequest? request) is { } fault)
                throw new ProblemException(Problem.Shape(fault.Code, fault.Detail, fault.Pointer));
            // What follows the value makes the body no JSON.
            reader.Read();
            return request!;
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

    /// <summary>Reads from the object's start to its end. With a fault, the reader stands anywhere inside.</summary>
    /// <param name="body">What the reader reads, from its first byte.</param>
    /// <param name="request">Null with a fault.</param>
    /// <exception cref="InvalidOperationException">A string is no Unicode text.</exception>
    public static Fault? Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, Interned names, DecisionVerb verb, out DecisionRequest? request)
    {
        request = null;
        if (reader.TokenType != JsonTokenType.StartObject)
            return EventValues.WrongType(reader, "", "an object");

        string? account = null, feature = null, subject = null, value = null, eventId = null, source = null;
        Quantity? units = null;
        EffectiveAt? at = null;
        Properties properties = Properties.None;
        bool partial = false;
        int seconds = DefaultSeconds;
        int seen = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            Field field = FieldOf(reader, verb);
            if (field == Field.Unknown)
                return Unknown(reader.GetString()!, verb);
            if ((seen & (1 << (int)field)) != 0)
                return Twice(reader.GetString()!);
            seen |= 1 << (int)field;
            reader.Read();
            Fault? fault = field switch
            {
                Field.Account => EventValues.Id(ref reader, "/account_id", names, Interned.Slot.Account, out account),
                Field.Feature => EventValues.Id(ref reader, "/feature", names, Interned.Slot.Type, out feature),
                Field.Units => EventValues.Quantity(ref reader, "/requested_units", out units),
                Field.Subject => EventValues.Id(ref reader, "/subject", names, Interned.Slot.Subject, out subject),
                Field.Time => EventValues.Time(ref reader, "/timestamp", out at),
                Field.Properties => EventValues.Properties(ref reader, body, "/properties", names, out properties),
                Field.Value => ReadValue(ref reader, out value),
                Field.Partial => ReadPartial(reader, out partial),
                Field.EventId => EventValues.Id(ref reader, "/event_id", null, default, out eventId),
                Field.Seconds => ReadSeconds(reader, out seconds),
                _ => EventValues.Id(ref reader, "/source", names, Interned.Slot.Source, out source),
            };
            // Somebody who says null has lost a number: that is not one unit.
            if (field == Field.Units && fault is null && units is null)
                fault = EventValues.WrongType(reader, "/requested_units", "a number of units");
            if (fault is not null)
                return fault;
        }

        if (account is null || feature is null)
            return EventFields.Missing(account is null ? "account_id" : "feature");
        var asked = new EntitlementRequest(account, feature, units ?? Quantity.One, value == "null" ? null : value, at, subject, properties) { AllowPartial = partial };
        request = new DecisionRequest(asked, eventId, source) { Seconds = seconds };
        return null;
    }

    private static Field FieldOf(in Utf8JsonReader reader, DecisionVerb verb)
    {
        if (reader.ValueIsEscaped)
            return FieldOf(System.Text.Encoding.UTF8.GetBytes(reader.GetString()!), verb);
        return FieldOf(reader.ValueSpan, verb);
    }

    // By its length first, which leaves one or two names to compare with.
    private static Field FieldOf(ReadOnlySpan<byte> name, DecisionVerb verb) => name.Length switch
    {
        5 when name.SequenceEqual("value"u8) => Field.Value,
        6 when verb != DecisionVerb.Check && name.SequenceEqual("source"u8) => Field.Source,
        7 when name.SequenceEqual("feature"u8) => Field.Feature,
        7 when name.SequenceEqual("subject"u8) => Field.Subject,
        8 when verb != DecisionVerb.Check && name.SequenceEqual("event_id"u8) => Field.EventId,
        9 when name.SequenceEqual("timestamp"u8) => Field.Time,
        10 when name.SequenceEqual("account_id"u8) => Field.Account,
        10 when name.SequenceEqual("properties"u8) => Field.Properties,
        11 when name.SequenceEqual("customer_id"u8) => Field.Account,
        11 when verb == DecisionVerb.Reserve && name.SequenceEqual("ttl_seconds"u8) => Field.Seconds,
        13 when name.SequenceEqual("allow_partial"u8) => Field.Partial,
        15 when name.SequenceEqual("requested_units"u8) => Field.Units,
        _ => Field.Unknown,
    };

    private static Fault Unknown(string name, DecisionVerb verb) => new(
        Codes.UnknownKey,
        $"The field '{Texts.Quoted(name)}' is not known here. There are: {Known}{(verb == DecisionVerb.Check ? "" : ", event_id, source")}{(verb == DecisionVerb.Reserve ? ", ttl_seconds" : "")}.",
        JsonPointer.Append("", name)
    );

    private static Fault Twice(string name)
    {
        Problem twice = JsonBody.Twice(JsonPointer.Append("", name), name);
        return new Fault(twice.Code, twice.Detail, twice.Pointer);
    }

    /// <summary>It goes into the decision's id whole, so it is no longer than a text may be.</summary>
    private static Fault? ReadValue(ref Utf8JsonReader reader, out string? value)
    {
        Fault? fault = CanonicalJson.Read(ref reader, new JsonPath("/value"), 2, out string json);
        value = json;
        return fault ?? (json.Length <= Texts.LongestValue + 2
            ? null
            : new Fault(Codes.TextTooLong, $"A value has at most {Texts.LongestValue} characters; this has {json.Length}.", "/value"));
    }

    private static Fault? ReadSeconds(in Utf8JsonReader reader, out int seconds)
    {
        seconds = DefaultSeconds;
        return reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out seconds))
            ? null
            : EventValues.WrongType(reader, "/ttl_seconds", "a whole number of seconds");
    }

    private static Fault? ReadPartial(in Utf8JsonReader reader, out bool partial)
    {
        partial = reader.TokenType == JsonTokenType.True;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null
            ? null
            : EventValues.WrongType(reader, "/allow_partial", "true or false");
    }
}
