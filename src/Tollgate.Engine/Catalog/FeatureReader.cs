using System.Collections.Immutable;

namespace Tollgate.Engine.Catalog;

/// <summary>Reads <c>{kind: boolean}</c>, <c>{kind: config, type: number}</c>, <c>{kind: metered, meter: api_calls}</c> and, by <see cref="SeatReader"/>, <c>{kind: seat, type: named}</c>.</summary>
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
        ConfigType? type = Fields.Open(place, "a config feature", "kind", "type")?.Required("type")?.Choice<ConfigType>(
            ("number", ConfigType.Number), ("string", ConfigType.String), ("boolean", ConfigType.Boolean));
        return type is null ? null : new(id, FeatureKind.Config, type, null);
    }

    private static Feature? ReadMetered(string id, Place place, ImmutableSortedDictionary<string, Meter?> meters)
    {
        Place? named = Fields.Open(place, "a metered feature", "kind", "meter")?.Required("meter");
        string? meter = Declared.Reference(named, "a meter", meters);
        return meter is null ? null : new(id, FeatureKind.Metered, null, meter);
    }
}
