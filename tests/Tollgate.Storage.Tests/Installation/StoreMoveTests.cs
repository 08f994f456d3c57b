using Tollgate.Engine.Time;
using Tollgate.Storage.Deliveries;
using Tollgate.Storage.HighWater;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Tests.Installation;

/// <summary>What is carried from store to store, cut off wherever it can be.</summary>
public sealed class StoreMoveTests : IDisposable
{
    private static readonly StreamId Control = StreamId.Control("live");
    private static readonly StreamId Shard = StreamId.OfShard("live", 0);
    private static readonly StreamId Empty = StreamId.OfShard("test", 0);

    private readonly TemporaryFolder _folder = new();
    private readonly StoreAddress _postgres = StoreAddress.Parse(PostgresForTests.NewDatabase());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Root => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_block_arrives_as_it_is_and_the_head_with_it(bool toPostgres)
    {
        (StoreAddress from, StoreAddress to) = toPostgres ? (StoreAddress.Embedded, _postgres) : (_postgres, StoreAddress.Embedded);
        Dictionary<StreamId, Head> heads = Fill(from);
        List<BlockHash> before = BytesOf(from, Shard);
        Move(from, to);

        foreach ((StreamId stream, Head head) in heads)
            HeadOf(to, stream).ShouldBe(head, stream.ToString());
        List<BlockHash> after = BytesOf(to, Shard);
        after.ShouldBe(before);
        foreach ((StreamId stream, Head head) in heads)
            HeadOf(from, stream).ShouldBe(head with { Epoch = HeadOf(from, stream).Epoch }, "the old store holds what it held");
    }

    [Fact]
    public void The_folder_names_the_new_store_and_the_old_one_is_refused()
    {
        Fill(StoreAddress.Embedded);
        Move(StoreAddress.Embedded, _postgres);
        StoreRecord.Read(Root).ShouldBe(new StoreRecord(_postgres.Place));
        File.ReadAllText(Path.Combine(Root, "store")).ShouldBe($"home {_postgres.Place}\n");
        Refused(() => StoreAddress.Embedded.Open(Root)).ShouldStartWith(
            $"The installation in {Root} lives in the database {_postgres.Place}, and this start names SQLite in the data folder. Start it with --store \"Host=127.0.0.1;Port=");
        Refused(() => StoreAddress.OfFolder(Root).Open(Root)).ShouldContain("or in the variable TOLLGATE_STORE.");
        _postgres.Open(Root).Dispose();

        // A copy of the folder that knows nothing of it, as from a backup: the store says so itself.
        File.Delete(Path.Combine(Root, "store"));
        Refused(() => StoreAddress.Embedded.Open(Root)).ShouldStartWith("The installation was moved from here (SQLite");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Messages_to_webhooks_arrive_as_they_stand(bool toPostgres)
    {
        (StoreAddress from, StoreAddress to) = toPostgres ? (StoreAddress.Embedded, _postgres) : (_postgres, StoreAddress.Embedded);
        Fill(from);
        var waits = new Delivery("w1", "a", "alert.usage", """{"n":1}""", DeliveryState.Pending, 3, new EffectiveAt(70), 500, "It answered 500.", new EffectiveAt(1), new EffectiveAt(60));
        Delivery[] sent =
        [
            waits,
            waits with { MessageId = "b", State = DeliveryState.Dead, Attempts = 10, LastStatus = null, LastError = "It did not answer within 15 seconds." },
            waits with { MessageId = "c", State = DeliveryState.Delivered, LastStatus = 204, LastError = null },
            Delivery.New("w2", "a", "alert.usage", "{}", new EffectiveAt(2)),
        ];
        // More than one page, and what is not in the new store any more when the move ends.
        Delivery[] many = [.. Enumerable.Range(0, 1_500).Select(number => Delivery.New("w3", $"m{number:0000}", "alert.usage", "{}", new EffectiveAt(number)))];
        Keep(from, 5, [.. sent, .. many]);
        using (IStore store = from.Open(Root))
        {
            using DeliveryStore deliveries = store.OpenDeliveries("live");
            foreach (Delivery delivery in sent)
                deliveries.Note(delivery);
        }

        using (var move = StoreMove.Begin(Root, from, to))
        {
            move.Carry(_ => { }, Cancel);
            using (DeliveryStore stale = move.To.OpenDeliveries("live"))
                stale.Keep(Shard, 1, [Delivery.New("w9", "x", "alert.usage", "{}", new EffectiveAt(1))]);
            move.Settle().ShouldBe(1_504);
        }

        using IStore there = to.Open(Root);
        using DeliveryStore arrived = there.OpenDeliveries("live");
        arrived.Webhooks().ShouldBe(["w1", "w2", "w3"]);
        arrived.List("w1").Items.ShouldBe(sent[..3]);
        arrived.List("w2").Items.ShouldBe(sent[3..]);
        arrived.Counts().ShouldBe(new Dictionary<string, DeliveryCounts> { ["w1"] = new(1, 1, 1), ["w2"] = new(1, 0, 0), ["w3"] = new(1_500, 0, 0) }, ignoreOrder: true);
        arrived.Watermark(Shard).ShouldBe(5);
        arrived.Watermark(Control).ShouldBeNull();
    }

    private void Keep(StoreAddress address, long seq, Delivery[] made)
    {
        using IStore store = address.Open(Root);
        using DeliveryStore deliveries = store.OpenDeliveries("live");
        deliveries.Keep(Shard, seq, made);
    }

    [Fact]
    public void There_and_back_it_is_the_same()
    {
        Dictionary<StreamId, Head> heads = Fill(StoreAddress.Embedded);
        List<BlockHash> before = BytesOf(StoreAddress.Embedded, Shard);
        Move(StoreAddress.Embedded, _postgres);
        Refused(() => Move(_postgres, StoreAddress.Embedded)).ShouldContain("remove them with: rm -rf ");
        Directory.Delete(Path.Combine(Root, "environments"), recursive: true);
        Move(_postgres, StoreAddress.Embedded);
        foreach ((StreamId stream, Head head) in heads)
            HeadOf(StoreAddress.Embedded, stream).ShouldBe(head);
        BytesOf(StoreAddress.Embedded, Shard).ShouldBe(before);
        Refused(() => _postgres.Open(Root)).ShouldContain("lives in SQLite in the data folder");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cut_off_behind_any_batch_both_can_be_read_and_it_goes_on(bool toPostgres)
    {
        (StoreAddress from, StoreAddress to) = toPostgres ? (StoreAddress.Embedded, _postgres) : (_postgres, StoreAddress.Embedded);
        Dictionary<StreamId, Head> heads = Fill(from, blocks: 600);
        int cuts = 0;
        for (bool whole = false; !whole; cuts++)
        {
            using StoreMove move = StoreMove.Begin(Root, from, to);
            try
            {
                long carried = move.To.Streams().Sum(stream => Blocks(move.To, stream));
                move.Carry(done => Cut(move, ref carried), Cancel);
                whole = true;
            }
            catch (OperationCanceledException)
            {
                foreach (StreamId stream in move.To.Streams())
                    Blocks(move.To, stream).ShouldBeLessThanOrEqualTo(heads[stream].Seq + 1);
                heads.ShouldAllBe(stream => Blocks(move.From, stream.Key) == stream.Value.Seq + 1);
            }
        }

        cuts.ShouldBeGreaterThanOrEqualTo(4);
        Move(from, to);
        foreach ((StreamId stream, Head head) in heads)
            HeadOf(to, stream).ShouldBe(head);

        // Ends the move as soon as anything more is there than when it was begun.
        static void Cut(StoreMove move, ref long carried)
        {
            if (move.To.Streams().Sum(stream => Blocks(move.To, stream)) > carried)
                throw new OperationCanceledException();
        }
    }

    [Fact]
    public void While_it_is_not_complete_the_old_store_serves_and_the_new_one_does_not()
    {
        Fill(StoreAddress.Embedded);
        using (StoreMove move = StoreMove.Begin(Root, StoreAddress.Embedded, _postgres))
            move.Carry(_ => { }, Cancel);
        Refused(() => _postgres.Open(Root)).ShouldContain("lives in SQLite in the data folder");
        Head longer;
        using (IStore old = StoreAddress.Embedded.Open(Root))
        using (IJournal journal = old.OpenJournal(Shard))
            longer = Append(journal, journal.TakeOver(), 3);

        // What came in between is carried when it goes on.
        Move(StoreAddress.Embedded, _postgres);
        HeadOf(_postgres, Shard).ShouldBe(longer);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Cut_off_while_switching_it_goes_on_and_no_two_stores_are_home(int step)
    {
        Dictionary<StreamId, Head> heads = Fill(StoreAddress.Embedded);
        using (StoreMove move = StoreMove.Begin(Root, StoreAddress.Embedded, _postgres))
        {
            move.Carry(_ => { }, Cancel);
            move.From.Standing = StoreStanding.LeftFor(_postgres.Place);
            if (step == 2)
                move.To.Standing = StoreStanding.Home;
        }

        Refused(() => StoreAddress.Embedded.Open(Root)).ShouldContain("If that move was cut off, run 'tollgate store move' once more.");
        Refused(() => _postgres.Open(Root));
        Move(StoreAddress.Embedded, _postgres);
        HeadOf(_postgres, Shard).ShouldBe(heads[Shard]);
        _postgres.Open(Root).Dispose();
    }

    [Fact]
    public void A_store_that_is_not_empty_is_refused_and_not_touched()
    {
        Dictionary<StreamId, Head> heads = Fill(StoreAddress.Embedded);
        // As a server leaves it that was started with the wrong store, before any store was noted.
        using (IStore other = Postgres(Root))
        {
            other.CreateEnvironment("live");
            using IJournal journal = other.OpenJournal(Shard);
            Append(journal, journal.TakeOver(), 1);
        }

        Refused(() => StoreMove.Begin(Root, StoreAddress.Embedded, _postgres)).ShouldEndWith("is not empty: it holds live/shard-0. Nothing was moved. Name an empty one.");
        HeadOf(_postgres, Shard).Seq.ShouldBe(0);
        HeadOf(StoreAddress.Embedded, Shard).ShouldBe(heads[Shard]);
        StoreRecord.Read(Root).ShouldBeNull();
    }

    [Fact]
    public void What_cannot_be_moved_is_told()
    {
        Should.Throw<DataFolderException>(() => StoreMove.Begin(_folder.File("nowhere"), StoreAddress.Embedded, _postgres)).Message.ShouldContain("There is no installation to read");
        Directory.Exists(_folder.File("nowhere")).ShouldBeFalse();
        Fill(StoreAddress.Embedded);
        Refused(() => StoreMove.Begin(Root, StoreAddress.Embedded, StoreAddress.Embedded)).ShouldBe("--from and --to name the same store, SQLite in the data folder.");
        Should.Throw<JournalMismatchException>(() => StoreMove.Begin(Root, _postgres, StoreAddress.Embedded)).Message.ShouldEndWith("holds no installation yet. Start a server on it first.");
        using (StoreAddress.Embedded.Open(Root))
            Should.Throw<DataFolderException>(() => StoreMove.Begin(Root, StoreAddress.Embedded, _postgres)).Message.ShouldContain("is in use by another server");
        Move(StoreAddress.Embedded, _postgres);
        Refused(() => StoreMove.Begin(Root, StoreAddress.Embedded, _postgres)).ShouldContain("already. There is nothing to move.");
        Refused(() => StoreMove.Begin(Root, StoreAddress.Parse("postgres"), StoreAddress.Embedded)).ShouldContain("Move it from where it lives.");
    }

    [Fact]
    public void A_server_on_a_copy_of_the_folder_loses_its_streams_with_the_move_and_nothing_that_it_acknowledged_is_left_behind()
    {
        Fill(_postgres);
        string copy = _folder.File("copy");
        Directory.CreateDirectory(copy);
        foreach (string file in (string[])["installation", "secret"])
            File.Copy(Path.Combine(Root, file), Path.Combine(copy, file));
        using IStore elsewhere = Postgres(copy);
        using IJournal journal = elsewhere.OpenJournal(Shard);
        Head head = journal.TakeOver();
        using (StoreMove move = StoreMove.Begin(Root, _postgres, StoreAddress.Embedded))
        {
            Refused(() => move.Carry(
                done =>
                {
                    if (done.Stream == Shard && done.Blocks > 0 && head.Seq < done.Blocks)
                        head = Append(journal, head, 1);
                },
                Cancel)).ShouldStartWith("live/shard-0 was written to while it was carried");
            move.Carry(_ => { }, Cancel);
            head = Append(journal, head, 1);
            Refused(() => move.Settle()).ShouldContain("Nothing was switched. See that no server writes to it");
            Should.Throw<JournalFencedException>(() => Append(journal, head, 1));
            head = Append(journal, journal.TakeOver(), 1);
        }

        Move(_postgres, StoreAddress.Embedded);
        (HeadOf(StoreAddress.Embedded, Shard).Seq, HeadOf(StoreAddress.Embedded, Shard).Hash).ShouldBe((head.Seq, head.Hash));
        Should.Throw<JournalFencedException>(() => Append(journal, head, 1));
        Should.Throw<JournalMismatchException>(() => journal.TakeOver()).Message.ShouldStartWith("The installation was moved away from the database");
        Refused(() => Move(StoreAddress.Embedded, _postgres)).ShouldContain($"remove them with: psql -h 127.0.0.1 -p {_postgres.Place.Split(':', '/')[1]} -U tollgate -d ");
    }

    [Fact]
    public void A_store_that_has_lost_something_is_not_carried_on()
    {
        Dictionary<StreamId, Head> heads = Fill(StoreAddress.Embedded);
        new HighWaterMark(Path.Combine(Root, "high-water"), Shard).Write(heads[Shard] with { Seq = heads[Shard].Seq + 1 });
        Should.Throw<StoreBehindHighWaterException>(() => StoreMove.Begin(Root, StoreAddress.Embedded, _postgres));
    }

    [Fact]
    public void A_record_that_says_nothing_is_told()
    {
        Fill(StoreAddress.Embedded);
        File.WriteAllText(Path.Combine(Root, "store"), "\n");
        Should.Throw<DataFolderException>(() => StoreAddress.OfFolder(Root)).Message.ShouldContain("It holds one line: home sqlite, home postgres, or home HOST:PORT/DATABASE.");
    }

    [Theory]
    [InlineData("db:5433/tg", "Host=db;Port=5433;Database=tg;")]
    [InlineData("::1:5432/tg:live", "Host=::1;Port=5432;Database=tg:live;")]
    [InlineData("/run/postgresql:5432/tg", "Host=/run/postgresql;Port=5432;Database=tg;")]
    public void A_start_is_told_how_to_name_the_database_of_the_record(string home, string named)
    {
        Fill(StoreAddress.Embedded);
        File.WriteAllText(Path.Combine(Root, "store"), $"home {home}\n");
        Refused(() => StoreAddress.OfFolder(Root)).ShouldContain($"--store \"{named}Username=...\"");
    }

    [Fact]
    public void A_standing_that_cannot_be_read_is_told_with_its_file()
    {
        Fill(StoreAddress.Embedded);
        string standing = Path.Combine(Root, "environments", "standing");
        File.WriteAllText(standing, "");
        Should.Throw<DataFolderException>(() => StoreAddress.Embedded.Open(Root)).Message.ShouldStartWith($"{standing}, which says whether the installation was moved away from here, is empty.");
        File.WriteAllText(standing, "left\n");
        Refused(() => StoreAddress.Embedded.Open(Root)).ShouldContain("'left'");
    }

    private void Move(StoreAddress from, StoreAddress to)
    {
        using StoreMove move = StoreMove.Begin(Root, from, to);
        move.Carry(_ => { }, Cancel);
        move.Settle();
    }

    /// <summary>A control stream, a shard of some batches whose owner changed, once since its last block, and one that nobody has written to.</summary>
    private Dictionary<StreamId, Head> Fill(StoreAddress into, int blocks = 20)
    {
        using IStore store = into.Open(Root);
        store.CreateEnvironment("live");
        store.CreateEnvironment("test");
        using IJournal control = store.OpenJournal(Control), shard = store.OpenJournal(Shard), empty = store.OpenJournal(Empty);
        Append(shard, shard.TakeOver(), blocks / 2);
        shard.TakeOver();
        Append(shard, shard.TakeOver(), blocks / 2);
        return new() { [Control] = Append(control, control.TakeOver(), 3), [Shard] = shard.TakeOver(), [Empty] = empty.Head };
    }

    private IStore Postgres(string root) => _postgres.Open(root);

    private static Head Append(IJournal journal, Head head, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using EncodedBlock block = Tests.Blocks.Encode(SampleFacts.UsageFacts, head, stream: journal.Identity.Stream);
            head = journal.Append(block);
        }

        return head;
    }

    private static long Blocks(IStore store, StreamId stream)
    {
        using IJournalReader journal = store.OpenReader(stream);
        return journal.Head.Seq + 1;
    }

    private Head HeadOf(StoreAddress address, StreamId stream)
    {
        using IStoreReader store = address.OpenReader(Root);
        using IJournalReader journal = store.OpenReader(stream);
        return journal.Head;
    }

    private List<BlockHash> BytesOf(StoreAddress address, StreamId stream)
    {
        using IStoreReader store = address.OpenReader(Root);
        using IJournalReader journal = store.OpenReader(stream);
        return [.. journal.Read(0).Select(block =>
        {
            using (block)
                return BlockHash.Of(block.Bytes);
        })];
    }

    private static string Refused(Action work) => Should.Throw<StoreException>(work).Message;
}
