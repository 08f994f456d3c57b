namespace Tollgate.Engine.Catalog;

/// <summary>
/// Every catalog version of an environment, and the meters. A contract's usage is counted as the version says that the contract stays on;
/// a meter of another version counts beside those under its latest definition, also when later versions leave it out.
/// </summary>
public sealed class CatalogShelf
{
    private readonly Dictionary<int, CatalogVersion> _versions = [];
    private readonly SortedDictionary<string, Meter> _meters = new(StringComparer.Ordinal);

    /// <summary>By version (0: the latest definitions alone) and event type; made when first asked, dropped with each new version.</summary>
    private readonly Dictionary<int, Dictionary<string, Meter[]>> _metersByEvent = [];

    /// <summary>The latest version, or null before the first.</summary>
    public CatalogVersion? Current { get; private set; }

    public string? CurrentDocument { get; private set; }

    public CatalogVersion this[int version] => _versions[version];

    public bool Has(int version) => _versions.ContainsKey(version);

    /// <summary>The meters that count events of a type, by name; none when nothing counts it.</summary>
    /// <param name="version">The version that the contract in force stays on; null when no contract is.</param>
    public ReadOnlySpan<Meter> MetersFor(string eventType, int? version)
    {
        int key = version ?? 0;
        if (!_metersByEvent.TryGetValue(key, out Dictionary<string, Meter[]>? byEvent))
            _metersByEvent.Add(key, byEvent = ByEvent(version is { } known ? _versions[known] : null));
        return byEvent.TryGetValue(eventType, out Meter[]? meters) ? meters : [];
    }

    /// <summary>The types of the events that a metered feature has been counted by, in any version.</summary>
    public IEnumerable<string> EventTypesOf(string feature) => _versions.Values
        .Where(version => version.Features.GetValueOrDefault(feature)?.Meter is not null)
        .Select(version => version.Meters[version.Features[feature].Meter!].Event)
        .Distinct(StringComparer.Ordinal);

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
    }

    private Dictionary<string, Meter[]> ByEvent(CatalogVersion? version) => _meters.Values
        .Select(latest => version?.Meters.GetValueOrDefault(latest.Name) ?? latest)
        .GroupBy(meter => meter.Event, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
}
