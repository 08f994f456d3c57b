using Npgsql;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Postgres;

/// <summary>
/// A stream in PostgreSQL: head and block in one statement, which is one transaction and one round trip, on a connection that is its writer's
/// alone. Whether a block becomes durable before it is acknowledged is the database's <c>synchronous_commit</c>.
/// </summary>
public sealed class PostgresJournal : IJournal
{
    private readonly Lock _writing = new();
    private readonly PostgresDatabase _database;
    private readonly PostgresJournalReader _reader;
    private readonly int _stream;
    private WriterConnection? _writer;
    private Head _seen = Head.Empty;

    private PostgresJournal(PostgresDatabase database, JournalIdentity identity, int stream)
    {
        _database = database;
        _stream = stream;
        _reader = new(database, identity, stream);
    }

    public JournalIdentity Identity => _reader.Identity;

    public Head Head => _reader.Head;

    /// <summary>Opens a stream of a database whose schema is there, and makes it when it is not there.</summary>
    /// <exception cref="JournalMismatchException">The database is another installation's.</exception>
    /// <exception cref="JournalUnavailableException">It cannot be read or written.</exception>
    /// <exception cref="JournalCorruptException">Its head does not name its last block.</exception>
    internal static PostgresJournal Open(PostgresDatabase database, JournalIdentity identity)
    {
        PostgresJournal journal = new(database, identity, StreamRow.FindOrMake(database, identity));
        _ = journal.Head;
        return journal;
    }

    public Head TakeOver()
    {
        lock (_writing)
        {
            return Write("taking it over", writer =>
            {
                RefuseLoss(Head);
                Head taken = writer.TakeOver() ?? throw new JournalMismatchException(
                    $"The installation was moved away from the database {_database.Address} while this server ran on a copy of its data folder. Nothing more is written here; start it with the data folder and the store that it was moved to.");
                // Of several hosts another may have answered the writer than the reader.
                RefuseLoss(taken);
                return _seen = taken;
            });
        }
    }

    public Head Append(EncodedBlock block)
    {
        Head before = Chain.HeadBefore(block.Header);
        lock (_writing)
        {
            return Write($"appending block {block.Header.Seq}", writer => writer.Append(block, before)
                ? _seen = block.HeadAfter
                : throw new JournalFencedException(Identity.Stream, before, Head));
        }
    }

    public EncodedBlock? ReadBlock(long seq) => _reader.ReadBlock(seq);

    public IEnumerable<EncodedBlock> Read(long fromSeq) => _reader.Read(fromSeq);

    /// <summary>Nothing to do: the database checkpoints by itself.</summary>
    public Checkpointed Checkpoint() => default;

    public void Dispose()
    {
        lock (_writing)
            Forget();
        _reader.Dispose();
    }

    private T Write<T>(string doing, Func<WriterConnection, T> write)
    {
        // One that ended while nothing was under way has left nothing unknown.
        if (_writer is { IsOpen: false })
            Forget();
        try
        {
            _writer ??= new(_database.Open(doing), _stream);
            return write(_writer);
        }
        catch (NpgsqlException e)
        {
            // Also one that is well is begun anew: nothing is left of a statement of which nobody knows.
            Forget();
            throw PostgresFailure.Of(e, _database.Address, doing, Identity.Stream);
        }
        catch (InvalidOperationException e) when (_writer is { IsOpen: false })
        {
            // The keepalive found it gone just now, and what is asked of a closed connection is no failure of the database.
            Forget();
            throw new JournalUnavailableException($"The connection to the database {_database.Address} has ended, while {doing}. It is tried again.", e);
        }
        catch (JournalUnavailableException)
        {
            Forget();
            throw;
        }
    }

    /// <summary>
    /// After the database was gone another may answer in its place: a standby that had not got everything, or an old copy. What was
    /// acknowledged before is not in it, and going on would count it twice.
    /// </summary>
    private void RefuseLoss(Head found)
    {
        if (_seen.Seq < 0)
            return;
        using EncodedBlock? block = found.Seq < _seen.Seq ? null : ReadBlock(_seen.Seq);
        if (block?.Hash != _seen.Hash)
            throw new JournalCorruptException(
                Identity.Stream,
                _seen.Seq,
                $"the database {_database.Address} does not hold it any more, and it was acknowledged. A standby that lacked it took the primary's place, or an old copy was put back; bring the newest copy back");
    }

    private void Forget()
    {
        _writer?.Dispose();
        _writer = null;
    }
}
