using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Time;

namespace Tollgate.Storage.Projections;

public abstract partial class ProjectionStore
{
    /// <summary>The environment, or null before its first fact was applied.</summary>
    public ListedEnvironment? Environment() => Rows(
        $"SELECT id, kind, acceptance_window_days, grace_hours, created_at, clock FROM {Schema}.environment",
        null,
        row => new ListedEnvironment(
            row.GetString(0),
            Words.Read<EnvironmentKind>(row.GetString(1)),
            row.GetInt32(2),
            row.GetInt32(3),
            new RecordedAt(row.GetInt64(4)),
            row.Number(5) is { } clock ? new RecordedAt(clock) : null)).SingleOrDefault();

    /// <summary>A catalog version as it was published, or null.</summary>
    /// <param name="version">Null asks for the latest.</param>
    public CatalogPublished? CatalogVersion(int? version = null) => Rows(
        $"SELECT version, document, published_at FROM {Schema}.catalog_version WHERE version = coalesce(@version, (SELECT max(version) FROM {Schema}.catalog_version))",
        new { version },
        row => new CatalogPublished(row.GetInt32(0), row.GetString(1), new RecordedAt(row.GetInt64(2)))).SingleOrDefault();

    /// <summary>All keys, revoked ones too, in the order in which they were issued. Never the keys themselves, nor their hashes.</summary>
    public IReadOnlyList<ListedKey> Keys() => Rows(
        $"SELECT id, name, scopes, issued_at, revoked_at FROM {Schema}.api_key ORDER BY issued_at, id",
        null,
        row => new ListedKey(
            row.GetString(0),
            row.GetString(1),
            JsonSerializer.Deserialize<ImmutableArray<string>>(row.GetString(2)),
            new RecordedAt(row.GetInt64(3)),
            row.Number(4) is { } at ? new RecordedAt(at) : null));
}

/// <param name="Clock">Where a clock that only moves when it is told to stands; null is the real time.</param>
public sealed record ListedEnvironment(
    string Id,
    EnvironmentKind Kind,
    int AcceptanceWindowDays,
    int GraceHours,
    RecordedAt CreatedAt,
    RecordedAt? Clock
);

/// <param name="RevokedAt">Null while it is valid.</param>
public sealed record ListedKey(string Id, string Name, ImmutableArray<string> Scopes, RecordedAt IssuedAt, RecordedAt? RevokedAt);
