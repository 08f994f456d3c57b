namespace Tollgate.Storage.Projections;

/// <summary>
/// What every database holds. There are no migrations of rows: tables of another version are dropped and made again from the journal. Raise
/// <see cref="Version"/> with every change to the tables, here and in each database, or to what is written. See docs/reference/projections.md.
/// </summary>
internal static class ProjectionTables
{
    public const int Version = 5;

    /// <summary>What a rebuild must make again, row by row.</summary>
    public static readonly string[] Names =
    [
        "watermark", "environment", "catalog_version", "api_key", "account", "account_external_id", "contract", "contract_external_id",
        "invoice", "invoice_line", "period_closed", "alert", "meter_in_force", "usage_hour",
    ];

    public const string LostIdentity = "it has lost its identity";

    /// <summary>Why tables with this identity are not used, or null when they are.</summary>
    public static string? WhyNot(long version, string foundInstallation, string foundEnvironment, string installation, string environment)
    {
        if (version != Version)
            return $"its schema is version {version}, and this program's is {Version}";
        return (foundInstallation, foundEnvironment) == (installation, environment)
            ? null
            : $"it belongs to the environment '{foundEnvironment}' of the installation {foundInstallation}";
    }
}
