using Tollgate.Engine;
using Tollgate.Engine.Metering;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>Plays durable blocks into a state.</summary>
internal static class Playback
{
    /// <exception cref="JournalCorruptException">A fact does not follow on what was applied so far.</exception>
    public static void Apply(IStreamState state, Block block, StreamId stream)
    {
        for (int i = 0; i < block.Facts.Count; i++)
        {
            try
            {
                state.Apply(block.Facts[i]);
            }
            catch (Exception e)
            {
                throw Corrupt(stream, block.Header, i, block.Facts[i].GetType(), e);
            }
        }
    }

    /// <inheritdoc cref="Apply(IStreamState, Block, StreamId)"/>
    public static void Apply(IStreamState state, BlockRows block, StreamId stream)
    {
        ReadOnlySpan<BlockRows.Item> items = block.Items;
        for (int i = 0; i < items.Length; i++)
        {
            ref readonly BlockRows.Item item = ref items[i];
            try
            {
                if (item.Fact is { } fact)
                    state.Apply(fact);
                else if (state is Books books)
                    books.Apply(item.Row);
                else
                    throw new InvalidOperationException("Usage is counted in shards alone.");
            }
            catch (Exception e)
            {
                throw Corrupt(stream, block.Header, i, item.Fact?.GetType() ?? typeof(UsageCounted), e);
            }
        }
    }

    private static JournalCorruptException Corrupt(StreamId stream, BlockHeader block, int ordinal, Type fact, Exception error) =>
        new(stream, block.Seq, $"its fact {ordinal} ({fact.Name}) does not follow on what is before it: {error.Message}", error);
}
