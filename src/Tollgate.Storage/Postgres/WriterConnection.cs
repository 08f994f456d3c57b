using System.Data;
using Npgsql;
using NpgsqlTypes;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Postgres;

/// <summary>The connection of a stream's writer, with its two statements prepared and their parameters in binary.</summary>
internal sealed class WriterConnection : IDisposable
{
    private const string AppendSql =
        """
        WITH advanced AS (
            UPDATE tollgate.head SET seq = $2, hash = $3
            WHERE stream = $1 AND epoch = $4 AND seq = $5 AND hash = $6 AND incarnation = $7
            RETURNING stream
        )
        INSERT INTO tollgate.block (stream, seq, hash, bytes) SELECT stream, $2, $3, $8 FROM advanced
        """;

    // With the row of the installation held, so that it cannot be carried away meanwhile.
    private const string TakeOverSql =
        """
        WITH home AS MATERIALIZED (SELECT FROM tollgate.installation WHERE standing = 'home' FOR SHARE)
        UPDATE tollgate.head SET epoch = epoch + 1 FROM home WHERE stream = $1
        RETURNING epoch, seq, hash, incarnation
        """;

    private readonly NpgsqlConnection _connection;
    private readonly int _stream;
    private readonly NpgsqlCommand _append;
    private readonly NpgsqlParameter<long> _seq;
    private readonly NpgsqlParameter<byte[]> _hash;
    private readonly NpgsqlParameter<long> _epoch;
    private readonly NpgsqlParameter<long> _seqBefore;
    private readonly NpgsqlParameter<byte[]> _hashBefore;
    private readonly NpgsqlParameter<long> _incarnation;
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>> _bytes;
    private PostgresNotice? _warned;

    public WriterConnection(NpgsqlConnection connection, int stream)
    {
        _connection = connection;
        _stream = stream;
        connection.Notice += (_, said) => _warned ??= said.Notice;
        _append = new(AppendSql, connection);
        _append.Typed<int>(NpgsqlDbType.Integer).TypedValue = stream;
        _seq = _append.Typed<long>(NpgsqlDbType.Bigint);
        _hash = _append.Typed<byte[]>(NpgsqlDbType.Bytea);
        _epoch = _append.Typed<long>(NpgsqlDbType.Bigint);
        _seqBefore = _append.Typed<long>(NpgsqlDbType.Bigint);
        _hashBefore = _append.Typed<byte[]>(NpgsqlDbType.Bytea);
        _incarnation = _append.Typed<long>(NpgsqlDbType.Bigint);
        _bytes = _append.Typed<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        try
        {
            _append.Prepare();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>False once it is known to have ended: the keepalive looks at it while nothing is written.</summary>
    public bool IsOpen => _connection.State == ConnectionState.Open;

    /// <returns>False when the head is not the one that the block was closed upon.</returns>
    public bool Append(EncodedBlock block, Head before)
    {
        _seq.TypedValue = block.Header.Seq;
        _hash.TypedValue = block.Hash.ToArray();
        _epoch.TypedValue = before.Epoch;
        _seqBefore.TypedValue = before.Seq;
        _hashBefore.TypedValue = before.Hash.ToArray();
        _incarnation.TypedValue = before.Incarnation;
        _bytes.TypedValue = block.Buffer.AsMemory(0, block.Length);
        _warned = null;
        bool appended = _append.ExecuteNonQuery() == 1;
        RefuseWarned();
        return appended;
    }

    /// <summary>Raises the epoch. It waits for a block that another connection is just committing.</summary>
    /// <returns>The head as it is from then on; null when the installation does not live here any more.</returns>
    public Head? TakeOver()
    {
        _warned = null;
        Head? head = null;
        using (NpgsqlCommand command = _connection.Command(TakeOverSql, _stream))
        using (NpgsqlDataReader row = command.ExecuteReader())
        {
            if (row.Read())
                head = new Head(row.GetInt64(0), row.GetInt64(1), BlockHash.From(row.GetFieldValue<byte[]>(2)), row.GetInt64(3));
        }

        RefuseWarned();
        return head;
    }

    public void Dispose()
    {
        _append.Dispose();
        _connection.Dispose();
    }

    /// <summary>
    /// "Canceling wait for synchronous replication": it is committed here and perhaps nowhere else, and the database says so only in a
    /// warning. The reload takes the stream over, and that commit waits for all before it.
    /// </summary>
    private void RefuseWarned()
    {
        if (_warned is { Severity: "WARNING" } warned)
            throw new JournalUnavailableException($"The database warned at a commit: {warned.MessageText}. Whether a standby has it is not known.");
    }
}
