using System.Collections.Immutable;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads <c>{kind: boolean}</c>, <c>{kind: config, type: number}</c>, <c>{kind: config, type: string, values: [basic, pro]}</c> <c>{kind: metered, meter: api_calls}</c> and, by <see cref="SeatReader"/>, <c>{kind: seat, type: named}</c>.</summary>
internal static class FeatureReader
{
    public static Feature? Read(string id, Place place, ImmutableSortedDictionary<string, Meter?> meters)
    {
        FeatureKind? kind = Fields.OpenAny(place, "a feature")?.Required("kind")?.Choice<FeatureKind>(
            ("boolean", FeatureKind.Boolean), ("config", FeatureKind.Config), ("metered", FeatureKind.Metered), ("seat", FeatureKind.Seat));
        return kind switch
        {
            FeatureKind.Boolean => Fields.Open(place, "a boolean feature", "kind") is null ? null : new(id, FeatureKind.Boolean, null, null),
            FeatureKind.Config => ReadConfig(id, place),
            FeatureKind.Metered => ReadMetered(id, place, meters),
            FeatureKind.Seat => SeatReader.ReadFeature(id, place),
            _ => null,
        };
    }

    private static Feature? ReadConfig(string id, Place place)
    {
        Fields fields = Fields.Open(place, "a config feature", "kind", "type", "values")!;
        ConfigType? type = fields.Required("type")?.Choice<ConfigType>(
            ("number", ConfigType.Number), ("string", ConfigType.String), ("boolean", ConfigType.Boolean));
        int before = place.Problems.Count;
        ImmutableArray<string> values = fields.Optional("values") is { } list ? ReadValues(list, type) : [];
        // Where the list is wrong, what a plan says is not held against it as well.
        return type is null ? null : new(id, FeatureKind.Config, type, null) { Values = place.Problems.Count == before ? values : [] };
    }

    private static ImmutableArray<string> ReadValues(Place list, ConfigType? type)
    {
        if (type is null or ConfigType.String)
            return ValueList.Ordered(list, "a value");
        list.Report(ProblemCodes.UnknownKey, "'values' belongs to type: string; of numbers and flags it is known which is more generous.");
        return [];
    }

    private static Feature? ReadMetered(string id, Place place, ImmutableSortedDictionary<string, Meter?> meters)
    {
        Place? named = Fields.Open(place, "a metered feature", "kind", "meter")?.Required("meter");
        string? meter = Declared.Reference(named, "a meter", meters);
        return meter is null ? null : new(id, FeatureKind.Metered, null, meter);
    }
}
