using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Tollgate.Server.Http;

/// <summary>Writes a shape as a JSON Schema document of draft 2020-12. Named shapes become its <c>$defs</c>, as they become components of the OpenAPI document.</summary>
internal sealed class JsonSchemaDocument
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, JsonObject?> _definitions = new(StringComparer.Ordinal);

    private JsonSchemaDocument()
    {
    }

    /// <param name="id">What the schema calls itself.</param>
    public static string Of(ObjectShape shape, string id, string title)
    {
        var document = new JsonSchemaDocument();
        JsonObject root = document.FieldsOf(shape);
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "$id", id);
        root.Insert(2, "title", title);
        root["$defs"] = new JsonObject(document._definitions.Select(definition => KeyValuePair.Create<string, JsonNode?>(definition.Key, definition.Value)));
        return root.ToJsonString(Indented) + "\n";
    }

    private JsonObject Of(Shape shape) => shape switch
    {
        ScalarShape scalar => Scalar(scalar),
        NullOr { Of: Alternatives some } => AnyOf([.. some.Shapes.Select(Of), Null()]),
        NullOr { Of: var other } => AnyOf([Of(other), Null()]),
        Choice { Name: { } name } choice => Definition(name, () => WordsOf(choice)),
        Choice choice => WordsOf(choice),
        ListShape list => new JsonObject { ["type"] = "array", ["items"] = Of(list.Item) },
        MapShape map => new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(map.Item) },
        Alternatives some => AnyOf([.. some.Shapes.Select(Of)]),
        ObjectShape item => Definition(item.Name, () => FieldsOf(item)),
        _ => [],
    };

    private static JsonObject Scalar(ScalarShape scalar)
    {
        var schema = new JsonObject
        {
            ["type"] = scalar.Type switch
            {
                JsonSchemaType.Integer => "integer",
                JsonSchemaType.Number => "number",
                JsonSchemaType.Boolean => "boolean",
                _ => "string",
            },
        };
        // The others are formats of numbers in memory, which say nothing of a document.
        if (scalar.Format == "date-time")
            schema["format"] = scalar.Format;
        return schema;
    }

    private static JsonObject Null() => new() { ["type"] = "null" };

    private static JsonObject AnyOf(JsonObject[] schemas) => new() { ["anyOf"] = new JsonArray([.. schemas]) };

    private static JsonObject WordsOf(Choice choice) => new() { ["type"] = "string", ["enum"] = new JsonArray([.. choice.Words.Select(word => JsonValue.Create(word))]) };

    private JsonObject FieldsOf(ObjectShape item)
    {
        var properties = new JsonObject();
        foreach (Field field in item.Fields)
        {
            JsonObject schema = Of(field.Shape);
            if (field.Meaning is not null)
                schema["description"] = field.Meaning;
            properties[field.Name] = schema;
        }

        var made = new JsonObject { ["type"] = "object", ["properties"] = properties };
        string[] required = [.. item.Fields.Where(field => field.Required).Select(field => field.Name)];
        if (required.Length > 0)
            made["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        if (item.Closed)
            made["additionalProperties"] = false;
        return made;
    }

    private JsonObject Definition(string name, Func<JsonObject> make)
    {
        // Its place is taken before it is made: a shape may stand inside itself.
        if (_definitions.TryAdd(name, null))
            _definitions[name] = make();
        return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
    }
}
