using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Server.Shards;
using Tollgate.Simulator.World;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.Nodes;

/// <summary>One process's projections of all environments, and the way of the blocks into them.</summary>
internal sealed class Rows(Disk disk, Power power)
{
    private readonly SortedDictionary<string, EnvironmentProjections> _open = new(StringComparer.Ordinal);

    /// <summary>Opens them, and drops rows of a history that the journals do not have.</summary>
    public void Open(IEnumerable<IJournalReader> journals)
    {
        foreach (IGrouping<string, IJournalReader> own in journals.GroupBy(journal => journal.Identity.Stream.Environment))
            _open.Add(own.Key, new EnvironmentProjections(() => new SimProjections(disk.Rows(own.Key), disk, power), own.Key, own, NullLogger.Instance));
    }

    /// <summary>A process's seats are made before its projections are opened.</summary>
    public BlockFeed Feed(StreamId stream)
    {
        BlockFeed? opened = null;
        return new BlockFeed("projections", () => Own().Next(), block => Own().Take(block), () => Own().Commit());

        BlockFeed Own() => opened ??= _open[stream.Environment].Feed(stream);
    }
}
