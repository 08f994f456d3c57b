using System.Collections.Immutable;
using System.Text.Json;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// Reads the forms that the right to a boolean or config feature may have beside its plain value: <c>{granted: true, when: {...}}</c>,
/// <c>{value: 10, when: {...}}</c>, and a list of any of these, of which the most generous that holds is the right.
/// </summary>
internal static class ConditionalReader
{
    private const int Most = 20;

    /// <param name="plain">Reads what has no condition, what is for holders of a seat, and everything of other kinds.</param>
    /// <returns>Null when anything is wrong, which is then reported.</returns>
    public static Entitlement? Read(Place place, Feature feature, Func<Place, Feature, Entitlement?> plain) => (feature.Kind, place.Kind) switch
    {
        (FeatureKind.Boolean or FeatureKind.Config, JsonValueKind.Array) => ReadAlternatives(place, feature, plain),
        (FeatureKind.Boolean or FeatureKind.Config, JsonValueKind.Object) when !SeatReader.IsForHolders(place) => ReadConditional(place, feature, plain),
        _ => plain(place, feature),
    };

    private static AlternativeEntitlements? ReadAlternatives(Place list, Feature feature, Func<Place, Feature, Entitlement?> plain)
    {
        int before = list.Problems.Count;
        int length = list.Value.GetArrayLength();
        if (length == 0)
            list.Report(ProblemCodes.EmptyList, "The list is empty, so it says nothing of the feature; name at least one right, or remove the key.");
        else if (length > Most)
            list.Report(ProblemCodes.TooManyValues, $"Here stand {length} rights; a list has at most {Most}.");
        var rights = ImmutableArray.CreateBuilder<Entitlement>(length);
        int index = 0;
        foreach (JsonElement item in list.Value.EnumerateArray())
        {
            Place place = list.At(index++, item);
            Entitlement? right = place.Kind == JsonValueKind.Object ? ReadConditional(place, feature, plain) : plain(place, feature);
            if (right is not null)
                rights.Add(right);
        }

        return list.Problems.Count == before ? new AlternativeEntitlements(rights.ToImmutable()) : null;
    }

    private static Entitlement? ReadConditional(Place place, Feature feature, Func<Place, Feature, Entitlement?> plain)
    {
        int before = place.Problems.Count;
        (string what, string key) = feature.Kind == FeatureKind.Boolean ? ("a boolean entitlement", "granted") : ("a config entitlement", "value");
        Fields fields = Fields.Open(place, what, key, "when")!;
        Entitlement? right = fields.Required(key) is { } said ? plain(said, feature) : null;
        Condition? when = ConditionReader.Of(fields);
        return place.Problems.Count == before && right is not null ? right with { When = when } : null;
    }
}
