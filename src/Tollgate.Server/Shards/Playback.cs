using Tollgate.Engine;
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
                throw new JournalCorruptException(stream, block.Header.Seq, $"its fact {i} ({block.Facts[i].GetType().Name}) does not follow on what is before it: {e.Message}", e);
            }
        }
    }
}
