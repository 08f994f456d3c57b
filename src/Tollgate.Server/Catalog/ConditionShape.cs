using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Catalog;

/// <summary>The fields of a condition, as the catalog and overrides have them: <see cref="ConditionReader"/> reads them.</summary>
internal static class ConditionShape
{
    private static readonly Shape Values = Either(ListOf(Text), Text);

    public static readonly ObjectShape Sent = Request(
        "Condition",
        Takes("region", Values, "The request's property region, else the account's attribute, is one of these."),
        Takes("deployment", Values, "The same of deployment."),
        Takes("from", Instant, "Inclusive."),
        Takes("until", Instant, "Exclusive."),
        Takes("attributes", MapOf(Values), "Each of these attributes of the account is one of these."),
        Takes("groups", Values, "The request's subject is in one of these."),
        Takes("subjects", Values, "The request's subject is one of these.")
    );

    /// <summary>As it was sent; what it does not name is left out.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, Condition condition)
    {
        json.WriteStartObject(name);
        Write(json, "region"u8, condition.Regions);
        Write(json, "deployment"u8, condition.Deployments);
        if (condition.From is { } from)
            json.WriteString("from"u8, (EffectiveAt?)from);
        if (condition.Until is { } until)
            json.WriteString("until"u8, (EffectiveAt?)until);
        if (!condition.Attributes.IsEmpty)
        {
            json.WriteStartObject("attributes"u8);
            foreach (AttributeCondition attribute in condition.Attributes)
            {
                json.WriteStartArray(attribute.Name);
                foreach (string value in attribute.Values)
                    json.WriteStringValue(value);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        Write(json, "groups"u8, condition.Groups);
        Write(json, "subjects"u8, condition.Subjects);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyCollection<string> values)
    {
        if (values.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (string value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
