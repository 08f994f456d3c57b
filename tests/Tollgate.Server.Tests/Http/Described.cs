using System.Text.Json;

namespace Tollgate.Server.Tests.Http;

/// <summary>The server's own description of its API, read as a client's generator reads it.</summary>
internal sealed class Described(JsonElement document)
{
    public JsonElement Document { get; } = document;

    public static async Task<Described> By(RunningServer server) =>
        new((await new Caller(new HttpClient { BaseAddress = server.Url }, null).Get("/openapi/v1.json")).Json);

    public IEnumerable<(string Method, string Path, JsonElement Operation)> Operations =>
        from path in Document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where path.Name.StartsWith("/v1", StringComparison.Ordinal)
        select (operation.Name, path.Name, operation.Value);

    public JsonElement Component(string name) => Document.GetProperty("components").GetProperty("schemas").GetProperty(name);

    public JsonElement Resolve(JsonElement schema) =>
        schema.TryGetProperty("$ref", out JsonElement at) ? Component(at.GetString()!.Split('/')[^1]) : schema;

    /// <summary>The JSON body of a request, or of the answer to success; null when there is none.</summary>
    public static (JsonElement Schema, JsonElement Example)? BodyOf(JsonElement owner)
    {
        if (!owner.TryGetProperty("content", out JsonElement content))
            return null;
        JsonElement body = content.GetProperty("application/json");
        return (body.GetProperty("schema"), body.GetProperty("example"));
    }

    public static JsonElement Success(JsonElement operation) => operation.GetProperty("responses").EnumerateObject().First().Value;

    /// <summary>Where a value is not as its schema says. A field that the schema does not have is one, too: nobody could read it.</summary>
    public IEnumerable<string> Faults(JsonElement value, JsonElement reference, string at = "")
    {
        JsonElement schema = Resolve(reference);
        if (schema.TryGetProperty("anyOf", out JsonElement some))
        {
            if (some.EnumerateArray().All(one => Faults(value, one, at).Any()))
                yield return $"{at}: {value} is none of {some}";
            yield break;
        }

        if (schema.TryGetProperty("type", out JsonElement type) && !Types(type).Contains(TypeOf(value, Types(type))))
        {
            yield return $"{at}: {value} is no {type}";
            yield break;
        }

        if (schema.TryGetProperty("enum", out JsonElement words) && !words.EnumerateArray().Any(word => word.ToString() == value.ToString()))
            yield return $"{at}: {value} is none of {words}";
        if (value.ValueKind == JsonValueKind.String && schema.TryGetProperty("format", out JsonElement format) && !HasForm(value.GetString()!, format.GetString()!))
            yield return $"{at}: {value} is no {format}";
        IEnumerable<string> inside = value.ValueKind switch
        {
            JsonValueKind.Array when schema.TryGetProperty("items", out JsonElement items) =>
                value.EnumerateArray().SelectMany((item, index) => Faults(item, items, $"{at}/{index}")),
            JsonValueKind.Object => FieldFaults(value, schema, at),
            _ => [],
        };
        foreach (string fault in inside)
            yield return fault;
    }

    private IEnumerable<string> FieldFaults(JsonElement value, JsonElement schema, string at)
    {
        foreach (string name in Required(schema).Where(name => !value.TryGetProperty(name, out _)))
            yield return $"{at}/{name} is missing";
        bool named = schema.TryGetProperty("properties", out JsonElement properties);
        bool mapped = schema.TryGetProperty("additionalProperties", out JsonElement others) && others.ValueKind == JsonValueKind.Object;
        foreach (JsonProperty field in value.EnumerateObject())
        {
            if (named && properties.TryGetProperty(field.Name, out JsonElement known))
            {
                foreach (string fault in Faults(field.Value, known, $"{at}/{field.Name}"))
                    yield return fault;
            }
            else if (mapped)
            {
                foreach (string fault in Faults(field.Value, others, $"{at}/{field.Name}"))
                    yield return fault;
            }
            else if (named)
            {
                yield return $"{at}/{field.Name} is not described";
            }
        }
    }

    public static string[] Required(JsonElement schema) =>
        schema.TryGetProperty("required", out JsonElement required) ? [.. required.EnumerateArray().Select(name => name.GetString()!)] : [];

    private static string[] Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString()!)] : [type.GetString()!];

    private static string TypeOf(JsonElement value, string[] wanted) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => wanted.Contains("integer") && value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.Null => "null",
        _ => "boolean",
    };

    private static bool HasForm(string text, string format) => format switch
    {
        "decimal" => decimal.TryParse(text, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out _),
        "date-time" => DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _),
        _ => false,
    };
}
