using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;
using static Tollgate.Storage.Tests.Projections.Given;

namespace Tollgate.Storage.Tests.Projections;

public abstract class RebuildConformance(ProjectionPlace place) : IDisposable
{
    public void Dispose() => place.Dispose();

    [Fact]
    public void Projections_equal_their_rebuild_however_the_streams_were_mixed_and_batched()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        List<Block> blocks = Story(new Random(seed));

        using ProjectionStore live = place.Open();
        foreach (Block block in blocks)
            live.Apply(block);
        UInt128 digest = live.Digest();

        using ProjectionStore other = place.OpenBeside();
        other.Rebuild(blocks.OrderBy(block => block.Header.Stream.ToString(), StringComparer.Ordinal).ThenBy(block => block.Header.Seq));
        other.Digest().ShouldBe(digest);

        live.Rebuild(blocks);
        live.Digest().ShouldBe(digest);
        live.Watermark(Shard).ShouldBe(blocks.Last(block => block.Header.Stream == Shard).Header.Seq);
        live.Apply(Block(Shard, live.Watermark(Shard) + 1, Calls("2025-06-01T10:00:00Z", "0.000000001")));
        live.Digest().ShouldNotBe(digest);
    }

    [Fact]
    public void Clearing_begins_again_from_nothing()
    {
        using ProjectionStore projections = place.Open();
        UInt128 empty = projections.Digest();
        projections.Next(AdoptedCatalog(), Contract("ctr_1"), Draft("inv_1"), Final("inv_1", "1.00"), Tokens("2025-06-01T10:00:00Z", "1", ("model", "5")));
        projections.Clear();
        projections.Digest().ShouldBe(empty);
        projections.Watermark(Shard).ShouldBe(-1);
    }
}
