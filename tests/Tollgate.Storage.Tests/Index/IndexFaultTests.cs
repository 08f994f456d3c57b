using Tollgate.Engine;
using Tollgate.Storage.Index;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Tests.Index;

public class IndexFaultTests
{
    private readonly MemoryRunFiles _files = new();

    [Fact]
    public void A_crash_at_any_point_loses_nothing()
    {
        int points = 0;
        for (bool reached = true; reached; points++)
        {
            var disk = new MemoryRunFiles();
            var faulty = new FaultyRunFiles(disk) { FailAt = points, IsCrash = true };
            using var rig = new IndexRig(faulty);
            Dictionary<string, FactPosition> sent = Live(rig);
            reached = faulty.Failed;
            rig.Files = disk;
            rig.Restart();
            rig.Refused.ShouldBeNull($"point {points}");
            Holds(rig, sent, $"point {points}");
            disk.List().ShouldAllBe(name => !name.EndsWith(".tmp"));
        }

        points.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void A_disk_that_is_full_at_any_point_holds_nothing_up_and_is_made_up_for()
    {
        int points = 0;
        for (bool reached = true; reached; points++)
        {
            var faulty = new FaultyRunFiles(_files) { FailAt = points };
            foreach (string left in _files.List())
                _files.Delete(left);
            using var rig = new IndexRig(faulty);
            Dictionary<string, FactPosition> sent = Live(rig);
            reached = faulty.Failed;
            faulty.FailAt = int.MaxValue;
            rig.Rest();
            Holds(rig, sent, $"point {points}");
            rig.Restart();
            rig.Refused.ShouldBeNull($"point {points}");
            Holds(rig, sent, $"point {points}, started again");
        }

        points.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("deleted", "is missing")]
    [InlineData("cut", "should have|fewer than|not end as a run")]
    [InlineData("flipped at its end", "checksum of its last 128 bytes")]
    [InlineData("flipped in its filter", "checksum of its")]
    [InlineData("empty", "fewer than the end of a run")]
    [InlineData("another run", "should have|not the file that the manifest lists|lengths")]
    public void A_damaged_run_is_told_and_the_index_made_again(string how, string what)
    {
        foreach (string name in Written().List().Where(name => name != "manifest"))
        {
            using IndexRig rig = Sealed(out MemoryRunFiles files, out Dictionary<string, FactPosition> sent);
            if (!files.List().Contains(name))
                continue;
            Damage(files, name, how);
            rig.Restart();
            rig.Refused.ShouldNotBeNull($"{name} {how}");
            rig.Refused.ShouldContain(name);
            what.Split('|').ShouldContain(part => rig.Refused.Contains(part), rig.Refused);
            Holds(rig, sent, $"{name} {how}");
            rig.Rest();
            rig.Restart();
            rig.Refused.ShouldBeNull();
        }
    }

    [Fact]
    public void Every_flipped_bit_of_a_page_is_found_when_the_page_is_read()
    {
        using IndexRig rig = Sealed(out MemoryRunFiles files, out _);
        string name = files.List().First(file => file.StartsWith("events"));
        for (int at = 0; at < Page.Size; at += 97)
        {
            files.Tamper(name, bytes => Flipped(bytes, at));
            rig.Restart();
            rig.Refused.ShouldBeNull("pages are not read at the start");
            Should.Throw<RunDamagedException>(() => rig.Index.Verify()).Message.ShouldContain(name);
            files.Tamper(name, bytes => Flipped(bytes, at));
        }
    }

    [Fact]
    public void A_page_found_damaged_by_a_probe_answers_nothing_and_is_mended_by_opening_again_or_playing_the_journal()
    {
        using IndexRig rig = Sealed(out MemoryRunFiles files, out Dictionary<string, FactPosition> sent);
        List<string> damaged = [.. files.List().Where(file => file.StartsWith("events"))];
        foreach (string name in damaged)
            files.Tamper(name, bytes => Flipped(bytes, 100));
        rig.Restart();
        IndexProbe probe = rig.Index.Probe(IndexRig.KeyOf(sent.Keys.First()));
        probe.Verdict.Known.ShouldBeFalse();
        Should.Throw<RunDamagedException>(() => rig.Index.Resolve(probe));
        rig.Index.Damage.ShouldNotBeNull();
        rig.Index.Step().ShouldBeNull();

        // Where the good file is to be had from elsewhere, it is read again and nothing is played.
        foreach (string name in damaged)
            files.Tamper(name, bytes => Flipped(bytes, 100));
        rig.Index.Open(rig.Journal, wholly: true).ShouldBeNull();
        rig.Index.CommittedSeq.ShouldBeGreaterThan(-1);
        rig.Index.Resolve(probe).Known.ShouldBeTrue();

        foreach (string name in damaged)
            files.Tamper(name, bytes => Flipped(bytes, 100));
        rig.Index.Open(rig.Journal, wholly: true).ShouldNotBeNull();
        rig.Index.CommittedSeq.ShouldBe(-1);
        rig.Restart();
        Holds(rig, sent, "made again");
        // A probe of before the damage sees whatever was made since.
        rig.Index.Resolve(probe).Known.ShouldBeTrue();
    }

    [Fact]
    public void A_probe_of_before_sees_what_was_written_between_it_and_opening_again()
    {
        using IndexRig rig = Sealed(out _, out _);
        IndexProbe probe = rig.Index.Probe(IndexRig.KeyOf("between"));
        rig.Count("between");
        for (int i = 0; i < 100; i++)
            rig.Count($"fill-between-{i}");
        rig.Write();
        rig.Rest();
        rig.Index.Open(rig.Journal, wholly: true).ShouldBeNull();
        rig.Index.Resolve(probe).Known.ShouldBeTrue();
    }

    [Theory]
    [InlineData("of another history", "covers another block")]
    [InlineData("rolled back", "which the journal has not")]
    [InlineData("of another installation", "of installation")]
    [InlineData("with a flipped bit", "checksum does not match")]
    public void A_manifest_that_is_not_of_this_journal_is_not_used(string how, string what)
    {
        using IndexRig first = Sealed(out MemoryRunFiles files, out _);
        var identity = how == "of another installation" ? new JournalIdentity("ffffffffffffffffffffffffffffffff", IndexRig.Identity.Stream) : IndexRig.Identity;
        using MemoryJournal journal = MemoryJournal.Open(new MemoryJournalStore(identity), identity);
        using var encoder = new BlockEncoder(identity.Stream);
        for (int seq = 0; seq < (how == "rolled back" ? 2 : 200); seq++)
        {
            encoder.Add(new Engine.Requests.AnswerKept("other", "", 200, "", new(seq)));
            using EncodedBlock block = encoder.Close(journal.Head, new(IndexRig.Start + seq));
            journal.Append(block);
            encoder.Clear();
        }

        if (how == "with a flipped bit")
            files.Tamper("manifest", bytes => Flipped(bytes, 30));
        using var index = new IdIndex(IndexRig.Keys, files);
        index.Open(how == "with a flipped bit" ? first.Journal : journal)!.ShouldContain(what);
        index.CommittedSeq.ShouldBe(-1);
        files.List().ShouldBeEmpty();
    }

    [Fact]
    public void Runs_written_under_another_secret_are_not_used()
    {
        using IndexRig rig = Sealed(out MemoryRunFiles files, out _);
        using var index = new IdIndex(new IndexKeys([.. Enumerable.Repeat((byte)7, 32)]), files);
        index.Open(rig.Journal)!.ShouldContain("another secret");
    }

    private MemoryRunFiles Written()
    {
        using IndexRig rig = Sealed(out MemoryRunFiles files, out _);
        return files;
    }

    private static IndexRig Sealed(out MemoryRunFiles files, out Dictionary<string, FactPosition> sent)
    {
        files = new();
        var rig = new IndexRig(files);
        sent = Live(rig);
        rig.Rest();
        return rig;
    }

    /// <summary>Some days with what every kind holds, steps between, and failures that nobody minds.</summary>
    private static Dictionary<string, FactPosition> Live(IndexRig rig)
    {
        Dictionary<string, FactPosition> sent = [];
        for (int i = 0; i < 400; i++)
        {
            sent[$"e{i}"] = rig.Count($"e{i}");
            rig.Keep($"k{i}");
            if (i % 3 == 0)
                rig.Repeat($"e{i}", sent[$"e{i}"]);
            if (i % 7 != 6)
                continue;
            rig.Write();
            rig.Now += IndexRig.Day / 40;
            try
            {
                rig.Index.Step();
            }
            catch (IOException)
            {
            }
        }

        rig.Write();
        return sent;
    }

    private static void Holds(IndexRig rig, Dictionary<string, FactPosition> sent, string when)
    {
        foreach ((string id, FactPosition first) in sent)
        {
            Verdict verdict = rig.Index.Find(IndexRig.KeyOf(id));
            (verdict.Known, verdict.First).ShouldBe((true, first), $"{id}, {when}");
            rig.Index.Event(rig.Index.Newest(IndexRig.KeyOf(id)))!.Receipts.Count.ShouldBe(int.Parse(id[1..]) % 3 == 0 ? 1 : 0, $"{id}, {when}");
            rig.Index.Find(IndexRig.Keys.OfIdempotencyKey("k" + id[1..])).Known.ShouldBeTrue(when);
        }

        rig.Index.Find(IndexRig.KeyOf("never")).Known.ShouldBeFalse();
        rig.Index.BlocksOf("acct_1", new(0), new(long.MaxValue)).ShouldBe(sent.Values.Select(at => at.Seq).Distinct(), when);
    }

    private static void Damage(MemoryRunFiles files, string name, string how)
    {
        if (how == "deleted")
            files.Delete(name);
        else if (how == "another run")
            files.Tamper(name, _ => Bytes(files, files.List().First(other => other != name && other != "manifest")));
        else
            files.Tamper(name, bytes => how switch
            {
                "cut" => bytes[..^300],
                "empty" => [],
                "flipped at its end" => Flipped(bytes, bytes.Length - 50),
                _ => Flipped(bytes, bytes.Length - RunFooter.Length - 5),
            });
    }

    private static byte[] Bytes(MemoryRunFiles files, string name)
    {
        using IRunFile file = files.Open(name);
        byte[] bytes = new byte[file.Length];
        file.Read(0, bytes);
        return bytes;
    }

    private static byte[] Flipped(byte[] bytes, int at)
    {
        bytes[at] ^= 0x10;
        return bytes;
    }
}
