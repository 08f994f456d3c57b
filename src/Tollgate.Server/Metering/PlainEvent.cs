using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Server.Http;

namespace Tollgate.Server.Metering;

/// <summary>
/// The plain shape of an event. <c>customer_id</c> and <c>metric</c> are other names for <c>account_id</c> and <c>meter</c>.
/// </summary>
internal static class PlainEvent
{
    private const string Known = "event_id, account_id, meter, quantity, timestamp, source, subject, properties";

    private enum Field
    {
        Unknown,
        Id,
        Account,
        Type,
        Quantity,
        Time,
        Source,
        Subject,
        Properties,
    }

    /// <summary>Reads from the object's start to its end. With a fault, the reader stands anywhere inside.</summary>
    /// <exception cref="InvalidOperationException">A string is no Unicode text.</exception>
    /// <param name="body">What the reader reads, from its first byte.</param>
    public static Fault? Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, Interned names, ref EventFields fields)
    {
        int seen = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            Field field = FieldOf(reader);
            if (field == Field.Unknown)
            {
                string name = reader.GetString()!;
                return new Fault(Codes.UnknownKey, $"The field '{Texts.Quoted(name)}' is not known here. There are: {Known}.", JsonPointer.Append("", name));
            }

            if ((seen & (1 << (int)field)) != 0)
            {
                string name = reader.GetString()!;
                return new Fault(Codes.DuplicateKey, $"The field '{name}' stands twice in the same event, perhaps under its other name; keep one.", JsonPointer.Append("", name));
            }

            seen |= 1 << (int)field;
            if (ReadValue(ref reader, body, field, names, ref fields) is { } fault)
                return fault;
        }

        return fields.Id.IsEmpty ? EventFields.Missing("event_id")
            : fields.Account is null ? EventFields.Missing("account_id")
            : fields.Type is null ? EventFields.Missing("meter")
            : null;
    }

    private static Fault? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, Field field, Interned names, ref EventFields fields)
    {
        reader.Read();
        return field switch
        {
            Field.Id => EventValues.EventId(ref reader, "/event_id", out fields.Id),
            Field.Account => EventValues.Id(ref reader, "/account_id", names, Interned.Slot.Account, out fields.Account),
            Field.Type => EventValues.Id(ref reader, "/meter", names, Interned.Slot.Type, out fields.Type),
            Field.Source => EventValues.Id(ref reader, "/source", names, Interned.Slot.Source, out fields.Source),
            Field.Subject => EventValues.Id(ref reader, "/subject", names, Interned.Slot.Subject, out fields.Subject),
            Field.Quantity => EventValues.Quantity(ref reader, "/quantity", out fields.Quantity),
            Field.Time => EventValues.Time(ref reader, "/timestamp", out fields.Time),
            _ => EventValues.Properties(ref reader, body, "/properties", names, out fields.Properties),
        };
    }

    private static Field FieldOf(in Utf8JsonReader reader)
    {
        // By its length first, which leaves one or two names to compare with.
        ReadOnlySpan<byte> name = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return name.Length switch
            {
                5 when name.SequenceEqual("meter"u8) => Field.Type,
                6 when name.SequenceEqual("source"u8) => Field.Source,
                6 when name.SequenceEqual("metric"u8) => Field.Type,
                7 when name.SequenceEqual("subject"u8) => Field.Subject,
                8 when name.SequenceEqual("event_id"u8) => Field.Id,
                8 when name.SequenceEqual("quantity"u8) => Field.Quantity,
                9 when name.SequenceEqual("timestamp"u8) => Field.Time,
                10 when name.SequenceEqual("account_id"u8) => Field.Account,
                10 when name.SequenceEqual("properties"u8) => Field.Properties,
                11 when name.SequenceEqual("customer_id"u8) => Field.Account,
                _ => Field.Unknown,
            };
        }

        return reader.GetString() switch
        {
            "event_id" => Field.Id,
            "account_id" or "customer_id" => Field.Account,
            "meter" or "metric" => Field.Type,
            "quantity" => Field.Quantity,
            "timestamp" => Field.Time,
            "source" => Field.Source,
            "subject" => Field.Subject,
            "properties" => Field.Properties,
            _ => Field.Unknown,
        };
    }
}
