using Tollgate.Server.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Receipts;

/// <summary>What has become of the state that a decision saw.</summary>
internal enum GroundStanding
{
    /// <summary>The journal leads to it.</summary>
    Durable,

    /// <summary>The journal has not come so far.</summary>
    NotDurable,

    /// <summary>It was thrown away before it was durable; another history stands in its place.</summary>
    Lost,
}

/// <summary>The block that a decision rests on.</summary>
/// <param name="Facts">How many of its facts the decision saw.</param>
/// <param name="Why">A sentence; null when it is durable.</param>
internal sealed record Ground(GroundStanding Standing, BlockHash Block, int Facts, string? Why)
{
    /// <summary>Looks for what a decision saw.</summary>
    /// <remarks>
    /// The epoch rises whenever a tentative state is thrown away, and a state holds blocks of its own epoch or earlier ones. So a block of a later
    /// epoch in that place is another than the one that was seen.
    /// </remarks>
    /// <param name="journal">Of the decision's shard.</param>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static Ground Of(AsOf asOf, IJournalReader journal)
    {
        if (asOf.Seq < 0)
            return new Ground(GroundStanding.Durable, BlockHash.None, 0, null);
        using EncodedBlock? block = journal.ReadBlock(asOf.Seq);
        if (block is null)
        {
            Head head = journal.Head;
            string ends = $"The decision saw block {asOf.Seq} of {journal.Identity.Stream} in epoch {asOf.Epoch}, and the journal ends with block {head.Seq} in epoch {head.Epoch}";
            return head.Epoch > asOf.Epoch
                ? Missing(GroundStanding.Lost, $"{ends}: that block was lost before it was durable, and the decision with it.")
                : Missing(GroundStanding.NotDurable, $"{ends}: that block is not durable.");
        }

        BlockHeader header = block.Header;
        if (header.Epoch > asOf.Epoch || header.Incarnation > asOf.Incarnation)
        {
            return Missing(
                GroundStanding.Lost,
                $"The decision saw block {asOf.Seq} of {journal.Identity.Stream} as it was in epoch {asOf.Epoch}. That block was lost before it was durable, and the decision with it; the one in its place was written in epoch {header.Epoch}."
            );
        }

        return asOf.Ordinal > header.FactCount
            ? Missing(GroundStanding.Lost, $"The decision saw {asOf.Ordinal} facts of block {asOf.Seq} of {journal.Identity.Stream}, and the journal's has {header.FactCount}: it is another block than the one that was seen.")
            : new Ground(GroundStanding.Durable, block.Hash, asOf.Ordinal ?? header.FactCount, null);
    }

    private static Ground Missing(GroundStanding standing, string why) => new(standing, BlockHash.None, 0, why);
}
