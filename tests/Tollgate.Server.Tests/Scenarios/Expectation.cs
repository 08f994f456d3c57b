using System.Text.Json.Nodes;

namespace Tollgate.Server.Tests.Scenarios;

/// <summary>
/// What a scenario expects of an answer. An object must have what is named, and may have more; a list must be as long; a scalar must read the
/// same, whether it is sent as text or as a number.
/// </summary>
internal static class Expectation
{
    /// <summary>Null when it is met; else where it is not, and how.</summary>
    public static string? Unmet(JsonNode? expected, JsonNode? actual, string path = "$")
    {
        switch (expected)
        {
            case JsonObject names when actual is JsonObject answer:
                return names
                    .Select(name => Unmet(name.Value, answer.TryGetPropertyValue(name.Key, out JsonNode? value) ? value : null, $"{path}.{name.Key}"))
                    .FirstOrDefault(unmet => unmet is not null);
            case JsonArray items when actual is JsonArray answers:
                if (items.Count != answers.Count)
                    return $"{path} has {answers.Count} items, expected {items.Count}: {answers.ToJsonString()}";
                return items.Select((item, i) => Unmet(item, answers[i], $"{path}[{i}]")).FirstOrDefault(unmet => unmet is not null);
            default:
                return Text(expected) == Text(actual) ? null : $"{path} is {Text(actual)}, expected {Text(expected)}";
        }
    }

    private static string Text(JsonNode? node) => node switch
    {
        null => "null",
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => node.ToJsonString(),
    };
}
