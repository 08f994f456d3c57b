using Tollgate.Storage.Journal;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Storage.Tests.Snapshots;

public sealed class SnapshotStoreTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly MemoryJournal _journal = MemoryJournal.Open(new(Blocks.Identity), Blocks.Identity);
    private readonly SnapshotStore _store;

    public SnapshotStoreTests()
    {
        _store = new(Folder, Blocks.Identity);
        Blocks.Append(_journal, _journal.TakeOver(), 6);
    }

    private string Folder => _temporary.File("snapshots");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Without_a_snapshot_there_is_none_and_no_complaint()
    {
        FoundSnapshot found = _store.Find(_journal);
        found.Snapshot.ShouldBeNull();
        found.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void The_newest_is_found_and_two_are_kept()
    {
        foreach (long seq in new[] { 1, 3, 5 })
            Write(seq);
        Directory.EnumerateFiles(Folder).Count().ShouldBe(2);
        Snapshot found = _store.Find(_journal).Snapshot!;
        found.Place.ShouldBe(PlaceOf(5));
        found.Payload.ToArray().ShouldBe(Payload(5));
    }

    [Fact]
    public void A_damaged_one_is_passed_over_for_the_one_before() => Seeds.Hold(60, random =>
    {
        Write(2);
        Write(4);
        string newest = Newest();
        byte[] bytes = File.ReadAllBytes(newest);
        if (random.Next(2) == 0)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        else
            bytes = bytes[..random.Next(bytes.Length)];
        File.WriteAllBytes(newest, bytes);

        FoundSnapshot found = _store.Find(_journal);
        found.Snapshot!.Place.ShouldBe(PlaceOf(2));
        found.Skipped.Single().File.ShouldBe(newest);
    });

    [Fact]
    public void One_of_another_stream_installation_or_history_is_passed_over_with_the_reason()
    {
        SnapshotStore other = new(Folder, Blocks.Identity with { Stream = StreamId.Control("test") });
        other.Write(PlaceOf(3), _ => { });
        Reason().ShouldBe($"it belongs to test/control of installation {Blocks.Identity.Installation}");

        _store.Write(new(4, BlockHash.Of([1])), _ => { });
        Reason().ShouldBe("it was taken at another block 4 than the journal has");

        _store.Write(new(400, BlockHash.Of([1])), _ => { });
        Reason().ShouldBe("it was taken at block 400, which the journal has not");
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_older_ones()
    {
        Write(2);
        Should.Throw<IOException>(() => _store.Write(PlaceOf(4), _ => throw new IOException("disk")));
        _store.Find(_journal).Snapshot!.Place.ShouldBe(PlaceOf(2));
        Write(5);
        Directory.EnumerateFiles(Folder, "*.tmp").ShouldBeEmpty();
    }

    private static byte[] Payload(long seq) => [.. Enumerable.Range(0, 10_000).Select(i => (byte)(i * seq % 251))];

    private void Write(long seq) => _store.Write(PlaceOf(seq), stream => stream.Write(Payload(seq)));

    private SnapshotPlace PlaceOf(long seq)
    {
        using EncodedBlock block = _journal.ReadBlock(seq)!;
        return new(seq, block.Hash);
    }

    private string Newest() => Directory.EnumerateFiles(Folder).Order(StringComparer.Ordinal).Last();

    private string Reason() => _store.Find(_journal).Skipped[0].Reason;
}
