using Tollgate.Storage.Index;

namespace Tollgate.Storage.Tests.Index;

/// <summary>A merge that takes long: what comes meanwhile does not wait for its end, and it can be given up.</summary>
public sealed class LongMergeTests : IDisposable
{
    private const int InMemtable = 50_000;

    private readonly IndexRig _rig = new(limits: new(Ids: InMemtable));
    private int _ids;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Memtables_that_fill_during_a_merge_are_written_before_it_ends()
    {
        FillUntilAMergeIsDue();
        List<int> waiting = [];
        _rig.Index.Between = () =>
        {
            waiting.Add(_rig.Index.Waiting);
            if (waiting.Count > 1)
                return;
            Fill();
            Fill();
            _rig.Index.Waiting.ShouldBe(2);
        };
        IndexWork merged = _rig.Index.Step().ShouldNotBeNull();

        (merged.Deed, merged.Entries).ShouldBe((IndexDeed.Merged, 4 * InMemtable));
        waiting.Count.ShouldBeGreaterThan(2);
        waiting.ShouldAllBe(memtables => memtables == 0);
        AllAreKnown();
        _rig.Restart();
        _rig.Refused.ShouldBeNull();
        AllAreKnown();
    }

    [Fact]
    public void What_was_written_meanwhile_is_merged_meanwhile()
    {
        FillUntilAMergeIsDue();
        int depth = 0;
        _rig.Index.Between = () =>
        {
            // Six memtables' worth, two at a time; the four that make a size are merged inside the merge.
            if (++depth <= 3)
            {
                Fill();
                Fill();
            }
        };
        _rig.Index.Step().ShouldNotBeNull().Entries.ShouldBe(4 * InMemtable);
        _rig.Index.Between = null;
        AllAreKnown();
        _rig.Rest();
        AllAreKnown();
        _rig.Restart();
        AllAreKnown();
    }

    [Fact]
    public void A_merge_that_is_given_up_leaves_all_as_it_was_and_is_done_later()
    {
        FillUntilAMergeIsDue();
        IReadOnlyList<string> before = _rig.Files.List();
        _rig.Index.Between = () => throw new OperationCanceledException();
        Should.Throw<OperationCanceledException>(() => _rig.Index.Step());
        _rig.Files.List().ShouldBe(before);
        AllAreKnown();

        _rig.Index.Between = null;
        _rig.Index.Step().ShouldNotBeNull().Deed.ShouldBe(IndexDeed.Merged);
        AllAreKnown();
    }

    private void FillUntilAMergeIsDue()
    {
        for (int i = 0; i < 4; i++)
        {
            Fill();
            _rig.Index.Step().ShouldNotBeNull().Deed.ShouldBe(IndexDeed.Sealed);
        }
    }

    private void Fill()
    {
        for (int i = 0; i < InMemtable; i++, _ids++)
            _rig.Index.Add(IndexRig.KeyOf($"id{_ids}"), new(_rig.Journal.Head.Seq + 1, i), (ulong)i, _rig.Now);
        _rig.Write();
    }

    private void AllAreKnown()
    {
        for (int id = 0; id < _ids; id++)
            _rig.Index.Find(IndexRig.KeyOf($"id{id}")).First.Ordinal.ShouldBe(id % InMemtable);
    }
}
