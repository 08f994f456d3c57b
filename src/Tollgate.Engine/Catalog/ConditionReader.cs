using System.Collections.Immutable;
using System.Text.Json;

namespace Tollgate.Engine.Catalog;

/// <summary>A condition, or everything that keeps the value from being one; never both.</summary>
public sealed record ConditionReading(Condition? Condition, ImmutableArray<CatalogProblem> Problems);

/// <summary>
/// Reads a condition as it stands in a catalog's entitlement and in <c>POST /v1/overrides</c> alike: <c>{region: [eu], from: 2026-01-01T00:00:00Z,
/// attributes: {tier: gold}, groups: [beta]}</c>. One value may stand for a list of one.
/// </summary>
public static class ConditionReader
{
    internal static readonly string[] Keys = ["region", "deployment", "from", "until", "attributes", "groups", "subjects"];

    private const string Key = "when";

    /// <param name="pointer">Where the condition stands in what its sender wrote, such as <c>/when</c>; the problems' pointers begin with it.</param>
    public static ConditionReading Read(JsonElement when, string pointer)
    {
        var problems = new ProblemList();
        Condition? read = CatalogDocument.IsReadable(when, new JsonPath(pointer), problems) ? Read(new Place(when, pointer, problems)) : null;
        return new(problems.Count == 0 ? read : null, problems.ToImmutable());
    }

    /// <summary>
    /// The condition of a catalog's entitlement. A key without a value is refused here: in YAML that is what is left of a line that was forgotten or
    /// indented wrongly, and taken for absent it would give to everybody what was meant to be narrowed.
    /// </summary>
    /// <returns>Null when there is none, or anything is wrong, which is then reported.</returns>
    internal static Condition? Of(Fields entitlement)
    {
        if (entitlement.Null(Key) is { } nothing)
            ReportNull(nothing, Key);
        if (entitlement.Optional(Key) is not { } when)
            return null;
        if (when.Kind == JsonValueKind.Object && Fields.OpenAny(when, "a condition") is { } fields)
        {
            foreach (string key in Keys)
            {
                if (fields.Null(key) is { } place)
                    ReportNull(place, key);
            }
        }

        return Read(when);
    }

    private static void ReportNull(Place place, string key) =>
        place.Report(ProblemCodes.ConditionEmpty, $"'{key}' has no value, so it would ask for nothing; say what must be so, or remove the key.");

    /// <returns>Null when anything is wrong, which is then reported.</returns>
    private static Condition? Read(Place place)
    {
        int before = place.Problems.Count;
        if (Fields.Open(place, "a condition", Keys) is not { } fields)
            return null;
        var condition = new Condition(
            ValueList.Any(fields.Optional("region"), "a region"),
            ValueList.Any(fields.Optional("deployment"), "a deployment"),
            fields.Optional("from")?.Instant(),
            fields.Optional("until")?.Instant(),
            Attributes(fields.Optional("attributes")),
            ValueList.Any(fields.Optional("groups"), "a group"),
            ValueList.Any(fields.Optional("subjects"), "a subject")
        );
        if (place.Problems.Count > before)
            return null;
        if (condition.IsEmpty)
            place.Report(ProblemCodes.ConditionEmpty, $"A condition that names nothing is always met; remove it, or name one of {string.Join(", ", Keys)}.");
        if (condition.Until <= condition.From)
            fields.Optional("until")!.Value.Report(ProblemCodes.ConditionEndsBeforeStart, $"The condition would end at {condition.Until}, which is not after its start at {condition.From}, so nothing could ever meet it.");
        return place.Problems.Count == before ? condition : null;
    }

    /// <summary>In the order of their names.</summary>
    private static ImmutableArray<AttributeCondition> Attributes(Place? given)
    {
        if (given is not { } place || Fields.OpenAny(place, "the attributes") is null)
            return [];
        var attributes = new SortedDictionary<string, AttributeCondition>(StringComparer.Ordinal);
        foreach (JsonProperty property in place.Value.EnumerateObject())
        {
            Place value = place.At(property.Name, property.Value);
            if (property.Name.Length is 0 or > Names.MaxTextLength || property.Name.Any(character => char.IsControl(character) || character == ':'))
                value.Report(ProblemCodes.MalformedId, $"An attribute's name has 1 to {Names.MaxTextLength} characters, no control characters and no colon.");
            else
                attributes.TryAdd(property.Name, new AttributeCondition(property.Name, ValueList.Any(value, "a value")));
        }

        if (!place.Value.EnumerateObject().Any())
            place.Report(ProblemCodes.ConditionEmpty, "No attribute is named, so every account meets it; name one, or remove the key.");
        return [.. attributes.Values];
    }
}
