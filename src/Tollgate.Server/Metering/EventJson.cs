using System.Text.Json;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Metering;

/// <summary>An event as the API writes it.</summary>
internal static class EventJson
{
    public static void WriteFields(Utf8JsonWriter json, UsageEvent usage)
    {
        json.WriteString("event_id"u8, usage.Id);
        json.WriteString("source"u8, usage.Source);
        json.WriteString("account_id"u8, usage.AccountId);
        json.WriteString("type"u8, usage.Type);
        json.WriteString("timestamp"u8, (EffectiveAt?)usage.Time);
        json.WriteString("quantity"u8, usage.Quantity);
        json.WriteString("subject"u8, usage.Subject);
        json.WriteStartObject("properties"u8);
        foreach (Property property in usage.Properties.Items)
        {
            json.WritePropertyName(property.Name);
            json.WriteRawValue(property.Json, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
