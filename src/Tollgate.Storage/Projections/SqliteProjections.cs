using Dapper;
using Microsoft.Data.Sqlite;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Projections;

/// <summary>
/// An environment's projections in one SQLite file: rows for people and reports, made from the journal and from nothing else. Applying and
/// asking are safe for many threads; blocks of one stream are applied by one at a time.
/// </summary>
public sealed partial class SqliteProjections : IDisposable
{
    private readonly string _path;
    private readonly string _environment;
    private readonly Lock _writing = new();
    private readonly ProjectionWriter _writer;
    private readonly ReadConnections _readers;
    private readonly Watermarks _watermarks = new();
    private readonly Dictionary<StreamId, MetersInForce> _meters;
    private volatile bool _damaged;

    private SqliteProjections(string path, string environment, ProjectionWriter writer, string? dropped)
    {
        _path = path;
        _environment = environment;
        _writer = writer;
        Dropped = dropped;
        _readers = new(path, () => _damaged = true);
        _meters = MetersInForce.Load(writer.Connection, environment);
        foreach ((string stream, long seq) in writer.Connection.Query<(string, long)>("SELECT stream, seq FROM watermark"))
            _watermarks.Advance(StreamName.Parse(environment, stream), seq);
    }

    /// <summary>Why the file that was there could not be used and was begun anew, for the log; null when nothing was dropped.</summary>
    public string? Dropped { get; }

    /// <summary>
    /// Opens the file, and makes it when it is not there. One that is damaged, of another schema, or not this environment's is dropped: its
    /// watermarks are then -1, and the journal fills it again.
    /// </summary>
    /// <exception cref="ProjectionsUnavailableException">The folder or file cannot be written.</exception>
    public static SqliteProjections Open(string path, string installation, string environment)
    {
        SqliteConnection connection = ProjectionFile.OpenForWriting(path, installation, environment, out string? dropped);
        try
        {
            return new(path, environment, new(connection), dropped);
        }
        catch (Exception e) when (ProjectionException.Of(e, path) is ProjectionsDamagedException)
        {
            // The header was whole, and what stands behind it is not.
            connection.Dispose();
            ProjectionFile.Remove(path);
            connection = ProjectionFile.OpenForWriting(path, installation, environment, out _);
            return new(path, environment, new(connection), "it is damaged");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The last block of a stream that has been applied; -1 when none has.</summary>
    public long Watermark(StreamId stream) => _watermarks[Own(stream)];

    /// <summary>
    /// Whether the last block that was applied stands in the journal. It does not when an old copy of the journal was put back: the rows then
    /// hold what is lost, and would pass over what comes in its place.
    /// </summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public bool FollowsFrom(IJournalReader journal)
    {
        StreamId stream = Own(journal.Identity.Stream);
        if (Watermark(stream) is not (>= 0 and var seq))
            return true;
        using EncodedBlock? block = journal.ReadBlock(seq);
        return block is not null && block.Hash.ToArray().AsSpan().SequenceEqual(HashOf(stream));
    }

    /// <summary>Applies one block and advances the watermark, both or neither. A block that was applied already changes nothing.</summary>
    /// <inheritdoc cref="ProjectionBatch.Apply"/>
    /// <inheritdoc cref="ProjectionBatch.Commit"/>
    public void Apply(Block block)
    {
        ProjectionBatch batch = Begin(block.Header.Stream);
        batch.Apply(block);
        batch.Commit();
    }

    /// <summary>Begins to gather the next blocks of a stream, to be committed in one transaction: for catching up.</summary>
    public ProjectionBatch Begin(StreamId stream)
    {
        lock (_writing)
            return new(this, stream, Watermark(stream), _meters.GetValueOrDefault(stream, MetersInForce.None));
    }

    /// <summary>Completes when a stream's watermark has reached a block, so that a reader sees what it has written.</summary>
    /// <returns>False when it was not reached in time.</returns>
    public Task<bool> WaitFor(StreamId stream, long seq, TimeSpan timeout, CancellationToken cancel = default) =>
        _watermarks.WaitFor(Own(stream), seq, timeout, cancel);

    /// <summary>
    /// Empties the file and fills it from blocks: of each stream from 0 and in order, the streams one after another or mixed. Nobody else
    /// may apply meanwhile; readers see the rows come back.
    /// </summary>
    public void Rebuild(IEnumerable<Block> blocks)
    {
        Clear();
        Dictionary<StreamId, ProjectionBatch> open = [];
        foreach (Block block in blocks)
        {
            StreamId stream = block.Header.Stream;
            if (!open.TryGetValue(stream, out ProjectionBatch? batch))
                open.Add(stream, batch = Begin(stream));
            batch.Apply(block);
            if (!batch.IsFull)
                continue;
            batch.Commit();
            open.Remove(stream);
        }

        foreach (ProjectionBatch batch in open.Values)
            batch.Commit();
    }

    /// <summary>Empties the file; every watermark is -1 again. For a journal that was put back to an earlier state, too.</summary>
    public void Clear()
    {
        lock (_writing)
        {
            Guarded(() => _writer.Connection.InOneTransaction(transaction =>
            {
                foreach (string table in ProjectionSchema.Tables)
                    _writer.Connection.Execute($"DELETE FROM {table}", transaction: transaction);
            }));
            _meters.Clear();
            _watermarks.Clear();
        }
    }

    /// <summary>
    /// A digest of all rows and watermarks that does not depend on their order: a rebuild from the same blocks has the same one.
    /// It reads everything; not for every minute.
    /// </summary>
    public UInt128 Digest() => _readers.Read(ProjectionDigest.Of);

    /// <summary>Closes the file, and removes it when it was found to be damaged.</summary>
    public void Dispose()
    {
        _readers.Dispose();
        _writer.Dispose();
        if (_damaged)
            ProjectionFile.Remove(_path);
    }

    internal void Commit(ProjectionBatch batch)
    {
        lock (_writing)
        {
            long watermark = Watermark(batch.Stream);
            if (watermark != batch.From)
                throw new ProjectionGapException(batch.Stream, watermark + 1, batch.From + 1);
            Guarded(() => _writer.Write(batch));
            _meters[batch.Stream] = batch.Buckets.Meters;
            _watermarks.Advance(batch.Stream, batch.Watermark);
        }
    }

    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (ProjectionException.Of(e, _path) is { } told)
        {
            _damaged |= told is ProjectionsDamagedException;
            throw told;
        }
    }

    private byte[] HashOf(StreamId stream) => _readers.Read(connection =>
        connection.QuerySingle<byte[]>("SELECT hash FROM watermark WHERE stream = @Name", new { stream.Name }));

    private StreamId Own(StreamId stream) => stream.Environment == _environment
        ? stream
        : throw new ArgumentException($"The stream {stream} does not belong to the environment '{_environment}', whose projections these are.", nameof(stream));
}
