using System.Text;
using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Metering;

/// <summary>Reads the single values of an event. The reader stands at the value, and at its end afterwards.</summary>
internal static class EventValues
{
    private const int MostProperties = 256;

    /// <summary>An event's own id, which stays the bytes that it came in.</summary>
    public static Fault? EventId(scoped ref Utf8JsonReader reader, string pointer, out ReadOnlySpan<byte> id)
    {
        id = [];
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && Texts.IsAsciiId(reader.ValueSpan))
        {
            id = reader.ValueSpan;
            return null;
        }

        Fault? fault = Id(ref reader, pointer, null, default, out string? text);
        if (fault is null && text is not null)
            id = Encoding.UTF8.GetBytes(text);
        return fault;
    }

    public static Fault? Id(ref Utf8JsonReader reader, string pointer, Interned? names, Interned.Slot slot, out string? id)
    {
        id = null;
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.String)
            return WrongType(reader, pointer, "a text");
        id = names is null ? reader.GetString()! : names.Field(ref reader, slot);
        return Texts.IsId(id)
            ? null
            : new Fault(Codes.MalformedId, $"An id has 1 to {Texts.LongestId} printable characters; this has {id.Length}.", pointer);
    }

    public static Fault? Quantity(ref Utf8JsonReader reader, string pointer, out Quantity? quantity)
    {
        quantity = null;
        Quantity value;
        NumberError error;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number:
            case JsonTokenType.String when !reader.ValueIsEscaped:
                Engine.Numbers.Quantity.TryParse(reader.ValueSpan, out value, out error);
                break;
            case JsonTokenType.String:
                Engine.Numbers.Quantity.TryParse(reader.GetString(), out value, out error);
                break;
            default:
                return WrongType(reader, pointer, "a decimal, as a number or a text");
        }

        if (error != NumberError.None)
            return new Fault(Decimals.CodeOf(error), Decimals.DetailOf(error), pointer);
        quantity = value;
        return null;
    }

    public static Fault? Time(ref Utf8JsonReader reader, string pointer, out EffectiveAt? time)
    {
        time = null;
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.String)
            return WrongType(reader, pointer, "a text such as 2025-02-01T10:15:22Z");
        long microseconds = 0;
        bool read = reader.ValueIsEscaped
            ? Instants.TryParse(reader.GetString()!, out microseconds)
            : Timestamps.TryRead(reader.ValueSpan, out microseconds);
        if (!read)
            return new Fault(Codes.MalformedTimestamp, Timestamps.Detail(reader.GetString()!), pointer);
        time = new EffectiveAt(microseconds);
        return null;
    }

    /// <summary>The same for an event whose bytes are at hand: properties that came before are not read again.</summary>
    /// <param name="body">What the reader reads, from its first byte.</param>
    public static Fault? Properties(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, string pointer, Interned names, out Properties properties)
    {
        int start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartObject && names.PropertiesOf(body[start..]) is { } known)
        {
            properties = known;
            reader.Skip();
            return null;
        }

        Fault? fault = Properties(ref reader, pointer, names, null, out properties);
        if (fault is null && reader.TokenType == JsonTokenType.EndObject)
            names.Keep(body[start..(int)reader.BytesConsumed], properties);
        return fault;
    }

    /// <param name="quantity">Null leaves a property of that name where it is; else it is taken out, as an event's quantity.</param>
    public static Fault? Properties(ref Utf8JsonReader reader, string pointer, Interned names, Action<Property>? quantity, out Properties properties)
    {
        properties = Engine.Metering.Properties.None;
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.StartObject)
            return WrongType(reader, pointer, "an object");

        var items = new List<Property>();
        for (int place = 0; reader.Read() && reader.TokenType != JsonTokenType.EndObject; place++)
        {
            string name = names.PropertyName(ref reader, place);
            if (!Texts.IsId(name))
                return new Fault(Codes.MalformedId, $"A property's name has 1 to {Texts.LongestId} printable characters.", pointer);
            if (items.Exists(item => item.Name == name))
                return new Fault(Codes.DuplicateKey, $"The property '{Texts.Quoted(name)}' stands twice; keep one.", JsonPointer.Append(pointer, name));
            if (items.Count == MostProperties)
                return new Fault(Codes.TextTooLong, $"An event has at most {MostProperties} properties.", pointer);
            reader.Read();
            if (Value(ref reader, pointer, name, names, place, out string json) is { } fault)
                return fault;
            items.Add(new Property(name, json));
        }

        if (quantity is not null && items.Find(item => item.Name == MeterReading.QuantityPath) is { Json: not null } found)
        {
            quantity(found);
            items.Remove(found);
        }

        properties = Engine.Metering.Properties.Of(items);
        return null;
    }

    public static Fault WrongType(in Utf8JsonReader reader, string pointer, string expected) =>
        new(Codes.WrongType, $"Here stands {Described(reader.TokenType)}, but it must be {expected}.", pointer);

    private static Fault? Value(ref Utf8JsonReader reader, string pointer, string name, Interned names, int place, out string json)
    {
        bool simple = reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray);
        if (simple && names.Value(reader, place) is { } same)
        {
            json = same;
            return null;
        }

        // The event and its properties are two levels already.
        Fault? fault = CanonicalJson.Read(ref reader, new JsonPath(pointer).At(name), depth: 3, out json);
        if (simple && fault is null)
            names.Keep(reader, place, json);
        return fault;
    }

    private static string Described(JsonTokenType kind) => kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        _ => "null",
    };
}
