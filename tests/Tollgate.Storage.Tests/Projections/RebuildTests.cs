using Dapper;
using Microsoft.Data.Sqlite;
using Tollgate.Engine;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;
using static Tollgate.Storage.Tests.Projections.Given;

namespace Tollgate.Storage.Tests.Projections;

public sealed class RebuildTests : IDisposable
{
    private const int PageSize = 8192;

    private readonly TemporaryFolder _folder = new();

    private long Length => new FileInfo(_folder.File("projections.db")).Length;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Projections_equal_their_rebuild_however_the_streams_were_mixed_and_batched()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        List<Block> blocks = Story(new Random(seed));

        using SqliteProjections live = Open(_folder);
        foreach (Block block in blocks)
            live.Apply(block);
        UInt128 digest = live.Digest();

        using SqliteProjections other = Open(_folder, "other.db");
        other.Rebuild(blocks.OrderBy(block => block.Header.Stream.ToString(), StringComparer.Ordinal).ThenBy(block => block.Header.Seq));
        other.Digest().ShouldBe(digest);

        live.Rebuild(blocks);
        live.Digest().ShouldBe(digest);
        live.Watermark(Shard).ShouldBe(blocks.Last(block => block.Header.Stream == Shard).Header.Seq);
        live.Apply(Block(Shard, live.Watermark(Shard) + 1, Calls("2025-06-01T10:00:00Z", "0.000000001")));
        live.Digest().ShouldNotBe(digest);
    }

    [Fact]
    public void Clearing_begins_again_from_nothing()
    {
        using SqliteProjections projections = Open(_folder);
        UInt128 empty = projections.Digest();
        projections.Next(AdoptedCatalog(), Contract("ctr_1"), Draft("inv_1"), Final("inv_1", "1.00"), Tokens("2025-06-01T10:00:00Z", "1", ("model", "5")));
        projections.Clear();
        projections.Digest().ShouldBe(empty);
        projections.Watermark(Shard).ShouldBe(-1);
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
        using (SqliteProjections projections = Open(_folder))
            Should.Throw<ProjectionsDamagedException>(() => projections.Digest()).Message.ShouldContain("made again from the journal");
        File.Exists(_folder.File("projections.db")).ShouldBeFalse();
        using SqliteProjections again = Open(_folder);
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

    private void Fill()
    {
        using SqliteProjections projections = Open(_folder);
        projections.Rebuild(Story(new Random(1)));
    }

    private void ShouldBeginAnew(string what)
    {
        using (SqliteProjections dropped = Open(_folder))
        {
            dropped.Dropped.ShouldNotBeNull(what);
            dropped.Watermark(Shard).ShouldBe(-1);
            dropped.Rebuild(Story(new Random(1)));
        }

        using SqliteProjections again = Open(_folder);
        again.Dropped.ShouldBeNull();
        again.Watermark(Shard).ShouldBe(Story(new Random(1)).Last(block => block.Header.Stream == Shard).Header.Seq);
    }

    private void Overwrite(int offset, int count)
    {
        using FileStream file = File.OpenWrite(_folder.File("projections.db"));
        file.Seek(offset, SeekOrigin.Begin);
        file.Write(Enumerable.Repeat((byte)0xA5, count).ToArray());
    }

    /// <summary>Two streams, mixed, with something of everything and much usage.</summary>
    private static List<Block> Story(Random random)
    {
        List<Block> blocks =
        [
            Block(Control, 0, Catalog(), Account("acct_1", "77")),
            Block(Shard, 0, AdoptedCatalog(), Contract("ctr_1")),
        ];
        for (int seq = 1; seq < 20; seq++)
        {
            List<Fact> facts = [];
            for (int i = 0; i < 100; i++)
            {
                string time = $"2025-06-0{random.Next(1, 3)}T1{random.Next(3)}:{random.Next(60):00}:00Z";
                string quantity = $"{random.Next(1000)}.{random.Next(1, 1000):000}";
                facts.Add(random.Next(2) == 0
                    ? Calls(time, quantity, "acct_" + random.Next(5))
                    : Tokens(time, quantity, ("model", $"\"m{random.Next(3)}\""), ("region", random.Next(2) == 0 ? "null" : "\"eu\"")));
            }

            facts.Insert(random.Next(facts.Count), Draft("inv_" + seq));
            if (random.Next(2) == 0)
                facts.Add(Final("inv_" + seq, "12.34"));
            blocks.Add(Block(Shard, seq, facts));
            blocks.Add(Block(Control, seq, Account($"acct_x{seq}", "n" + seq)));
        }

        return blocks;
    }
}
