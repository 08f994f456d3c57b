namespace Tollgate.Storage.Projections;

/// <summary>
/// What every database holds. There are no migrations of rows: tables of another version are dropped and made again from the journal. Raise
/// <see cref="Version"/> with every change to the tables, here and in each database, or to what is written. See docs/reference/projections.md.
/// </summary>
internal static class ProjectionTables
{
    public const int Version = 2;

    /// <summary>What a rebuild must make again, row by row.</summary>
    public static readonly string[] Names =
    [
        "watermark", "environment", "catalog_version", "api_key", "account", "account_external_id", "contract", "contract_external_id",
        "invoice", "invoice_line", "period_closed", "meter_in_force", "usage_hour",
    ];
}
