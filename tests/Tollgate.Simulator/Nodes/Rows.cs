using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Server.Shards;
using Tollgate.Simulator.World;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;
using Tollgate.Storage.Projections.Sqlite;

namespace Tollgate.Simulator.Nodes;

/// <summary>
/// The projections' files of a run that has them. SQLite itself is not simulated: what is, is a process that is cut off before or after a
/// transaction of it.
/// </summary>
internal sealed class Rows(string folder, Disk disk, IReadOnlyList<string> environments) : IDisposable
{
    private readonly SortedDictionary<string, EnvironmentProjections> _open = new(StringComparer.Ordinal);

    /// <summary>A process opens the files, and has them alone.</summary>
    /// <param name="journals">The streams' journals.</param>
    public void Open(IEnumerable<IJournalReader> journals)
    {
        Close();
        foreach (string environment in environments)
        {
            _open.Add(environment, new EnvironmentProjections(
                () => SqliteProjections.Open(Path.Combine(folder, environment + ".db"), Layout.InstallationId, environment),
                environment,
                journals.Where(journal => journal.Identity.Stream.Environment == environment),
                NullLogger.Instance
            ));
        }
    }

    public BlockFeed Feed(Node node, StreamId stream)
    {
        BlockFeed? opened = null;
        return new BlockFeed("projections", Next, block => Own().Take(block), Commit);

        // A node is made before its files are opened.
        BlockFeed Own() => node.HasLostProjections
            ? throw new IOException("Another process has the projections.")
            : opened ??= _open[stream.Environment].Feed(stream);

        long Next() => node.HasLostProjections ? Of(stream).Watermark(stream) + 1 : Own().Next();

        void Commit()
        {
            BlockFeed own = Own();
            disk.At(IoPoint.BeforeProjection, node.Power);
            own.Commit();
            disk.At(IoPoint.AfterProjection, node.Power);
        }
    }

    public ProjectionStore Of(StreamId stream) => _open[stream.Environment].Current;

    public void Close()
    {
        foreach (EnvironmentProjections open in _open.Values)
            open.Dispose();
        _open.Clear();
    }

    public void Dispose() => Close();
}
