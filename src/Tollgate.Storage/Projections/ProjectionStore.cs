using System.Data.Common;
using System.Text.Json;
using Dapper;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Projections;

/// <summary>
/// An environment's projections: rows for people and reports, made from the journal and from nothing else. Applying and asking are safe for
/// many threads; blocks of one stream are applied by one at a time. What is the same in every database is here: when a watermark advances,
/// which rows a fact becomes, and the questions.
/// </summary>
public abstract partial class ProjectionStore : IDisposable
{
    private readonly string _environment;
    private readonly Lock _writing = new();
    private readonly Watermarks _watermarks = new();
    private readonly Dictionary<StreamId, MetersInForce> _meters = [];
    private volatile bool _damaged;

    private protected ProjectionStore(string environment, string? dropped)
    {
        _environment = environment;
        Dropped = dropped;
    }

    /// <summary>Why what was there could not be used and was begun anew, for the log; null when nothing was dropped.</summary>
    public string? Dropped { get; }

    /// <summary>Where the rows are, as a sentence can name it.</summary>
    public abstract string Place { get; }

    /// <summary>The schema that the tables are in, as SQL names it.</summary>
    private protected abstract string Schema { get; }

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
        // As the table has both, and before the journal is asked: the server of before may still be applying.
        if (Ask(connection => connection.Query<(long Seq, byte[] Hash)>($"SELECT seq, hash FROM {Schema}.watermark WHERE stream = @Name", new { stream.Name }).AsList()) is not [var last])
            return true;
        using EncodedBlock? block = journal.ReadBlock(last.Seq);
        return block is not null && block.Hash.ToArray().AsSpan().SequenceEqual(last.Hash);
    }

    /// <summary>Applies one block and advances the watermark, both or neither. A block that was applied already changes nothing.</summary>
    /// <inheritdoc cref="ProjectionBatch.Apply(Block)"/>
    /// <inheritdoc cref="ProjectionBatch.Commit"/>
    public void Apply(Block block) => Apply([block]);

    /// <summary>
    /// Applies blocks of one stream that follow one another, all in one transaction. What another server applies at the same time is passed over.
    /// </summary>
    /// <inheritdoc cref="ProjectionBatch.Apply(Block)"/>
    /// <inheritdoc cref="ProjectionBatch.Commit"/>
    public void Apply(IReadOnlyList<Block> blocks)
    {
        while (!TryApply(blocks))
        {
        }
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
    /// Empties the tables and fills them from blocks: of each stream from 0 and in order, the streams one after another or mixed. Nobody else
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

    /// <summary>Empties the tables; every watermark is -1 again. For a journal that was put back to an earlier state, too.</summary>
    public void Clear()
    {
        lock (_writing)
        {
            Guarded(() =>
            {
                Empty();
                return true;
            });
            _meters.Clear();
            _watermarks.Clear();
        }
    }

    /// <summary>
    /// A digest of all rows and watermarks that depends neither on their order nor on the database: a rebuild from the same blocks, here or
    /// elsewhere, has the same one. It reads everything; not for every minute.
    /// </summary>
    public UInt128 Digest() => Ask(connection => ProjectionDigest.Of(connection, Schema), oneMoment: true);

    /// <summary>Closes them, and removes them when they were found to be damaged.</summary>
    public void Dispose()
    {
        Close(_damaged);
        GC.SuppressFinalize(this);
    }

    /// <exception cref="ProjectionGapException">The watermark is not where the batch began.</exception>
    internal void Commit(ProjectionBatch batch)
    {
        lock (_writing)
        {
            if (Watermark(batch.Stream) == batch.From && Guarded(() => Write(rows => BatchRows.TryWrite(rows, batch))))
            {
                _meters[batch.Stream] = batch.Buckets.Meters;
                _watermarks.Advance(batch.Stream, batch.Watermark);
                return;
            }

            // Somebody else applies this stream too: what they have done is where the next batch begins.
            Load();
            throw new ProjectionGapException(batch.Stream, Watermark(batch.Stream) + 1, batch.From + 1);
        }
    }

    /// <summary>Learns from the tables how far each stream has been applied, and by which meters it goes on.</summary>
    private protected void Load()
    {
        (Dictionary<StreamId, MetersInForce> meters, List<(string Stream, long Seq)> applied) = Ask(
            connection => (
                MetersInForce.Load(connection, Schema, _environment),
                connection.Query<(string, long)>($"SELECT stream, seq FROM {Schema}.watermark").AsList()),
            oneMoment: true);
        _meters.Clear();
        foreach ((StreamId stream, MetersInForce inForce) in meters)
            _meters.Add(stream, inForce);
        _watermarks.Set(applied.Select(row => (StreamName.Parse(_environment, row.Stream), row.Seq)));
    }

    /// <summary>Asks a question on a connection of its own.</summary>
    /// <param name="oneMoment">It has several statements, and all are to see the same moment.</param>
    private protected abstract T Read<T>(Func<DbConnection, T> question, bool oneMoment);

    /// <summary>Does the work in one transaction, which is committed when it answers true, and else has done nothing.</summary>
    private protected abstract bool Write(Func<IRowTransaction, bool> work);

    /// <summary>Deletes all rows, in one transaction.</summary>
    private protected abstract void Empty();

    /// <param name="remove">Also removes the tables, so that they are made anew.</param>
    private protected abstract void Close(bool remove);

    /// <summary>What a failure of the database means here, or null when it is none of the database but of the program.</summary>
    private protected abstract ProjectionException? Told(DbException failure);

    /// <returns>False when somebody else was quicker; what they have not applied is to be tried once more.</returns>
    private bool TryApply(IReadOnlyList<Block> blocks)
    {
        ProjectionBatch batch = Begin(blocks[0].Header.Stream);
        try
        {
            foreach (Block block in blocks)
                batch.Apply(block);
            batch.Commit();
            return true;
        }
        catch (ProjectionGapException) when (Watermark(batch.Stream) > batch.From)
        {
            return false;
        }
    }

    private T Ask<T>(Func<DbConnection, T> question, bool oneMoment = false) => Guarded(() => Read(question, oneMoment));

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (Meaning(e) is { } told)
        {
            _damaged |= told is ProjectionsDamagedException;
            throw told;
        }
    }

    private ProjectionException? Meaning(Exception failure) => failure switch
    {
        DbException database => Told(database),
        InvalidDataException or JsonException => new ProjectionsDamagedException(Place, failure),
        _ => null,
    };

    private StreamId Own(StreamId stream) => stream.Environment == _environment
        ? stream
        : throw new ArgumentException($"The stream {stream} does not belong to the environment '{_environment}', whose projections these are.", nameof(stream));
}
