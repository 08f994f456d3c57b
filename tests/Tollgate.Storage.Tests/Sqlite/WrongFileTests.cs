using SQLitePCL;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Tests.Sqlite;

/// <summary>Each file that is not the right one is refused with a message that names it and says what to do.</summary>
public sealed class WrongFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("shard-0.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Not_a_database()
    {
        File.WriteAllText(FilePath, new string('x', 10_000));
        Should.Throw<JournalCorruptException>(Open).Message.ShouldContain(FilePath);
    }

    [Fact]
    public void Another_programs_database()
    {
        using (SqliteFile other = SqliteFile.OpenOrCreate(FilePath, Blocks.Identity))
            other.Run("PRAGMA application_id = 7");
        Should.Throw<JournalMismatchException>(Open).Message.ShouldBe($"{FilePath} is a database, but not a Tollgate journal. Check the data folder.");
    }

    [Fact]
    public void A_newer_programs_journal()
    {
        using (SqliteFile newer = SqliteFile.OpenOrCreate(FilePath, Blocks.Identity))
            newer.Run("PRAGMA user_version = 2");
        Should.Throw<JournalMismatchException>(Open).Message
            .ShouldBe($"{FilePath} was written by a newer Tollgate (its schema is 2, and this program knows up to 1). Start the newer program.");
    }

    [Fact]
    public void A_file_cut_short()
    {
        using (SqliteJournal journal = SqliteJournal.Open(FilePath, Blocks.Identity))
            Blocks.Append(journal, journal.TakeOver(), 20);
        using (FileStream file = new(FilePath, FileMode.Open))
            file.SetLength(file.Length / 2);
        Should.Throw<JournalException>(() =>
        {
            using SqliteJournal journal = SqliteJournal.Open(FilePath, Blocks.Identity);
            Blocks.Verify(journal).Problem.ShouldBeNull();
            journal.Read(0).Count();
        }).Message.ShouldContain("live/shard-0");
    }

    [Fact]
    public void A_head_that_does_not_name_the_last_block()
    {
        using (SqliteJournal journal = SqliteJournal.Open(FilePath, Blocks.Identity))
        {
            Blocks.Append(journal, journal.TakeOver(), 3);
            journal.File.Run("DELETE FROM block WHERE seq = 2");
        }

        Should.Throw<JournalCorruptException>(Open).Message.ShouldContain("says that block 2 is the last, and it is 1");
    }

    [Fact]
    public void A_block_missing_in_the_middle()
    {
        using SqliteJournal journal = SqliteJournal.Open(FilePath, Blocks.Identity);
        Blocks.Append(journal, journal.TakeOver(), 3);
        journal.File.Run("DELETE FROM block WHERE seq = 1");
        Blocks.Verify(journal).Problem.ShouldBe(new(1, "it is missing, and later ones are there"));
    }

    [Fact]
    public void A_folder_that_is_not_there() => Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(_folder.File("none/shard-0.db"), Blocks.Identity))
        .Message.ShouldContain("none/shard-0.db");

    [Fact]
    public void Nothing_to_read() => Should.Throw<JournalUnavailableException>(() => SqliteJournalReader.Open(FilePath, Blocks.Identity))
        .Message.ShouldBe($"There is no journal at {FilePath}.");

    [Theory]
    [InlineData(SqliteFailure.SyncFailed, typeof(JournalSyncFailedException))]
    [InlineData(SqliteFailure.SharedMemoryCannotGrow, typeof(JournalFullException))]
    [InlineData(SqliteFailure.DirectorySyncFailed, typeof(JournalSyncFailedException))]
    [InlineData(raw.SQLITE_FULL, typeof(JournalFullException))]
    [InlineData(raw.SQLITE_IOERR | 3 << 8, typeof(JournalUnavailableException))]
    [InlineData(raw.SQLITE_READONLY, typeof(JournalUnavailableException))]
    [InlineData(raw.SQLITE_BUSY, typeof(JournalUnavailableException))]
    [InlineData(raw.SQLITE_CORRUPT | 1 << 8, typeof(JournalCorruptException))]
    [InlineData(raw.SQLITE_NOTADB, typeof(JournalCorruptException))]
    public void Every_failure_has_its_own_meaning(int result, Type meaning)
    {
        JournalException failure = SqliteFailure.Of(result, "why", "/data/shard-0.db", Blocks.Stream, "appending block 7");
        failure.ShouldBeOfType(meaning);
        failure.Message.ShouldContain("/data/shard-0.db, while appending block 7: why");
    }

    private void Open() => SqliteJournal.Open(FilePath, Blocks.Identity).Dispose();
}
