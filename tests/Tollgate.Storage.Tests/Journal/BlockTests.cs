using System.Text;
using Tollgate.Engine;
using Tollgate.Engine.Metering;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Tests.Journal;

public class BlockTests
{
    [Fact]
    public void Random_facts_come_back_as_they_were() => Seeds.Hold(150, random =>
    {
        List<Fact> facts = new RandomFacts(random).Some(200);
        using EncodedBlock block = Blocks.Encode(facts);
        BlockDecoder.Decode(block).Facts.ShouldBeFacts(facts);
    });

    [Fact]
    public void Rows_are_what_the_facts_say()
    {
        var rows = new BlockRows();
        int counted = 0;
        Seeds.Hold(100, random =>
        {
            List<Fact> facts = new RandomFacts(random).Some(200);
            using EncodedBlock block = Blocks.Encode(facts);
            BlockDecoder.Decode(block, rows);
            rows.Header.ShouldBe(block.Header);
            rows.Hash.ShouldBe(block.Hash);
            rows.Items.Length.ShouldBe(facts.Count);
            for (int i = 0; i < facts.Count; i++)
            {
                if (rows.Items[i].Fact is { } whole)
                {
                    new[] { whole }.ShouldBeFacts([facts[i]]);
                    continue;
                }

                UsageCounted fact = facts[i].ShouldBeOfType<UsageCounted>();
                Tally tally = fact.Tallies.ShouldHaveSingleItem();
                tally.Target.ContractId.ShouldNotBeNull();
                rows.Items[i].Row.ShouldBe(new UsageRow(fact.Event.AccountId, fact.Event.Time, fact.At, fact.Event.Properties, tally, fact.Event.Subject));
                counted++;
            }
        });
        counted.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void One_encoder_makes_block_after_block_as_if_each_were_its_first() => Seeds.Hold(20, random =>
    {
        using BlockEncoder encoder = new(Blocks.Stream);
        Head head = Head.Empty;
        for (int i = 0; i < 5; i++)
        {
            List<Fact> facts = new RandomFacts(random).Some(60);
            facts.ForEach(fact => encoder.Add(fact));
            using EncodedBlock reused = encoder.Close(head, new(i));
            using EncodedBlock fresh = Blocks.Encode(facts, head, i);
            reused.Bytes.SequenceEqual(fresh.Bytes).ShouldBeTrue();
            head = reused.HeadAfter;
        }
    });

    [Fact]
    public void A_header_says_where_a_block_belongs()
    {
        Head head = new(Epoch: 7, Seq: 41, BlockHash.Of([1]), Incarnation: 3);
        using EncodedBlock block = Blocks.Encode(SampleFacts.Mixed, head, recordedAt: 99);
        block.Header.ShouldBe(new(Blocks.Stream, 3, 7, 42, new(99), SampleFacts.Mixed.Count, head.Hash));
        block.HeadAfter.ShouldBe(new(7, 42, block.Hash, 3));
    }

    [Fact]
    public void A_closed_block_is_no_longer_than_it_was_said_to_be() => Seeds.Hold(60, random =>
    {
        using BlockEncoder encoder = new(Blocks.Stream);
        new RandomFacts(random).Some(300).ForEach(fact => encoder.Add(fact));
        int most = encoder.RawBytes + 1024;
        using EncodedBlock block = encoder.Close(Head.Empty, new(1));
        block.Length.ShouldBeLessThanOrEqualTo(most);
    });

    [Fact]
    public void Adding_usage_allocates_nothing()
    {
        Fact[] facts = [.. Enumerable.Range(0, 5_000).Select(i => (Fact)new UsageCounted(
            SampleFacts.Usage with { Id = $"req_{i:x8}", AccountId = $"acct_{i % 1_000}" }, new(i), false, ((UsageCounted)SampleFacts.UsageFacts[0]).Tallies))];
        using BlockEncoder encoder = new(Blocks.Stream);
        // The first rounds grow what later ones use again, and run code of the runtime that is not optimized yet (decoding hex allocates
        // until it is); what counts is where it settles.
        long least = long.MaxValue;
        for (int round = 0; round < 300 && least >= 5_000; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (Fact fact in facts)
                encoder.Add(fact);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            encoder.Close(Head.Empty, new(1)).Dispose();
            Thread.Sleep(10);
        }

        // A few hundred bytes are for the block's own shapes of text, none for an event.
        least.ShouldBeLessThan(5_000);
    }

    [Fact]
    public void What_snapshots_carry_comes_back_too()
    {
        using EncodedBlock block = Blocks.Encode(SampleFacts.Carried);
        BlockDecoder.Decode(block).Facts.ShouldBeFacts(SampleFacts.Carried);
    }

    [Fact]
    public void A_block_without_facts_is_a_block()
    {
        using EncodedBlock block = Blocks.Encode([]);
        BlockDecoder.Decode(block).Facts.ShouldBeEmpty();
    }

    [Fact]
    public void More_names_of_properties_than_columns_still_come_back()
    {
        List<Fact> facts = [.. Enumerable.Range(0, 500).Select(i => new UsageCounted(
            SampleFacts.Usage with { Properties = Properties.Of([new($"name_{i}", $"\"{i}\""), new("shared", $"{i}")]) }, new(1), false, []))];
        using EncodedBlock block = Blocks.Encode(facts);
        BlockDecoder.Decode(block).Facts.ShouldBeFacts(facts);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_and_not_replaced()
    {
        using BlockEncoder encoder = new(Blocks.Stream);
        Should.Throw<EncoderFallbackException>(() => encoder.Add(new UsageCounted(SampleFacts.Usage with { Id = "a\ud800" }, new(1), false, [])));
        Should.Throw<InvalidOperationException>(() => encoder.Add(SampleFacts.Commerce[0]));
        encoder.Clear();
        Should.Throw<EncoderFallbackException>(() => encoder.Add(new Tollgate.Engine.Access.KeyRevoked("\udc00", new(1))));
        encoder.Clear();
        encoder.Add(SampleFacts.UsageFacts[0]).ShouldBe(0);
        using EncodedBlock block = encoder.Close(Head.Empty, new(1));
        BlockDecoder.Decode(block).Facts.ShouldBeFacts([SampleFacts.UsageFacts[0]]);
    }
}
