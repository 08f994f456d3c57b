using Tollgate.Storage.Journal;
using Tollgate.Storage.Postgres;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Storage.Tests.Postgres;

public sealed class PostgresSnapshotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _connection = PostgresForTests.NewDatabase();
    private readonly PostgresStore _store;
    private readonly IJournal _journal;
    private readonly ISnapshots _snapshots;

    public PostgresSnapshotTests()
    {
        _store = PostgresStore.Open(_folder.File("data"), PostgresAddress.Parse(_connection));
        _journal = _store.OpenJournal(Blocks.Stream);
        _snapshots = _store.OpenSnapshots(Blocks.Stream);
        Blocks.Append(_journal, _journal.TakeOver(), 6);
    }

    public void Dispose()
    {
        _journal.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Two_are_kept_and_the_newest_that_is_whole_and_of_this_history_is_found()
    {
        _snapshots.Find(_journal).Snapshot.ShouldBeNull();
        foreach (long seq in new[] { 1, 3, 5 })
            _snapshots.Write(PlaceOf(seq), file => file.Write(Payload(seq)));
        Count("snapshot").ShouldBe(2);
        Snapshot found = _snapshots.Find(_journal).Snapshot!;
        found.Place.ShouldBe(PlaceOf(5));
        found.Payload.Span.SequenceEqual(Payload(5)).ShouldBeTrue();
        // More than one chunk each, and none of what was dropped.
        Count("snapshot_chunk WHERE seq = 5").ShouldBeGreaterThan(2);
        Count("snapshot_chunk WHERE seq = 1").ShouldBe(0);

        PostgresForTests.Ask(_connection, "UPDATE tollgate.snapshot_chunk SET bytes = set_byte(bytes, 9, get_byte(bytes, 9) # 1) WHERE seq = 5 AND ordinal = 1");
        FoundSnapshot older = _snapshots.Find(_journal);
        older.Snapshot!.Place.ShouldBe(PlaceOf(3));
        older.Skipped.Single().ShouldBe(new SkippedSnapshot("live/shard-0/5", "it is damaged or incomplete: its hash does not match"));

        _snapshots.Write(new(400, BlockHash.Of([1])), _ => { });
        _snapshots.Find(_journal).Skipped[0].Reason.ShouldBe("it was taken at block 400, which the journal has not");
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_older_ones()
    {
        _snapshots.Write(PlaceOf(2), file => file.Write(Payload(2)));
        Should.Throw<InvalidDataException>(() => _snapshots.Write(PlaceOf(4), file =>
        {
            file.Write(Payload(4));
            throw new InvalidDataException();
        }));
        _snapshots.Find(_journal).Snapshot!.Place.ShouldBe(PlaceOf(2));
        Count("snapshot").ShouldBe(1);
    }

    private static byte[] Payload(long seq) => [.. Enumerable.Range(0, 2_500_000).Select(i => (byte)(i * seq % 251))];

    private long Count(string table) => (long)PostgresForTests.Ask(_connection, $"SELECT count(*) FROM tollgate.{table}")!;

    private SnapshotPlace PlaceOf(long seq)
    {
        using EncodedBlock block = _journal.ReadBlock(seq)!;
        return new(seq, block.Hash);
    }
}
