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
    public static Fault? Read(ref Utf8JsonReader reader, Interned names, ref EventFields fields)
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
            if (ReadValue(ref reader, field, names, ref fields) is { } fault)
                return fault;
        }

        return fields switch
        {
            { Id: null } => EventFields.Missing("event_id"),
            { Account: null } => EventFields.Missing("account_id"),
            { Type: null } => EventFields.Missing("meter"),
            _ => null,
        };
    }

    private static Fault? ReadValue(ref Utf8JsonReader reader, Field field, Interned names, ref EventFields fields)
    {
        reader.Read();
        return field switch
        {
            Field.Id => EventValues.Id(ref reader, "/event_id", null, default, out fields.Id),
            Field.Account => EventValues.Id(ref reader, "/account_id", names, Interned.Slot.Account, out fields.Account),
            Field.Type => EventValues.Id(ref reader, "/meter", names, Interned.Slot.Type, out fields.Type),
            Field.Source => EventValues.Id(ref reader, "/source", names, Interned.Slot.Source, out fields.Source),
            Field.Subject => EventValues.Id(ref reader, "/subject", names, Interned.Slot.Subject, out fields.Subject),
            Field.Quantity => EventValues.Quantity(ref reader, "/quantity", out fields.Quantity),
            Field.Time => EventValues.Time(ref reader, "/timestamp", out fields.Time),
            _ => EventValues.Properties(ref reader, "/properties", names, null, out fields.Properties),
        };
    }

    private static Field FieldOf(in Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("event_id"u8))
            return Field.Id;
        if (reader.ValueTextEquals("account_id"u8) || reader.ValueTextEquals("customer_id"u8))
            return Field.Account;
        if (reader.ValueTextEquals("meter"u8) || reader.ValueTextEquals("metric"u8))
            return Field.Type;
        if (reader.ValueTextEquals("quantity"u8))
            return Field.Quantity;
        if (reader.ValueTextEquals("timestamp"u8))
            return Field.Time;
        if (reader.ValueTextEquals("source"u8))
            return Field.Source;
        if (reader.ValueTextEquals("subject"u8))
            return Field.Subject;
        return reader.ValueTextEquals("properties"u8) ? Field.Properties : Field.Unknown;
    }
}
