using System.Text;
using System.Text.Json;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Metering;

/// <summary>
/// CloudEvents 1.0. <c>subject</c> is the account, <c>data</c> the properties, and <c>data.quantity</c> the quantity. Extension attributes,
/// such as <c>traceparent</c>, are allowed and not kept.
/// </summary>
internal static class CloudEvent
{
    public const string Version = "1.0";

    /// <inheritdoc cref="PlainEvent.Read"/>
    public static Fault? Read(ref Utf8JsonReader reader, Interned names, ref EventFields fields)
    {
        string? version = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!;
            if (!seen.Add(name))
                return new Fault(Codes.DuplicateKey, $"The attribute '{Texts.Quoted(name)}' stands twice in the same event; keep one.", Engine.Catalog.JsonPointer.Append("", name));
            reader.Read();
            Fault? fault = name switch
            {
                "specversion" => EventValues.Id(ref reader, "/specversion", null, default, out version),
                "id" => EventValues.EventId(ref reader, "/id", out fields.Id),
                "source" => EventValues.Id(ref reader, "/source", names, Interned.Slot.Source, out fields.Source),
                "type" => EventValues.Id(ref reader, "/type", names, Interned.Slot.Type, out fields.Type),
                "subject" => EventValues.Id(ref reader, "/subject", names, Interned.Slot.Account, out fields.Account),
                "time" => EventValues.Time(ref reader, "/time", out fields.Time),
                "data" => Data(ref reader, "/data", names, ref fields),
                "data_base64" => new Fault(Codes.CloudeventInvalid, "data_base64 is not read; send data as a JSON object.", "/data_base64"),
                _ => Extension(ref reader, name),
            };
            if (fault is not null)
                return fault;
        }

        return Complete(version, fields);
    }

    /// <summary>Binary mode: the attributes are headers, the body is the data.</summary>
    public static Fault? Read(IHeaderDictionary headers, ReadOnlySpan<byte> data, Interned names, ref EventFields fields)
    {
        string? id = Header(headers, "ce-id");
        if (id is not null && Texts.IsId(id))
            fields.Id = Encoding.UTF8.GetBytes(id);
        fields.Source = Header(headers, "ce-source");
        fields.Type = Header(headers, "ce-type");
        fields.Account = Header(headers, "ce-subject");
        foreach ((string? value, string name) in new[] { (id, "id"), (fields.Source, "source"), (fields.Type, "type"), (fields.Account, "subject") })
        {
            if (value is not null && !Texts.IsId(value))
                return new Fault(Codes.MalformedId, $"The header ce-{name} has 1 to {Texts.LongestId} printable characters.", "/" + name);
        }

        if (Header(headers, "ce-time") is { } time)
        {
            if (!Instants.TryParse(time, out long microseconds))
                return new Fault(Codes.MalformedTimestamp, Timestamps.Detail(time), "/time");
            fields.Time = new EffectiveAt(microseconds);
        }

        if (!data.IsEmpty)
        {
            var reader = new Utf8JsonReader(data, EventBatchReader.ReaderOptions);
            reader.Read();
            if (Data(ref reader, "", names, ref fields) is { } fault)
                return fault;
            // What follows the value makes the body no JSON.
            reader.Read();
        }

        return Complete(Header(headers, "ce-specversion"), fields);
    }

    private static Fault? Data(ref Utf8JsonReader reader, string pointer, Interned names, ref EventFields fields)
    {
        Property? found = null;
        if (EventValues.Properties(ref reader, pointer, names, quantity => found = quantity, out fields.Properties) is { } fault)
            return fault;
        if (found is not { Json: var json } || json == "null")
            return null;
        string text = json.StartsWith('"') ? json[1..^1] : json;
        if (!Quantity.TryParse(text, out Quantity value, out NumberError error))
            return new Fault(Decimals.CodeOf(error), Decimals.DetailOf(error), pointer + "/quantity");
        fields.Quantity = value;
        return null;
    }

    private static Fault? Extension(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return null;
        return new Fault(Codes.CloudeventInvalid, $"The attribute '{Texts.Quoted(name)}' of a CloudEvent cannot be an object or a list.", Engine.Catalog.JsonPointer.Append("", name));
    }

    private static Fault? Complete(string? version, in EventFields fields) =>
        version != Version ? new Fault(Codes.CloudeventInvalid, "specversion must be \"1.0\".", "/specversion")
        : fields.Id.IsEmpty ? EventFields.Missing("id")
        : fields.Source is null ? EventFields.Missing("source")
        : fields.Type is null ? EventFields.Missing("type")
        : fields.Account is null ? EventFields.Missing("subject")
        : null;

    /// <summary>Values are percent-encoded UTF-8.</summary>
    private static string? Header(IHeaderDictionary headers, string name) =>
        headers[name] is [{ Length: > 0 } value] ? Uri.UnescapeDataString(value.Trim('"')) : null;
}
