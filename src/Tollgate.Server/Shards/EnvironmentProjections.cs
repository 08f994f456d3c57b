using Tollgate.Server.Alerts;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Shards;

/// <summary>
/// An environment's projections, with the way the blocks take into them. What turns out to be damaged is dropped and filled again from the
/// journal, while everything else goes on.
/// </summary>
public sealed class EnvironmentProjections : IDisposable
{
    private readonly string _environment;
    private readonly Func<ProjectionStore> _open;
    private readonly ILogger _log;
    private readonly Lock _opening = new();
    private volatile ProjectionStore _current;

    /// <param name="open">Opens them, and makes them when they are not there; called again after damage.</param>
    /// <param name="journals">What they are made from: rows of a history that these do not have are dropped.</param>
    /// <exception cref="ProjectionsUnavailableException">They cannot be written.</exception>
    /// <exception cref="JournalException">A journal cannot be read.</exception>
    public EnvironmentProjections(Func<ProjectionStore> open, string environment, IEnumerable<IJournalReader> journals, ILogger log)
    {
        _environment = environment;
        _open = open;
        _log = log;
        _current = Open();
        if (journals.FirstOrDefault(journal => !_current.FollowsFrom(journal)) is not { } other)
            return;
        Messages.ProjectionsDropped(_log, _environment, $"the journal {other.Identity.Stream} does not hold what they were made from");
        _current.Clear();
    }

    /// <summary>Rings when alerts have become rows.</summary>
    public Bell AlertBell { get; } = new();

    /// <summary>What is there now. To be asked for anew with each use, since a damaged one is replaced.</summary>
    public ProjectionStore Current => _current;

    public BlockFeed Feed(StreamId stream)
    {
        var feed = new ProjectionFeed(this, stream);
        return new BlockFeed("projections", feed.Next, feed.Take, feed.Commit);
    }

    /// <summary>Somebody met damage in reading: begins anew, unless that was done already.</summary>
    public void Replace(ProjectionStore damaged)
    {
        lock (_opening)
        {
            if (!ReferenceEquals(damaged, _current))
                return;
            damaged.Dispose();
            _current = Open();
        }
    }

    public void Dispose() => _current.Dispose();

    private ProjectionStore Open()
    {
        ProjectionStore projections = _open();
        if (projections.Dropped is { } reason)
            Messages.ProjectionsDropped(_log, _environment, reason);
        return projections;
    }
}

/// <summary>What one stream's blocks become rows by, a batch at a time.</summary>
internal sealed class ProjectionFeed(EnvironmentProjections environment, StreamId stream)
{
    private ProjectionStore? _into;
    private ProjectionBatch? _batch;

    public long Next()
    {
        _batch = null;
        return environment.Current.Watermark(stream) + 1;
    }

    public void Take(BlockRows block)
    {
        if (_batch is null)
        {
            _into = environment.Current;
            _batch = _into.Begin(stream);
        }

        _batch.Apply(block);
        if (_batch.IsFull)
            Commit();
    }

    public void Commit()
    {
        if (_batch is not { } batch)
            return;
        _batch = null;
        try
        {
            batch.Commit();
            if (batch.HoldsAlerts)
                environment.AlertBell.Ring();
        }
        catch (ProjectionGapException) when (_into!.Watermark(stream) > batch.From)
        {
            // Another runner was quicker. What it has not applied comes again.
        }
        catch (ProjectionsDamagedException)
        {
            environment.Replace(_into!);
            throw;
        }
    }
}
