using Tollgate.Engine.Time;

namespace Tollgate.Engine.Catalog;

/// <summary>A catalog version came into force. The document is kept as canonical JSON and read again by <see cref="CatalogReader"/>.</summary>
public sealed record CatalogPublished(int Version, string Document, RecordedAt At) : Fact;
