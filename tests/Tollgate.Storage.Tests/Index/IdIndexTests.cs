using Tollgate.Engine;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Requests;
using Tollgate.Storage.Index;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Tests.Index;

public class IdIndexTests
{
    private static readonly IndexKeys Keys = new(new byte[32]);

    private readonly IdIndex _index = new(Keys);

    [Fact]
    public void An_id_is_known_from_its_first_fact_on_and_committed_with_its_block()
    {
        UsageCounted fact = Counted("req_1");
        IndexKey key = KeyOf(fact);
        _index.Probe(key).ShouldBe(Verdict.Unknown);

        _index.Add(fact, new(5, 2));
        _index.Probe(key).ShouldBe(new(true, new(5, 2), UsageContent.Fingerprint(fact.Event), Committed: false));
        _index.Commit(5);
        _index.Probe(key).Committed.ShouldBeTrue();
        _index.CommittedSeq.ShouldBe(5);
    }

    [Fact]
    public void The_first_receipt_stays_and_a_differing_body_shows()
    {
        UsageCounted first = Counted("req_1");
        UsageEvent other = first.Event with { Quantity = 2 };
        _index.Add(first, new(1, 0));
        _index.Add(KeyOf(first), new(2, 0), UsageContent.Fingerprint(other)).ShouldBeFalse();
        Verdict verdict = _index.Probe(KeyOf(first));
        verdict.First.ShouldBe(new(1, 0));
        verdict.Content.ShouldNotBe(UsageContent.Fingerprint(other));
    }

    [Fact]
    public void What_was_not_committed_is_discarded_and_nothing_else()
    {
        UsageCounted kept = Counted("req_1");
        UsageCounted lost = Counted("req_2");
        AnswerKept answer = new("key-1", "", 200, "", new(1));
        _index.Add(kept, new(1, 0));
        _index.Add(lost, new(2, 0));
        _index.Add(answer, new(2, 1));
        _index.Add(new UsageRepeated("acct_1", "api", "req_1", new(1), new(1, 0), null), new(2, 2));
        _index.Commit(1);
        _index.Discard();

        _index.Probe(KeyOf(kept)).Committed.ShouldBeTrue();
        _index.Probe(KeyOf(lost)).Known.ShouldBeFalse();
        _index.Probe(Keys.OfIdempotencyKey("key-1")).Known.ShouldBeFalse();
        _index.BlocksOf("acct_1", new(0), new(100)).ShouldBe([1]);
        _index.Count.ShouldBe(1);

        // The same again, after the reload, is new.
        _index.Add(lost, new(2, 0));
        _index.Commit(2);
        _index.Probe(KeyOf(lost)).First.ShouldBe(new(2, 0));
        _index.BlocksOf("acct_1", new(0), new(100)).ShouldBe([1, 2]);
        _index.ReceiptsOf(KeyOf(kept)).ShouldBeEmpty();
    }

    [Fact]
    public void Kinds_and_parts_do_not_mix()
    {
        IndexKey[] keys =
        [
            Keys.OfUsageEvent("a", "b", "c"), Keys.OfUsageEvent("ab", "", "c"), Keys.OfUsageEvent("", "ab", "c"), Keys.OfUsageEvent("a", "bc", ""),
            Keys.OfIdempotencyKey("abc"), Keys.OfUsageEvent("abc", "", ""), Keys.OfUsageEvent("a", "b", new string('c', 2000)),
            new IndexKeys([.. Enumerable.Repeat((byte)1, 32)]).OfUsageEvent("a", "b", "c"),
        ];
        keys.Distinct().Count().ShouldBe(keys.Length);
    }

    [Fact]
    public void Blocks_of_an_account_are_those_whose_times_meet_the_range()
    {
        (long Seq, long Time)[] usage = [(1, 10), (1, 30), (3, 50), (7, 20), (9, 70)];
        foreach ((long seq, long time) in usage)
            _index.AddUsage("acct_1", new(time), seq);
        _index.AddUsage("acct_2", new(10), 8);
        _index.Commit(7);

        _index.BlocksOf("acct_1", new(0), new(100)).ShouldBe([1, 3, 7]);
        _index.BlocksOf("acct_1", new(20), new(50)).ShouldBe([1, 7]);
        _index.BlocksOf("acct_1", new(50), new(51)).ShouldBe([3]);
        _index.BlocksOf("acct_1", new(31), new(50)).ShouldBeEmpty();
        _index.BlocksOf("acct_2", new(0), new(100)).ShouldBeEmpty();
        _index.BlocksOf("acct_3", new(0), new(100)).ShouldBeEmpty();
    }

    [Fact]
    public void Further_receipts_are_found_in_order()
    {
        UsageCounted fact = Counted("req_1");
        _index.Add(fact, new(1, 0));
        foreach (FactPosition at in new FactPosition[] { new(2, 5), new(4, 0), new(6, 1) })
            _index.Add(new UsageRepeated("acct_1", "api", "req_1", new(1), new(1, 0), null), at);
        _index.Commit(4);
        _index.ReceiptsOf(KeyOf(fact)).ShouldBe([new(2, 5), new(4, 0)]);
    }

    [Fact]
    public void It_is_made_again_from_the_journal()
    {
        using EncodedBlock encoded = Blocks.Encode(SampleFacts.Mixed);
        _index.Play(BlockDecoder.Decode(encoded));
        _index.CommittedSeq.ShouldBe(0);
        UsageCounted first = (UsageCounted)SampleFacts.Mixed[0];
        _index.Probe(KeyOf(first)).ShouldBe(new(true, new(0, 0), UsageContent.Fingerprint(first.Event), Committed: true));
    }

    [Fact]
    public void Agrees_with_a_dictionary_through_adding_committing_and_discarding() => Seeds.Hold(40, random =>
    {
        IdIndex index = new(Keys);
        Dictionary<string, FactPosition> committed = [];
        Dictionary<string, FactPosition> tentative = [];
        long seq = 0;
        for (int step = 0; step < 2_000; step++)
        {
            string id = random.Next(3_000).ToString();
            FactPosition at = new(seq, step);
            bool isNew = !committed.ContainsKey(id) && tentative.TryAdd(id, at);
            index.Add(Keys.OfUsageEvent("a", "s", id), at, 1).ShouldBe(isNew);
            if (random.Next(50) == 0)
            {
                if (random.Next(3) > 0)
                {
                    index.Commit(seq++);
                    foreach ((string key, FactPosition position) in tentative)
                        committed.Add(key, position);
                }
                else
                {
                    index.Discard();
                }

                tentative.Clear();
            }
        }

        foreach (string id in Enumerable.Range(0, 3_000).Select(i => i.ToString()))
        {
            Verdict verdict = index.Probe(Keys.OfUsageEvent("a", "s", id));
            bool isCommitted = committed.TryGetValue(id, out FactPosition first);
            bool isTentative = tentative.TryGetValue(id, out FactPosition later);
            verdict.Known.ShouldBe(isCommitted || isTentative);
            if (verdict.Known)
                verdict.ShouldBe(new(true, isCommitted ? first : later, 1, isCommitted));
        }
    });

    [Fact]
    public async Task Other_threads_see_whole_entries_while_the_loop_adds()
    {
        const int Ids = 50_000;
        IndexKey[] keys = [.. Enumerable.Range(0, Ids).Select(i => Keys.OfUsageEvent("a", "s", i.ToString()))];
        Task<bool> probing = Task.Run(
            () =>
            {
                Random random = new(1);
                while (_index.Count < Ids)
                {
                    int id = random.Next(Ids);
                    Verdict verdict = _index.Probe(keys[id]);
                    if (verdict.Known && (verdict.First.Ordinal != id || verdict.Content != (ulong)id))
                        return false;
                }

                return true;
            },
            CancellationToken.None);
        for (int i = 0; i < Ids; i++)
            _index.Add(keys[i], new(0, i), (ulong)i).ShouldBeTrue();
        (await probing).ShouldBeTrue();
    }

    private static UsageCounted Counted(string id) =>
        new(SampleFacts.Usage with { Id = id, AccountId = "acct_1", Time = new(50) }, new(60), false, []);

    private static IndexKey KeyOf(UsageCounted fact) => Keys.OfUsageEvent(fact.Event.AccountId, fact.Event.Source, fact.Event.Id);
}
