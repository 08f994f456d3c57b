using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Tests.Journal;

/// <summary>
/// What every journal promises; each store runs all of it. What a store leaves out is listed in its own class, with the reason.
/// </summary>
public abstract class JournalConformance
{
    private protected static JournalIdentity Identity => Blocks.Identity;

    /// <summary>Opens one and the same stream again and again, as further processes would.</summary>
    private protected abstract IJournal Open(JournalIdentity identity);

    private protected IJournal Open() => Open(Identity);

    /// <summary>Whether a store that is opened for another stream is the wrong one, as a file is; else it makes that stream.</summary>
    private protected virtual bool HoldsOneStream => true;

    /// <summary>Leaves no room for another block in what <paramref name="journal"/> appends.</summary>
    private protected abstract void Fill(IJournal journal);

    /// <summary>Flips a bit in a stored block, past the journal.</summary>
    private protected abstract void FlipBit(long seq, int at);

    [Fact]
    public void A_new_stream_is_empty()
    {
        using IJournal journal = Open();
        journal.Head.ShouldBe(new Head(0, -1, BlockHash.None, 1));
        journal.ReadBlock(0).ShouldBeNull();
        journal.Read(0).ShouldBeEmpty();
        Blocks.Verify(journal).Sound.ShouldBeTrue();
    }

    [Fact]
    public void What_is_appended_is_read_back_in_order()
    {
        using IJournal journal = Open();
        Head head = Blocks.Append(journal, journal.TakeOver(), 5);
        head.Seq.ShouldBe(4);
        journal.Head.ShouldBe(head);

        long seq = 2;
        foreach (EncodedBlock encoded in journal.Read(2))
        {
            using EncodedBlock block = encoded;
            block.Header.Seq.ShouldBe(seq++);
            BlockDecoder.Decode(block).Facts.ShouldBeFacts(SampleFacts.Mixed);
        }

        seq.ShouldBe(5);
        journal.Read(5).ShouldBeEmpty();
        using EncodedBlock? last = journal.ReadBlock(4);
        last!.Hash.ShouldBe(head.Hash);
    }

    [Fact]
    public void Everything_is_there_after_opening_again()
    {
        Head head;
        using (IJournal journal = Open())
            head = Blocks.Append(journal, journal.TakeOver(), 3);
        using IJournal again = Open();
        again.Head.ShouldBe(head);
        again.Read(0).Count().ShouldBe(3);
        Blocks.Append(again, again.TakeOver(), 1).Seq.ShouldBe(3);
    }

    [Fact]
    public void Taking_over_raises_the_epoch_and_nothing_else()
    {
        using IJournal journal = Open();
        Head first = Blocks.Append(journal, journal.TakeOver(), 1);
        Head second = journal.TakeOver();
        second.ShouldBe(first with { Epoch = first.Epoch + 1 });
        journal.Head.ShouldBe(second);
    }

    [Fact]
    public void The_owner_before_is_fenced()
    {
        using IJournal old = Open();
        Head stale = Blocks.Append(old, old.TakeOver(), 1);
        using IJournal current = Open();
        Head head = Blocks.Append(current, current.TakeOver(), 1);

        using EncodedBlock late = Blocks.Encode(SampleFacts.UsageFacts, stale);
        JournalFencedException fenced = Should.Throw<JournalFencedException>(() => old.Append(late));
        fenced.Expected.ShouldBe(stale);
        fenced.Found.ShouldBe(head);
        current.Head.ShouldBe(head);
        current.Read(0).Count().ShouldBe(2);
        Blocks.Append(current, head, 1).Seq.ShouldBe(2);
    }

    [Fact]
    public void Of_two_blocks_upon_one_head_the_second_is_fenced()
    {
        using IJournal journal = Open();
        Head head = journal.TakeOver();
        using EncodedBlock first = Blocks.Encode(SampleFacts.UsageFacts, head);
        using EncodedBlock second = Blocks.Encode(SampleFacts.Commerce, head);
        journal.Append(first);
        Should.Throw<JournalFencedException>(() => journal.Append(second));
        Should.Throw<JournalFencedException>(() => journal.Append(first));
        journal.Head.ShouldBe(first.HeadAfter);
    }

    [Fact]
    public void A_block_upon_another_history_is_fenced()
    {
        using IJournal journal = Open();
        Head head = Blocks.Append(journal, journal.TakeOver(), 1);
        foreach (Head other in new[] { head with { Hash = BlockHash.Of([1]) }, head with { Incarnation = 2 }, head with { Seq = 5 }, head with { Epoch = 9 } })
        {
            using EncodedBlock block = Blocks.Encode(SampleFacts.UsageFacts, other);
            Should.Throw<JournalFencedException>(() => journal.Append(block));
        }

        journal.Head.ShouldBe(head);
    }

    [Fact]
    public async Task Racing_owners_write_one_unbroken_chain()
    {
        using (Open())
        {
        }

        Task[] owners = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            using IJournal journal = Open();
            for (int written = 0; written < 5;)
            {
                try
                {
                    Blocks.Append(journal, journal.TakeOver(), 1);
                    written++;
                }
                catch (JournalFencedException)
                {
                }
            }
        }, CancellationToken.None))];
        await Task.WhenAll(owners);

        using IJournal after = Open();
        after.Head.Seq.ShouldBe(14);
        Blocks.Verify(after).Problem.ShouldBeNull();
    }

    [Fact]
    public void Another_installation_is_refused_and_another_stream_never_taken_for_this_one()
    {
        using (IJournal journal = Open())
            Blocks.Append(journal, journal.TakeOver(), 1);
        Should.Throw<JournalMismatchException>(() => Open(Identity with { Installation = "f" })).Message.ShouldContain(Identity.Installation);
        JournalIdentity stream = Identity with { Stream = StreamId.Control("test") };
        if (HoldsOneStream)
        {
            Should.Throw<JournalMismatchException>(() => Open(stream)).Message.ShouldContain("test/control");
            return;
        }

        using IJournal other = Open(stream);
        other.Head.ShouldBe(Head.Empty);
        other.Identity.ShouldBe(stream);
    }

    [Fact]
    public void A_full_store_writes_nothing_and_says_so()
    {
        using IJournal journal = Open();
        Head head = Blocks.Append(journal, journal.TakeOver(), 2);
        Fill(journal);
        Should.Throw<JournalFullException>(() =>
        {
            for (int i = 0; i < 100; i++)
                head = Blocks.Append(journal, head, 1);
        });
        journal.Head.ShouldBe(head);
        Blocks.Verify(journal).Problem.ShouldBeNull();
    }

    [Fact]
    public void A_flipped_bit_in_a_block_is_found_where_it_is()
    {
        using IJournal journal = Open();
        Blocks.Append(journal, journal.TakeOver(), 4);
        FlipBit(seq: 2, at: 700);

        Should.Throw<JournalCorruptException>(() => journal.ReadBlock(2)).Seq.ShouldBe(2);
        Should.Throw<JournalCorruptException>(() => journal.Read(0).Count()).Seq.ShouldBe(2);
        VerificationResult result = Blocks.Verify(journal);
        result.Problem!.Seq.ShouldBe(2);
        result.Blocks.ShouldBe(2);
    }

    [Fact]
    public async Task A_journal_is_verified_while_it_is_written()
    {
        using IJournal writer = Open();
        Head head = Blocks.Append(writer, writer.TakeOver(), 20);
        using CancellationTokenSource stop = new();
        Task writing = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                head = Blocks.Append(writer, head, 1);
        }, CancellationToken.None);

        using IJournal reader = Open();
        for (int i = 0; i < 5; i++)
        {
            VerificationResult result = Blocks.Verify(reader);
            result.Problem.ShouldBeNull();
            result.Blocks.ShouldBeGreaterThanOrEqualTo(20);
            result.Facts.ShouldBe(result.Blocks * SampleFacts.Mixed.Count);
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public void A_verification_reports_how_far_it_is()
    {
        using IJournal journal = Open();
        Blocks.Append(journal, journal.TakeOver(), 130);
        List<VerificationProgress> reports = [];
        Blocks.Verify(journal, new Reports(reports)).Blocks.ShouldBe(130);
        reports.Select(report => report.Blocks).ShouldBe([64, 128, 130]);
        reports.ShouldAllBe(report => report.LastSeq == 129);
    }

    [Fact]
    public void Recorded_time_that_goes_back_is_a_problem()
    {
        using IJournal journal = Open();
        using EncodedBlock first = Blocks.Encode(SampleFacts.UsageFacts, journal.TakeOver(), recordedAt: 4);
        using EncodedBlock second = Blocks.Encode(SampleFacts.UsageFacts, journal.Append(first), recordedAt: 3);
        journal.Append(second);
        JournalProblem problem = Blocks.Verify(journal).Problem!;
        problem.Seq.ShouldBe(1);
        problem.What.ShouldContain("recorded time never goes back");
    }

    private sealed class Reports(List<VerificationProgress> reports) : IProgress<VerificationProgress>
    {
        public void Report(VerificationProgress value) => reports.Add(value);
    }
}
