using System.Buffers;
using Npgsql;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Postgres;

/// <summary>Reads a stream of a database, beside whoever writes it.</summary>
public sealed class PostgresJournalReader : IJournalReader
{
    /// <summary>Two megabytes at most, and few enough that whoever wanted one block does not wait for many.</summary>
    private const int BlocksAtOnce = 16;

    private const string HeadSql =
        """
        SELECT epoch, seq, hash, incarnation,
               (SELECT max(seq) FROM tollgate.block WHERE stream = $1),
               (SELECT hash FROM tollgate.block WHERE block.stream = $1 AND block.seq = head.seq)
        FROM tollgate.head WHERE stream = $1
        """;

    private const string BlocksSql = "SELECT seq, hash, bytes FROM tollgate.block WHERE stream = $1 AND seq >= $2 AND seq < $3 ORDER BY seq";

    private readonly PostgresDatabase _database;
    private readonly int _stream;

    internal PostgresJournalReader(PostgresDatabase database, JournalIdentity identity, int stream)
    {
        _database = database;
        _stream = stream;
        Identity = identity;
    }

    public JournalIdentity Identity { get; }

    public Head Head => _database.Read("reading the head of " + Identity.Stream, ReadHead, Identity.Stream);

    public EncodedBlock? ReadBlock(long seq)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seq);
        return Fetch(seq, 1).TryDequeue(out EncodedBlock? block) ? block : null;
    }

    public IEnumerable<EncodedBlock> Read(long fromSeq)
    {
        Queue<EncodedBlock> ahead = new();
        try
        {
            foreach (EncodedBlock block in Chain.Walk(this, fromSeq, Next))
                yield return block;
        }
        finally
        {
            while (ahead.TryDequeue(out EncodedBlock? left))
                left.Dispose();
        }

        EncodedBlock? Next(long seq)
        {
            if (ahead.Count == 0)
                ahead = Fetch(seq, BlocksAtOnce);
            return ahead.TryPeek(out EncodedBlock? next) && next.Header.Seq == seq ? ahead.Dequeue() : null;
        }
    }

    public void Dispose()
    {
    }

    private Head ReadHead(NpgsqlConnection connection)
    {
        using NpgsqlCommand command = connection.Command(HeadSql, _stream);
        using NpgsqlDataReader row = command.ExecuteReader();
        if (!row.Read())
            throw new JournalCorruptException(Identity.Stream, null, $"the database {_database.Address} has lost its head");
        Head head = new(row.GetInt64(0), row.GetInt64(1), BlockHash.From(row.GetFieldValue<byte[]>(2)), row.GetInt64(3));
        return Chain.Checked(head, row.IsDBNull(4) ? null : row.GetInt64(4), row.IsDBNull(5) ? [] : row.GetFieldValue<byte[]>(5), Identity.Stream, _database.Address.ToString());
    }

    private Queue<EncodedBlock> Fetch(long from, int many) => _database.Read(
        $"reading {Identity.Stream} from block {from}",
        connection =>
        {
            Queue<EncodedBlock> blocks = new();
            using NpgsqlCommand command = connection.Command(BlocksSql, _stream, from, from + many);
            using NpgsqlDataReader rows = command.ExecuteReader();
            while (rows.Read())
            {
                try
                {
                    blocks.Enqueue(Block(rows));
                }
                catch (JournalCorruptException) when (blocks.Count > 0)
                {
                    // It is told when it is come to: what stands before it is sound.
                    break;
                }
            }

            return blocks;
        },
        Identity.Stream);

    private EncodedBlock Block(NpgsqlDataReader row)
    {
        int length = (int)row.GetBytes(2, 0, null, 0, 0);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            long seq = row.GetInt64(0);
            row.GetBytes(2, 0, buffer, 0, length);
            return Chain.Checked(buffer.AsSpan(0, length), row.GetFieldValue<byte[]>(1), Identity.Stream, seq);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
