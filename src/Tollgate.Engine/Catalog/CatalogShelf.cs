namespace Tollgate.Engine.Catalog;

/// <summary>
/// Every catalog version of an environment, and the meters in force. A meter that a later version leaves out keeps counting, since
/// contracts on earlier plan versions still price it.
/// </summary>
public sealed class CatalogShelf
{
    private readonly Dictionary<int, CatalogVersion> _versions = [];
    private readonly SortedDictionary<string, Meter> _meters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Meter[]> _metersByEvent = new(StringComparer.Ordinal);

    /// <summary>The latest version, or null before the first.</summary>
    public CatalogVersion? Current { get; private set; }

    public string? CurrentDocument { get; private set; }

    public CatalogVersion this[int version] => _versions[version];

    public bool Has(int version) => _versions.ContainsKey(version);

    /// <summary>The meters that count events of a type, by name; none when nothing counts it.</summary>
    public ReadOnlySpan<Meter> MetersFor(string eventType) =>
        _metersByEvent.TryGetValue(eventType, out Meter[]? meters) ? meters : [];

    public Meter? Meter(string name) => _meters.GetValueOrDefault(name);

    /// <exception cref="InvalidOperationException">The document of a published version cannot be read: the journal is not this program's.</exception>
    public void Add(CatalogPublished published)
    {
        CatalogVersion catalog = CatalogReader.Read(published.Document, published.Version).Catalog
            ?? throw new InvalidOperationException($"Catalog version {published.Version} in the journal cannot be read.");
        _versions.Add(catalog.Version, catalog);
        Current = catalog;
        CurrentDocument = published.Document;
        foreach ((string name, Meter meter) in catalog.Meters)
            _meters[name] = meter;
        _metersByEvent.Clear();
        foreach (IGrouping<string, Meter> group in _meters.Values.GroupBy(meter => meter.Event, StringComparer.Ordinal))
            _metersByEvent[group.Key] = [.. group];
    }
}
