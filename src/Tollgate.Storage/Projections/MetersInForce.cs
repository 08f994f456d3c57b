using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using Tollgate.Engine.Catalog;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Projections;

/// <summary>
/// The dimensions of the meters that a shard has adopted into its own journal: what its next events are counted by. Immutable, so that
/// a batch which is abandoned leaves nothing behind. A meter that a later version leaves out keeps its dimensions, as it keeps counting.
/// </summary>
internal sealed class MetersInForce
{
    public static readonly MetersInForce None = new(ImmutableSortedDictionary.Create<string, MeterInForce>(StringComparer.Ordinal));

    private const string Upsert =
        """
        INSERT INTO meter_in_force (stream, meter, dimensions, catalog_version) VALUES ($1, $2, $3, $4)
        ON CONFLICT (stream, meter) DO UPDATE SET dimensions = excluded.dimensions, catalog_version = excluded.catalog_version
        """;

    private readonly ImmutableSortedDictionary<string, MeterInForce> _meters;

    private MetersInForce(ImmutableSortedDictionary<string, MeterInForce> meters) => _meters = meters;

    public ImmutableArray<string> DimensionsOf(string meter) => _meters.TryGetValue(meter, out MeterInForce? found) ? found.Dimensions : [];

    /// <exception cref="InvalidOperationException">The document cannot be read: the journal is not this program's.</exception>
    public MetersInForce With(CatalogPublished published)
    {
        // A shelf of its own reads the document by the engine's rule, and refuses it by that rule too.
        CatalogShelf shelf = new();
        shelf.Add(published);
        return new(_meters.SetItems(shelf.Current!.Meters.Values.Select(
            meter => KeyValuePair.Create(meter.Name, new MeterInForce(meter.Dimensions, published.Version)))));
    }

    public static Dictionary<StreamId, MetersInForce> Load(DbConnection connection, string schema, string environment)
    {
        Dictionary<StreamId, MetersInForce> streams = [];
        foreach ((string stream, string meter, string dimensions, long version) in
                 connection.Query<(string, string, string, long)>($"SELECT stream, meter, dimensions, catalog_version FROM {schema}.meter_in_force"))
        {
            StreamId id = StreamName.Parse(environment, stream);
            MeterInForce row = new(JsonSerializer.Deserialize<ImmutableArray<string>>(dimensions), (int)version);
            streams[id] = new(streams.GetValueOrDefault(id, None)._meters.SetItem(meter, row));
        }

        return streams;
    }

    public void Save(IRowTransaction rows, StreamId stream)
    {
        foreach ((string name, MeterInForce meter) in _meters)
            rows.Add(Upsert, stream.Name, name, JsonSerializer.Serialize(meter.Dimensions), meter.CatalogVersion);
    }

    private sealed record MeterInForce(ImmutableArray<string> Dimensions, int CatalogVersion);
}

/// <summary>How streams are called within a file that holds one environment's.</summary>
internal static class StreamName
{
    public static StreamId Parse(string environment, string name) => StreamId.TryParse($"{environment}/{name}", out StreamId stream)
        ? stream
        : throw new InvalidOperationException($"'{name}' is no stream of the environment '{environment}'.");
}
