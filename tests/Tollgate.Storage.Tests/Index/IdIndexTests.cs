using Tollgate.Engine;
using Tollgate.Engine.Metering;
using Tollgate.Storage.Index;
using Tollgate.Storage.Index.Runs;

namespace Tollgate.Storage.Tests.Index;

public sealed class IdIndexTests : IDisposable
{
    private readonly IndexRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void An_id_is_known_from_its_first_fact_on_and_committed_with_its_block()
    {
        IndexKey key = IndexRig.KeyOf("req_1");
        _rig.Index.Find(key).ShouldBe(Verdict.Unknown);
        FactPosition first = _rig.Count("req_1");
        ulong content = UsageContent.Fingerprint(SampleFacts.Usage with { Id = "req_1", Time = new(IndexRig.Start) });

        _rig.Index.Find(key).ShouldBe(new(true, first, content, Committed: false));
        _rig.Write();
        _rig.Index.Find(key).ShouldBe(new(true, first, content, Committed: true));
        Fill();
        _rig.Index.Find(key).ShouldBe(new(true, first, content, Committed: true));
    }

    [Fact]
    public void What_was_not_committed_is_discarded_and_nothing_else()
    {
        FactPosition kept = _rig.Count("kept");
        _rig.Write();
        _rig.Count("lost");
        _rig.Keep("key");
        _rig.Repeat("kept", kept);
        _rig.Lose();

        _rig.Index.Find(IndexRig.KeyOf("kept")).Committed.ShouldBeTrue();
        _rig.Index.Find(IndexRig.KeyOf("lost")).Known.ShouldBeFalse();
        _rig.Index.Find(IndexRig.Keys.OfIdempotencyKey("key")).Known.ShouldBeFalse();
        _rig.Index.BlocksOf("acct_1", new(0), new(long.MaxValue)).ShouldBe([kept.Seq]);
        _rig.Index.Event(_rig.Index.Newest(IndexRig.KeyOf("kept")))!.Receipts.ShouldBeEmpty();

        // The same again, after the reload, is new.
        FactPosition again = _rig.Count("lost");
        _rig.Write();
        _rig.Index.Find(IndexRig.KeyOf("lost")).First.ShouldBe(again);
    }

    [Fact]
    public void A_probe_misses_nothing_that_was_sealed_after_it()
    {
        IndexProbe early = _rig.Index.Probe(IndexRig.KeyOf("late"));
        FactPosition first = _rig.Count("late");
        _rig.Write();
        Fill();
        _rig.Index.Figures.Runs.ShouldBeGreaterThan(0);
        _rig.Index.Resolve(early).First.ShouldBe(first);
        for (int i = 0; i < 10; i++)
            Fill();
        _rig.Index.Resolve(early).First.ShouldBe(first);
    }

    [Fact]
    public void What_cannot_be_accepted_again_is_forgotten_and_an_accounts_blocks_are_not()
    {
        FactPosition first = _rig.Count("old");
        _rig.Keep("old");
        _rig.Write();
        long pairs = 0;
        for (int day = 0; day < 60; day++)
        {
            _rig.Now += IndexRig.Day;
            Fill();
            pairs = Math.Max(pairs, _rig.Index.Figures.Ids);
        }

        _rig.Index.Find(IndexRig.KeyOf("old")).Known.ShouldBeFalse();
        _rig.Index.Find(IndexRig.Keys.OfIdempotencyKey("old")).Known.ShouldBeFalse();
        _rig.Index.BlocksOf("acct_1", new(IndexRig.Start), new(IndexRig.Start + 1)).ShouldBe([first.Seq]);
        // 10 days of 50 ids, at most a sixth of them longer, and the memtable.
        _rig.Index.Figures.Ids.ShouldBeLessThan(50 * 14);
    }

    [Fact]
    public void An_event_ahead_of_its_receipt_is_known_for_as_long_as_its_own_time_can_be_accepted()
    {
        const long Ahead = 5 * 60_000_000L;
        _rig.Count("ahead", IndexRig.Start + Ahead);
        Fill();
        _rig.Now = IndexRig.Start + (IndexRig.WindowDays * IndexRig.Day) + Ahead;
        Fill();
        _rig.Index.Find(IndexRig.KeyOf("ahead")).Known.ShouldBeTrue();
        _rig.Now++;
        Fill();
        _rig.Index.Find(IndexRig.KeyOf("ahead")).Known.ShouldBeFalse();
    }

    [Fact]
    public void Questions_touch_a_bounded_number_of_runs()
    {
        for (int hour = 0; hour < 2_000; hour++)
        {
            _rig.Now += IndexRig.Day / 24;
            Fill();
            _rig.Index.Figures.Runs.ShouldBeLessThan(2 * MergePolicy.MostRuns);
        }

        _rig.Index.Figures.Runs.ShouldBeLessThan(24);
    }

    [Fact]
    public void Kinds_and_parts_do_not_mix()
    {
        IndexKeys keys = IndexRig.Keys;
        IndexKey[] all =
        [
            keys.OfUsageEvent("a", "b", "c"), keys.OfUsageEvent("ab", "", "c"), keys.OfUsageEvent("", "ab", "c"), keys.OfUsageEvent("a", "bc", ""),
            keys.OfIdempotencyKey("abc"), keys.OfUsageEvent("abc", "", ""), keys.OfUsageEvent("a", "b", new string('c', 2000)),
            new IndexKeys([.. Enumerable.Repeat((byte)1, 32)]).OfUsageEvent("a", "b", "c"),
        ];
        all.Distinct().Count().ShouldBe(all.Length);
        all.Select(key => key.Kind).Distinct().ShouldBe([IndexKind.Event, IndexKind.RequestKey], ignoreOrder: true);
    }

    [Fact]
    public void Blocks_of_an_account_are_those_whose_times_meet_the_range()
    {
        const long Hour = IndexRig.Day / 24;
        (long Seq, long Time)[] usage = [(1, 10), (1, 30), (3, 50), (7, 20), (9, 70)];
        for (long seq = 1; seq <= 9; seq++)
        {
            foreach ((_, long time) in usage.Where(of => of.Seq == seq))
                _rig.Count($"{seq}.{time}", time * Hour);
            if (seq < 9)
                _rig.Write();
        }

        void Holds(string when)
        {
            _rig.Index.BlocksOf("acct_1", new(0), new(100 * Hour)).ShouldBe([1, 3, 7], when);
            _rig.Index.BlocksOf("acct_1", new(20 * Hour), new(50 * Hour)).ShouldBe([1, 7], when);
            _rig.Index.BlocksOf("acct_1", new(50 * Hour), new(51 * Hour)).ShouldBe([3], when);
            _rig.Index.BlocksOf("acct_1", new(31 * Hour), new(50 * Hour)).ShouldBeEmpty(when);
            _rig.Index.BlocksOf("acct_3", new(0), new(100 * Hour)).ShouldBeEmpty(when);
        }

        Holds("in the memtable");
        _rig.Lose();
        for (int i = 0; i < 40; i++)
            _rig.Write();
        _rig.Rest();
        _rig.Index.Figures.Runs.ShouldBe(2);
        Holds("in runs");
    }

    [Fact]
    public async Task Other_threads_see_whole_entries_while_the_loop_adds_and_the_background_merges()
    {
        const int Ids = 30_000;
        IndexKey[] keys = [.. Enumerable.Range(0, Ids).Select(i => IndexRig.KeyOf(i.ToString()))];
        using var rig = new IndexRig(limits: new(Ids: 500));
        int committed = 0;
        bool done = false;
        Task probing = Task.Run(
            () =>
            {
                Random random = new(1);
                while (!Volatile.Read(ref done))
                {
                    int upTo = Volatile.Read(ref committed);
                    int id = random.Next(Ids);
                    Verdict verdict = rig.Index.Probe(keys[id]).Verdict;
                    if (verdict.Known)
                        (verdict.First.Ordinal, verdict.Content).ShouldBe((id % 100, (ulong)id));
                    else
                        id.ShouldBeGreaterThanOrEqualTo(upTo - 2_000);
                }
            },
            TestContext.Current.CancellationToken);
        Task merging = Task.Run(
            () =>
            {
                while (!Volatile.Read(ref done))
                    rig.Index.Step();
            },
            TestContext.Current.CancellationToken);
        for (int i = 0; i < Ids; i++)
        {
            rig.Index.Resolve(rig.Index.Probe(keys[i])).Known.ShouldBeFalse();
            rig.Index.Add(keys[i], new(rig.Journal.Head.Seq + 1, i % 100), (ulong)i, rig.Now);
            if (i % 100 != 99)
                continue;
            rig.Write();
            // Behind a background that lags, the memtable grows; the promise above is for one that does not.
            while (rig.Index.Waiting > 1)
                await Task.Yield();
            Volatile.Write(ref committed, i + 1);
        }

        Volatile.Write(ref done, true);
        await Task.WhenAll(probing, merging);
        for (int i = 0; i < Ids; i++)
            rig.Index.Find(keys[i]).First.Ordinal.ShouldBe(i % 100);
    }

    private int _filled;

    /// <summary>As many new ids as are sealed, and all that is due done.</summary>
    private void Fill()
    {
        for (int i = 0; i < 50; i++)
            _rig.Count($"fill{_filled++}");
        _rig.Write();
        _rig.Rest();
    }
}
