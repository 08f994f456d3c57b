using Tollgate.Storage.HighWater;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Tests.HighWater;

public sealed class HighWaterMarkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryJournal _journal = MemoryJournal.Open(new(Blocks.Identity), Blocks.Identity);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_mark_every_store_may_start() => Mark().Check(_journal);

    [Fact]
    public void A_store_at_its_mark_or_beyond_may_start()
    {
        Mark().Write(_journal.Head).ShouldBeTrue();
        Mark().Check(_journal);
        Head head = Blocks.Append(_journal, _journal.TakeOver(), 3);
        HighWaterMark mark = Mark();
        mark.Write(head).ShouldBeTrue();
        mark.Write(head).ShouldBeFalse();
        mark.Read().ShouldBe(new(1, 1, 2, head.Hash));
        Mark().Check(_journal);
        Blocks.Append(_journal, head, 2);
        Mark().Check(_journal);
    }

    [Fact]
    public void An_owner_that_stood_still_does_not_take_the_mark_back()
    {
        Head old = Blocks.Append(_journal, _journal.TakeOver(), 2);
        HighWaterMark frozen = Mark();
        Head newest = Blocks.Append(_journal, _journal.TakeOver(), 1);
        Mark().Write(newest).ShouldBeTrue();
        frozen.Write(old).ShouldBeFalse();
        Mark().Read().ShouldBe(new(1, 2, 2, newest.Hash));
    }

    [Fact]
    public void A_mark_that_is_damaged_while_its_owner_runs_is_written_anew()
    {
        Head head = Blocks.Append(_journal, _journal.TakeOver(), 2);
        HighWaterMark mark = Mark();
        mark.Write(head).ShouldBeTrue();
        File.WriteAllText(Directory.GetFiles(_folder.Path, "*.mark", SearchOption.AllDirectories).Single(), "nothing of it");
        mark.Write(Blocks.Append(_journal, head, 1)).ShouldBeTrue();
        mark.Read()!.Value.Seq.ShouldBe(2);
    }

    [Fact]
    public void An_old_copy_put_back_is_refused_and_told()
    {
        string path = _folder.File("shard-0.db");
        Head old;
        Head newest;
        using (SqliteJournal journal = SqliteJournal.Open(path, Blocks.Identity))
            old = Blocks.Append(journal, journal.TakeOver(), 3);
        File.Copy(path, _folder.File("backup.db"));
        using (SqliteJournal journal = SqliteJournal.Open(path, Blocks.Identity))
            newest = Blocks.Append(journal, journal.TakeOver(), 2);
        Mark().Write(newest);
        File.Copy(_folder.File("backup.db"), path, overwrite: true);

        using SqliteJournal restored = SqliteJournal.Open(path, Blocks.Identity);
        StoreBehindHighWaterException behind = Should.Throw<StoreBehindHighWaterException>(() => Mark().Check(restored));
        behind.Found.ShouldBe(old);
        behind.Message.ShouldContain("written at epoch 2, block 4");
        behind.Message.ShouldContain("the store has epoch 1, block 2");
        behind.Message.ShouldContain("An old copy was put back");
        behind.Message.ShouldContain("Put the newest copy of the store back.");
    }

    [Fact]
    public void An_old_copy_that_has_gone_on_since_is_refused_too()
    {
        Head head = Blocks.Append(_journal, _journal.TakeOver(), 3);
        Mark().Write(head with { Hash = BlockHash.Of([1]) });
        Blocks.Append(_journal, head, 2);
        Should.Throw<StoreBehindHighWaterException>(() => Mark().Check(_journal)).Message.ShouldContain("has another block 2 than it had");
    }

    [Fact]
    public void A_damaged_mark_is_no_mark_and_said() => Seeds.Hold(50, random =>
    {
        HighWaterMark mark = Mark();
        mark.Write(Blocks.Append(_journal, _journal.TakeOver(), 1));
        string file = Directory.EnumerateFiles(_folder.File("high-water")).Single();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[random.Next(bytes.Length - 1)] ^= (byte)(1 << random.Next(7));
        File.WriteAllBytes(file, bytes);
        Should.Throw<HighWaterUnreadableException>(() => Mark().Check(_journal)).Message.ShouldContain(file);
    });

    [Fact]
    public void A_mark_of_another_stream_is_refused()
    {
        Mark().Write(_journal.TakeOver());
        string file = Directory.EnumerateFiles(_folder.File("high-water")).Single();
        HighWaterMark other = new(_folder.File("high-water"), StreamId.Control("live"));
        File.Move(file, file.Replace("shard-0", "control"));
        Should.Throw<HighWaterUnreadableException>(() => other.Read()).Message.ShouldContain("it is the mark of live/shard-0");
    }

    private HighWaterMark Mark() => new(_folder.File("high-water"), Blocks.Stream);
}
