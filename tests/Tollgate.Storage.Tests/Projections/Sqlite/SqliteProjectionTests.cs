using System.Data.Common;
using Microsoft.Data.Sqlite;
using Tollgate.Storage.Projections;
using Tollgate.Storage.Projections.Sqlite;

namespace Tollgate.Storage.Tests.Projections.Sqlite;

// Excluded: nothing.
public sealed class SqliteWatermarkTests() : WatermarkConformance(new SqlitePlace());

public sealed class SqliteUsageTests() : UsageConformance(new SqlitePlace());

public sealed class SqliteListTests() : ListConformance(new SqlitePlace());

public sealed class SqliteAlertTests() : AlertConformance(new SqlitePlace());

public sealed class SqliteInvoiceTests() : InvoiceConformance(new SqlitePlace());

public sealed class SqliteRebuildTests() : RebuildConformance(new SqlitePlace());

internal sealed class SqlitePlace : ProjectionPlace
{
    private readonly TemporaryFolder _folder = new();

    public override string Schema => "main";

    public override ProjectionStore Open() => SqliteProjections.Open(_folder.File("projections.db"), Given.Installation, "live");

    public override ProjectionStore OpenBeside() => SqliteProjections.Open(_folder.File("other.db"), Given.Installation, "live");

    public override DbConnection Look()
    {
        SqliteConnection sqlite = new($"Data Source={_folder.File("projections.db")};Mode=ReadOnly;Pooling=False");
        sqlite.Open();
        return sqlite;
    }

    public override void Dispose() => _folder.Dispose();
}
