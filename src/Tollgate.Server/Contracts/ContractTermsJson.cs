using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Server.Catalog;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Contracts;

/// <summary>What is agreed beside a plan, as a request says it and an answer tells it.</summary>
internal static class ContractTermsJson
{
    /// <summary>As answers tell it.</summary>
    public static readonly Field[] Shape =
    [
        MayHave("bundle", Text, "What it was started from."),
        MayHave("add_ons", ListOf(Answer("ContractAddOn", Has("add_on", Text), Has("quantity", Integer))), "With those of the bundle."),
        MayHave("promotions", ListOf(Text)),
        MayHave("terms", CatalogShape.Negotiated, "As they were sent."),
    ];

    public static ContractTerms Read(Http.Fields fields, string? bundle) => new(
        bundle,
        [.. fields.Take("add_ons", value => ReadAddOns(value, fields.PointerTo("add_ons"))) ?? []],
        fields.Ids("promotions"),
        fields.Optional("terms") is { } terms && !(terms.ValueKind == JsonValueKind.Object && !terms.EnumerateObject().Any()) ? CatalogDocument.Compact(terms.GetRawText()) : null
    );

    public static void Write(Utf8JsonWriter json, ContractTerms terms)
    {
        if (terms.Bundle is { } bundle)
            json.WriteString("bundle"u8, bundle);
        if (!terms.AddOns.IsEmpty)
        {
            json.WriteStartArray("add_ons"u8);
            foreach (AddOnQuantity taken in terms.AddOns)
            {
                json.WriteStartObject();
                json.WriteString("add_on"u8, taken.AddOn);
                json.WriteNumber("quantity"u8, taken.Quantity);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (!terms.Promotions.IsEmpty)
        {
            json.WriteStartArray("promotions"u8);
            foreach (string code in terms.Promotions)
                json.WriteStringValue(code);
            json.WriteEndArray();
        }

        if (terms.Negotiated is { } negotiated)
        {
            json.WritePropertyName("terms"u8);
            json.WriteRawValue(negotiated, skipInputValidation: true);
        }
    }

    private static AddOnQuantity[] ReadAddOns(JsonElement list, string pointer)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw Http.Fields.WrongType(pointer, list, "a list of add-ons");
        int index = 0;
        return [.. list.EnumerateArray().Select(item =>
        {
            var fields = Http.Fields.Open(item, JsonPointer.Append(pointer, index++), "add_on", "quantity");
            return new AddOnQuantity(fields.RequiredId("add_on"), fields.OptionalInteger("quantity") ?? 1);
        })];
    }
}
