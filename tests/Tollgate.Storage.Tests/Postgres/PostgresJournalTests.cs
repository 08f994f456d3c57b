using Npgsql;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Postgres;
using Tollgate.Storage.Postgres.Schema;
using Tollgate.Storage.Tests.Journal;

namespace Tollgate.Storage.Tests.Postgres;

/// <summary>
/// Excluded: that another stream is refused. One database holds all streams of an installation, and what is asked for is made.
/// </summary>
public sealed class PostgresJournalTests : JournalConformance, IDisposable
{
    private readonly string _connection = PostgresForTests.NewDatabase();
    private readonly PostgresDatabase _database;

    public PostgresJournalTests()
    {
        PostgresAddress address = PostgresAddress.Parse(_connection);
        SchemaOwner.Migrate(address, app: null, reader: null);
        PostgresForTests.Ask(_connection, $"INSERT INTO tollgate.installation (id, secret_fingerprint) VALUES ('{Identity.Installation}', '')");
        _database = new(address);
    }

    private protected override bool HoldsOneStream => false;

    public void Dispose() => _database.Dispose();

    private protected override IJournal Open(JournalIdentity identity) => PostgresJournal.Open(_database, identity);

    /// <summary>A full disk, as the server tells it: the same error from a trigger, once another 10,000 bytes are there.</summary>
    private protected override void Fill(IJournal journal) => PostgresForTests.Ask(
        _connection,
        """
        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (SELECT sum(octet_length(bytes)) FROM tollgate.block) > TG_ARGV[0]::bigint THEN
                RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
            END IF;
            RETURN NEW;
        END $$;
        DO $$ BEGIN
            EXECUTE format('CREATE TRIGGER full_disk BEFORE INSERT ON tollgate.block FOR EACH ROW EXECUTE FUNCTION full_disk(%s)',
                           (SELECT sum(octet_length(bytes)) + 10000 FROM tollgate.block));
        END $$;
        """);

    private protected override void FlipBit(long seq, int at) =>
        PostgresForTests.Ask(_connection, $"UPDATE tollgate.block SET bytes = set_byte(bytes, {at}, get_byte(bytes, {at}) # 1) WHERE seq = {seq}");

    [Fact]
    public void After_room_is_made_a_full_journal_goes_on()
    {
        using IJournal journal = Open();
        Head head = Blocks.Append(journal, journal.TakeOver(), 1);
        Fill(journal);
        Should.Throw<JournalFullException>(() => Blocks.Append(journal, head, 50)).Message
            .ShouldContain($"There is no room in {_database.Address}, while appending block");
        PostgresForTests.Ask(_connection, "DROP TRIGGER full_disk ON tollgate.block");
        Blocks.Append(journal, journal.TakeOver(), 3).Seq.ShouldBe(journal.Head.Seq);
    }

    [Fact]
    public void A_connection_that_goes_leaves_the_outcome_unknown_and_the_next_takeover_goes_on()
    {
        using IJournal journal = Open();
        Head head = Blocks.Append(journal, journal.TakeOver(), 2);
        CutConnections();
        Should.Throw<JournalUnavailableException>(() => Blocks.Append(journal, head, 1));
        journal.Head.ShouldBe(head);
        journal.Read(0).Count().ShouldBe(2);
        Blocks.Append(journal, journal.TakeOver(), 1).Seq.ShouldBe(2);
    }

    [Fact]
    public async Task A_connection_that_ended_while_nothing_was_written_is_replaced_without_a_word()
    {
        using PostgresDatabase watchful = new(PostgresAddress.Parse(_connection + ";Keepalive=1"));
        using PostgresJournal journal = PostgresJournal.Open(watchful, Identity);
        Head head = Blocks.Append(journal, journal.TakeOver(), 1);
        CutConnections();
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        Blocks.Append(journal, head, 1).Seq.ShouldBe(1);
        CutConnections();
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        journal.TakeOver().Seq.ShouldBe(1);
    }

    [Fact]
    public void A_session_that_the_database_ended_for_being_idle_is_replaced_when_something_is_read()
    {
        PostgresForTests.Ask(_connection, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET idle_session_timeout = 200', current_database()); END $$");
        using PostgresDatabase idle = new(PostgresAddress.Parse(_connection + ";Application Name=idle"));
        using PostgresJournal journal = PostgresJournal.Open(idle, Identity);
        for (int i = 0; i < 2; i++)
        {
            Thread.Sleep(500);
            journal.Head.Seq.ShouldBe(-1);
        }
    }

    [Fact]
    public async Task A_takeover_waits_for_a_block_that_is_just_being_committed()
    {
        using IJournal journal = Open();
        Head head = Blocks.Append(journal, journal.TakeOver(), 1);
        using EncodedBlock block = Blocks.Encode(SampleFacts.UsageFacts, head);
        using NpgsqlConnection slow = new(_connection);
        slow.Open();
        using NpgsqlTransaction transaction = slow.BeginTransaction();
        slow.Run("UPDATE tollgate.head SET seq = 1, hash = $1", block.Hash.ToArray());
        slow.Run("INSERT INTO tollgate.block (stream, seq, hash, bytes) SELECT stream, 1, $1, $2 FROM tollgate.head", block.Hash.ToArray(), block.Bytes.ToArray());

        Task<Head> taking = Task.Run(journal.TakeOver, CancellationToken.None);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        taking.IsCompleted.ShouldBeFalse();
        transaction.Commit();
        (await taking).ShouldBe(block.HeadAfter with { Epoch = head.Epoch + 1 });
    }

    [Fact]
    public void A_database_that_lost_an_acknowledged_block_is_refused()
    {
        using IJournal journal = Open();
        Head kept = Blocks.Append(journal, journal.TakeOver(), 2);
        Blocks.Append(journal, kept, 2);
        PostgresForTests.Ask(_connection, $"DELETE FROM tollgate.block WHERE seq > 1; UPDATE tollgate.head SET seq = 1, hash = decode('{kept.Hash}', 'hex')");
        JournalCorruptException lost = Should.Throw<JournalCorruptException>(() => journal.TakeOver());
        lost.Seq.ShouldBe(3);
        lost.Message.ShouldContain("does not hold it any more, and it was acknowledged");
        journal.Head.ShouldBe(kept);
    }

    [Fact]
    public void Small_blocks_stay_in_their_row_and_large_ones_are_not_compressed_again()
    {
        using IJournal journal = Open();
        Blocks.Append(journal, journal.TakeOver(), 1);
        PostgresForTests.Ask(_connection, "SELECT attstorage::text FROM pg_attribute WHERE attrelid = 'tollgate.block'::regclass AND attname = 'bytes'").ShouldBe("e");
        long size = (long)PostgresForTests.Ask(_connection, "SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE oid = 'tollgate.block'::regclass")!;
        (size == 0).ShouldBe(journal.ReadBlock(0)!.Length < 8000);
    }

    private void CutConnections() =>
        PostgresForTests.Ask(_connection, "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
}
