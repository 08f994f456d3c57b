using Microsoft.Data.Sqlite;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Sqlite;
using Tollgate.Storage.Tests.Journal;

namespace Tollgate.Storage.Tests.Sqlite;

/// <summary>Excluded: nothing.</summary>
public sealed class SqliteJournalTests : JournalConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("shard-0.db");

    public void Dispose() => _folder.Dispose();

    private protected override IJournal Open(JournalIdentity identity) => SqliteJournal.Open(FilePath, identity);

    private protected override void Fill(IJournal journal)
    {
        SqliteFile file = ((SqliteJournal)journal).File;
        file.Run($"PRAGMA max_page_count = {file.Scalar("PRAGMA page_count")}");
    }

    private protected override void FlipBit(long seq, int at) => Change(seq, bytes => bytes[at] ^= 1);

    [Fact]
    public void After_room_is_made_a_full_journal_goes_on()
    {
        using SqliteJournal journal = SqliteJournal.Open(FilePath, Identity);
        Head head = Blocks.Append(journal, journal.TakeOver(), 1);
        Fill(journal);
        JournalFullException full = Should.Throw<JournalFullException>(() => Blocks.Append(journal, head, 50));
        full.Message.ShouldContain(FilePath);
        journal.File.Run("PRAGMA max_page_count = 1000000");
        Blocks.Append(journal, journal.Head, 3).Seq.ShouldBe(journal.Head.Seq);
    }

    [Fact]
    public void A_transaction_that_was_abandoned_leaves_nothing()
    {
        using SqliteJournal journal = SqliteJournal.Open(FilePath, Identity);
        Head head = Blocks.Append(journal, journal.TakeOver(), 3);
        using EncodedBlock block = Blocks.Encode(SampleFacts.UsageFacts, head);
        journal.File.Run("BEGIN IMMEDIATE");
        journal.File.Run("UPDATE head SET seq = 3");
        journal.File.Run("INSERT INTO block VALUES (3, zeroblob(32), zeroblob(100000))");

        // What a killed process leaves behind: the files as they are in the middle.
        using TemporaryFolder crashed = new();
        foreach (string file in Directory.EnumerateFiles(_folder.Path))
            File.Copy(file, crashed.File(Path.GetFileName(file)));

        using SqliteJournal after = SqliteJournal.Open(crashed.File("shard-0.db"), Identity);
        after.Head.ShouldBe(head);
        Blocks.Verify(after).Problem.ShouldBeNull();
        Blocks.Append(after, after.TakeOver(), 1).Seq.ShouldBe(3);
    }

    [Fact]
    public void A_commit_that_was_torn_anywhere_is_there_whole_or_not_at_all()
    {
        using SqliteJournal journal = SqliteJournal.Open(FilePath, Identity);
        Head head = Blocks.Append(journal, journal.TakeOver(), 2);
        journal.Checkpoint();
        long before = new FileInfo(FilePath + "-wal").Length;
        Head next = Blocks.Append(journal, head, 1);
        byte[] log = ReadShared(FilePath + "-wal");

        for (int length = 0; length <= log.Length; length += 509)
        {
            using TemporaryFolder crashed = new();
            File.WriteAllBytes(crashed.File("shard-0.db"), ReadShared(FilePath));
            File.WriteAllBytes(crashed.File("shard-0.db-wal"), log[..length]);
            using SqliteJournal after = SqliteJournal.Open(crashed.File("shard-0.db"), Identity);
            after.Head.ShouldBeOneOf(head, next);
            Blocks.Verify(after).Problem.ShouldBeNull();
        }
    }

    [Fact]
    public void A_bit_flipped_anywhere_in_the_file_is_found_or_changes_nothing()
    {
        using (SqliteJournal journal = SqliteJournal.Open(FilePath, Identity))
            Blocks.Append(journal, journal.TakeOver(), 60);
        byte[] sound = File.ReadAllBytes(FilePath);
        string expected = Everything(FilePath);
        int found = 0;
        int cases = 0;

        Seeds.Hold(120, random =>
        {
            byte[] damaged = [.. sound];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            string path = _folder.File($"damaged-{cases++}.db");
            File.WriteAllBytes(path, damaged);
            try
            {
                Everything(path).ShouldBe(expected);
            }
            catch (JournalException)
            {
                found++;
            }
        });

        // Most of the file is blocks; what is left over is unused space.
        found.ShouldBeGreaterThan(cases / 4);
    }

    [Fact]
    public void A_checkpoint_moves_everything_when_no_one_writes()
    {
        using SqliteJournal journal = SqliteJournal.Open(FilePath, Identity);
        Blocks.Append(journal, journal.TakeOver(), 50);
        Checkpointed moved = journal.Checkpoint();
        moved.PagesInLog.ShouldBeGreaterThan(50);
        moved.Complete.ShouldBeTrue();

        // The log begins anew, and so does not grow.
        long before = new FileInfo(FilePath + "-wal").Length;
        Blocks.Append(journal, journal.Head, 20);
        new FileInfo(FilePath + "-wal").Length.ShouldBe(before);
    }

    [Fact]
    public void The_log_is_kept_as_long_as_nobody_calls_for_a_checkpoint()
    {
        using SqliteJournal journal = SqliteJournal.Open(FilePath, Identity);
        journal.File.Scalar("PRAGMA wal_autocheckpoint").ShouldBe("0");
        journal.File.Scalar("PRAGMA journal_mode").ShouldBe("wal");
        journal.File.Scalar("PRAGMA synchronous").ShouldBe("2");
    }

    [Fact]
    public void The_maintained_library_of_the_system_is_used()
    {
        SqliteLibrary.Use();
        bool system = System.Runtime.InteropServices.NativeLibrary.TryLoad("libsqlite3.so.0", out _);
        SqliteLibrary.Version.ShouldEndWith(system ? "(system)" : "(bundled)");
    }

    private static string Everything(string path)
    {
        using SqliteJournalReader reader = SqliteJournalReader.Open(path, Identity);
        VerificationResult result = Blocks.Verify(reader);
        if (result.Problem is { } problem)
            throw new JournalCorruptException(Identity.Stream, problem.Seq, problem.What);
        return $"{result.Blocks} {result.Facts} {result.Head}";
    }

    private static byte[] ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private void Change(long seq, Action<byte[]> change)
    {
        using SqliteConnection connection = new($"Data Source={FilePath};Pooling=False");
        connection.Open();
        using SqliteCommand read = connection.CreateCommand();
        read.CommandText = $"SELECT bytes FROM block WHERE seq = {seq}";
        byte[] bytes = (byte[])read.ExecuteScalar()!;
        change(bytes);
        using SqliteCommand write = connection.CreateCommand();
        write.CommandText = $"UPDATE block SET bytes = $bytes WHERE seq = {seq}";
        write.Parameters.AddWithValue("$bytes", bytes);
        write.ExecuteNonQuery();
    }
}
