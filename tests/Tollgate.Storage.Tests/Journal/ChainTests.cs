using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Tests.Journal;

/// <summary>Walking a stream that somebody else goes on writing.</summary>
public sealed class ChainTests
{
    private readonly MemoryJournal _journal = MemoryJournal.Open(new MemoryJournalStore(Blocks.Identity), Blocks.Identity);

    [Fact]
    public void A_block_that_is_committed_between_is_it_there_and_which_is_the_last_is_read()
    {
        Head head = Blocks.Append(_journal, _journal.TakeOver(), 2);
        bool between = true;
        List<long> read = [];
        foreach (EncodedBlock encoded in Chain.Walk(_journal, 0, Ask))
        {
            using EncodedBlock block = encoded;
            read.Add(block.Header.Seq);
        }

        read.ShouldBe([0, 1, 2]);

        EncodedBlock? Ask(long seq)
        {
            if (_journal.ReadBlock(seq) is { } there)
                return there;
            if (between)
                Blocks.Append(_journal, head, 1);
            between = false;
            return null;
        }
    }

    [Fact]
    public void A_block_that_stays_missing_is_told()
    {
        Blocks.Append(_journal, _journal.TakeOver(), 3);
        JournalCorruptException missing = Should.Throw<JournalCorruptException>(() =>
        {
            foreach (EncodedBlock block in Chain.Walk(_journal, 0, seq => seq == 1 ? null : _journal.ReadBlock(seq)))
                block.Dispose();
        });
        missing.Message.ShouldContain("it is missing, and later ones are there");
    }
}
