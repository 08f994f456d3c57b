using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Postgres;
using Tollgate.Storage.Postgres.Schema;
using Tollgate.Storage.Tests.Index;

namespace Tollgate.Storage.Tests.Postgres;

public sealed class PostgresRunFilesTests : RunFilesConformance, IDisposable
{
    private readonly string _connection = PostgresForTests.NewDatabase();
    private readonly TemporaryFolder _folder = new();
    private readonly PostgresDatabase _database;
    private readonly int _stream;

    public PostgresRunFilesTests()
    {
        PostgresAddress address = PostgresAddress.Parse(_connection);
        SchemaOwner.Migrate(address, app: null, reader: null);
        PostgresForTests.Ask(_connection, $"INSERT INTO tollgate.installation (id, secret_fingerprint) VALUES ('{Blocks.Identity.Installation}', '')");
        _database = new(address);
        _stream = StreamRow.FindOrMake(_database, Blocks.Identity);
    }

    private string Cache => _folder.File("index");

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    private protected override IRunFiles Open() => new PostgresRunFiles(_database, Blocks.Stream, _stream, Cache);

    [Theory]
    [InlineData("flipped")]
    [InlineData("cut")]
    [InlineData("removed")]
    [InlineData("another machine")]
    public void A_copy_that_is_not_what_was_written_is_fetched_again(string harm)
    {
        byte[] content = Content(2_500_000);
        Keep(Open(), "events-1.run", content);
        string copy = Directory.GetFiles(Cache).Single();
        switch (harm)
        {
            case "flipped":
                byte[] bytes = File.ReadAllBytes(copy);
                bytes[2_000_000] ^= 1;
                File.WriteAllBytes(copy, bytes);
                break;
            case "cut":
                using (FileStream file = new(copy, FileMode.Open))
                    file.SetLength(1_000_000);
                break;
            case "removed":
                File.Delete(copy);
                break;
            default:
                Directory.Delete(Cache, recursive: true);
                break;
        }

        using (IRunFile again = Open().Open("events-1.run"))
            Read(again, 0, content.Length).SequenceEqual(content).ShouldBeTrue();
        File.ReadAllBytes(copy).SequenceEqual(content).ShouldBeTrue();
    }

    [Fact]
    public void A_copy_that_is_whole_is_not_fetched_again()
    {
        Keep(Open(), "events-1.run", Content(10_000));
        PostgresForTests.Ask(_connection, "DELETE FROM tollgate.run_chunk");
        using IRunFile file = Open().Open("events-1.run");
        Read(file, 0, 10_000).ShouldBe(Content(10_000));
    }

    [Fact]
    public void Damage_in_the_database_is_told_and_not_believed()
    {
        Keep(Open(), "events-1.run", Content(10_000));
        Directory.Delete(Cache, recursive: true);
        PostgresForTests.Ask(_connection, "UPDATE tollgate.run_chunk SET bytes = set_byte(bytes, 77, get_byte(bytes, 77) # 1)");
        Should.Throw<IOException>(() => Open().Open("events-1.run")).Message.ShouldEndWith("is not what was written.");
    }

    [Fact]
    public void Copies_that_nothing_stands_behind_are_removed_when_an_index_begins()
    {
        Keep(Open(), "events-1.run", Content(10));
        File.WriteAllText(Path.Combine(Cache, "events-2.run"), "of an earlier release");
        Open().List().ShouldBe(["events-1.run"]);
        Directory.GetFiles(Cache).Length.ShouldBe(1);
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        Keep(Open(), "manifest", [1]);
        PostgresForTests.Ask(_connection, "ALTER TABLE tollgate.run_chunk ADD CONSTRAINT small CHECK (octet_length(bytes) < 100)");
        Should.Throw<IOException>(() => Keep(Open(), "manifest", Content(1000)));
        using (IRunFile old = Open().Open("manifest"))
            Read(old, 0, 1).ShouldBe([1]);
        Directory.GetFiles(Cache).Length.ShouldBe(1);
        PostgresForTests.Ask(_connection, "ALTER TABLE tollgate.run_chunk DROP CONSTRAINT small");
        Keep(Open(), "manifest", Content(1000));
        PostgresForTests.Ask(_connection, "SELECT count(*) FROM tollgate.run_chunk").ShouldBe(1L);
    }

    [Fact]
    public void A_database_that_is_gone_is_an_error_of_input_and_output()
    {
        IRunFiles files = Open();
        Keep(files, "manifest", [1]);
        PostgresForTests.Ask(_connection, "ALTER TABLE tollgate.run_file RENAME TO away");
        Should.Throw<IOException>(files.List);
        Should.Throw<IOException>(() => files.Open("manifest"));
        Should.Throw<IOException>(() => Keep(files, "manifest", [2]));
        Should.Throw<IOException>(() => files.Delete("manifest"));
    }
}
