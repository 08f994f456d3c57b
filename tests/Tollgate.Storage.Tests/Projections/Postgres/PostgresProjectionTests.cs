namespace Tollgate.Storage.Tests.Projections.Postgres;

// Excluded: nothing.
public sealed class PostgresWatermarkTests() : WatermarkConformance(new PostgresPlace(isKept: true));

public sealed class PostgresUsageTests() : UsageConformance(new PostgresPlace(isKept: true));

public sealed class PostgresListTests() : ListConformance(new PostgresPlace(isKept: true));

public sealed class PostgresAlertTests() : AlertConformance(new PostgresPlace(isKept: true));

public sealed class PostgresInvoiceTests() : InvoiceConformance(new PostgresPlace(isKept: true));

public sealed class PostgresRebuildTests() : RebuildConformance(new PostgresPlace(isKept: true));
