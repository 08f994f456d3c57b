using Dapper;
using Microsoft.Data.Sqlite;
using Tollgate.Storage.Projections;
using Tollgate.Storage.Projections.Sqlite;
using static Tollgate.Storage.Tests.Projections.Given;

namespace Tollgate.Storage.Tests.Projections.Sqlite;

/// <summary>What only a file can suffer, and what only a file is read with.</summary>
public sealed class SqliteProjectionFileTests : IDisposable
{
    private const int PageSize = 8192;

    private readonly TemporaryFolder _folder = new();

    private long Length => new FileInfo(_folder.File("projections.db")).Length;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_views_read_well()
    {
        using ProjectionStore projections = Open();
        projections.Next(AdoptedCatalog(), Draft("inv_1"), Final("inv_1", "469.2"), Tokens("2025-06-01T10:15:00Z", "12.50", ("model", "\"gpt-4\"")));
        using SqliteConnection sqlite = new($"Data Source={_folder.File("projections.db")};Mode=ReadOnly;Pooling=False");

        sqlite.QuerySingle<(string, string, string, string)>("SELECT date, status, total, cutoff FROM invoices")
            .ShouldBe(("2025-07-01T00:00:00Z", "finalized", "938.40", "shard-0:0.2"));
        sqlite.Query<(string, string)>("SELECT period_start, amount FROM invoice_lines ORDER BY number")
            .ShouldBe([("2025-06-01T00:00:00Z", "469.20"), ("2025-06-01T00:00:00Z", "469.20")]);
        sqlite.QuerySingle<(string, string, string)>("SELECT hour, dimensions, quantity FROM usage_by_hour")
            .ShouldBe(("2025-06-01T10:00:00Z", """{"model":"gpt-4"}""", "12.5"));
        // No number anywhere is a float.
        foreach (string table in ProjectionTables.Names)
        {
            foreach (string column in sqlite.Query<string>($"SELECT name FROM pragma_table_info('{table}')"))
                sqlite.ExecuteScalar<int>($"SELECT count(*) FROM {table} WHERE typeof({column}) = 'real'").ShouldBe(0);
        }
    }

    [Theory]
    [InlineData("newer schema", "PRAGMA user_version = 99")]
    [InlineData("another installation", "UPDATE identity SET installation = 'ffffffffffffffffffffffffffffffff'")]
    [InlineData("another environment", "UPDATE identity SET environment = 'test'")]
    [InlineData("lost its identity", "DELETE FROM identity")]
    [InlineData("lost a table", "DROP TABLE identity")]
    public void A_file_that_is_not_ours_as_it_is_is_dropped(string what, string change)
    {
        Fill();
        using (SqliteConnection sqlite = new($"Data Source={_folder.File("projections.db")};Pooling=False"))
            sqlite.Execute(change);
        ShouldBeginAnew(what);
        File.Exists(_folder.File("projections.db.set-aside")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(100)]
    public void A_damaged_header_or_schema_is_dropped(int offset)
    {
        Fill();
        Overwrite(offset, 64);
        ShouldBeginAnew("damaged");
    }

    [Fact]
    public void Damaged_tables_that_opening_reads_are_dropped()
    {
        Fill();
        Overwrite(PageSize, (int)Length - PageSize);
        ShouldBeginAnew("damaged");
    }

    [Fact]
    public void Damage_that_is_met_later_is_told_and_the_file_is_gone_when_it_was_closed()
    {
        Fill();
        Overwrite((int)Length - PageSize, PageSize);
        using (ProjectionStore projections = Open())
            Should.Throw<ProjectionsDamagedException>(() => projections.Digest()).Message.ShouldContain("made again from the journal");
        File.Exists(_folder.File("projections.db")).ShouldBeFalse();
        using ProjectionStore again = Open();
        again.Watermark(Shard).ShouldBe(-1);
    }

    [Fact]
    public void Somebody_s_own_file_is_set_aside_and_not_lost()
    {
        string path = _folder.File("projections.db");
        using (SqliteConnection sqlite = new($"Data Source={path};Pooling=False"))
            sqlite.Execute("CREATE TABLE precious (gold TEXT); INSERT INTO precious VALUES ('nugget')");
        ShouldBeginAnew("somebody's database");
        using (SqliteConnection kept = new($"Data Source={path}.set-aside;Mode=ReadOnly;Pooling=False"))
            kept.QuerySingle<string>("SELECT gold FROM precious").ShouldBe("nugget");

        File.WriteAllText(path, "a letter, long enough not to be taken for an empty database file, whatever happens to it and wherever it is read");
        ShouldBeginAnew("a text");
        File.ReadAllText(path + ".set-aside").ShouldStartWith("a letter");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told_and_nothing_dropped()
    {
        string path = Path.Combine(_folder.Path, "missing", "projections.db");
        Should.Throw<ProjectionsUnavailableException>(() => SqliteProjections.Open(path, Given.Installation, "live")).Message.ShouldContain(path);
    }

    private SqliteProjections Open() => SqliteProjections.Open(_folder.File("projections.db"), Given.Installation, "live");

    private void Fill()
    {
        using ProjectionStore projections = Open();
        projections.Rebuild(Story(new Random(1)));
    }

    private void ShouldBeginAnew(string what)
    {
        using (ProjectionStore dropped = Open())
        {
            dropped.Dropped.ShouldNotBeNull(what);
            dropped.Watermark(Shard).ShouldBe(-1);
            dropped.Rebuild(Story(new Random(1)));
        }

        using ProjectionStore again = Open();
        again.Dropped.ShouldBeNull();
        again.Watermark(Shard).ShouldBe(Story(new Random(1)).Last(block => block.Header.Stream == Shard).Header.Seq);
    }

    private void Overwrite(int offset, int count)
    {
        using FileStream file = File.OpenWrite(_folder.File("projections.db"));
        file.Seek(offset, SeekOrigin.Begin);
        file.Write(Enumerable.Repeat((byte)0xA5, count).ToArray());
    }
}
