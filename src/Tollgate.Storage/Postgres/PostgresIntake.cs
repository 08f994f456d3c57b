using Npgsql;
using NpgsqlTypes;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Postgres;

/// <summary>Takes a stream in into a database, many blocks in one COPY.</summary>
internal sealed class PostgresIntake(PostgresDatabase database, JournalIdentity identity) : IJournalIntake
{
    private const string HeadSql = "UPDATE tollgate.head SET epoch = $2, seq = $3, hash = $4, incarnation = $5 WHERE stream = $1 AND seq = $6 AND hash = $7";

    private readonly int _stream = StreamRow.FindOrMake(database, identity);

    public Head Head
    {
        get
        {
            using PostgresJournalReader reader = new(database, identity, _stream);
            return reader.Head;
        }
    }

    public Head Take(IReadOnlyList<EncodedBlock> blocks)
    {
        Head after = blocks[^1].HeadAfter;
        database.Write(
            $"taking in block {blocks[0].Header.Seq}",
            connection =>
            {
                Advance(connection, Chain.HeadBefore(blocks[0].Header), after);
                using NpgsqlBinaryImporter rows = connection.BeginBinaryImport("COPY tollgate.block (stream, seq, hash, bytes) FROM STDIN (FORMAT BINARY)");
                foreach (EncodedBlock block in blocks)
                {
                    rows.StartRow();
                    rows.Write(_stream, NpgsqlDbType.Integer);
                    rows.Write(block.Header.Seq, NpgsqlDbType.Bigint);
                    rows.Write(block.Hash.ToArray(), NpgsqlDbType.Bytea);
                    rows.Write(block.Buffer.AsMemory(0, block.Length), NpgsqlDbType.Bytea);
                }

                return rows.Complete();
            },
            identity.Stream);
        return after;
    }

    public void Finish(Head head) => database.Write(
        "finishing",
        connection =>
        {
            Advance(connection, head, head);
            return true;
        },
        identity.Stream);

    public void Dispose()
    {
    }

    private void Advance(NpgsqlConnection connection, Head before, Head after)
    {
        int changed = connection.Run(HeadSql, _stream, after.Epoch, after.Seq, after.Hash.ToArray(), after.Incarnation, before.Seq, before.Hash.ToArray());
        if (changed != 1)
            throw new JournalFencedException(identity.Stream, before, Head);
    }
}
