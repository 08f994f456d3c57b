using Npgsql;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Storage.Postgres;

/// <summary>Snapshots as rows of chunks, each whole snapshot in one transaction. The bytes are those of a snapshot file.</summary>
internal sealed class PostgresSnapshots(PostgresDatabase database, JournalIdentity identity, int stream) : ISnapshots
{
    private const int ChunkSize = 1 << 20;
    private const int Kept = 2;

    public void Write(SnapshotPlace place, Action<Stream> write) => database.Write(
        $"writing a snapshot of {identity.Stream}",
        connection =>
        {
            connection.Run("DELETE FROM tollgate.snapshot WHERE stream = $1 AND seq = $2", stream, place.Seq);
            connection.Run("INSERT INTO tollgate.snapshot (stream, seq) VALUES ($1, $2)", stream, place.Seq);
            int ordinal = 0;
            using (BufferedStream chunks = new(new Chunks(bytes => connection.Run(
                "INSERT INTO tollgate.snapshot_chunk (stream, seq, ordinal, bytes) VALUES ($1, $2, $3, $4)", stream, place.Seq, ordinal++, bytes.ToArray())), ChunkSize))
                SnapshotFile.Write(chunks, identity, place, write);
            connection.Run(
                "DELETE FROM tollgate.snapshot WHERE stream = $1 AND seq NOT IN (SELECT seq FROM tollgate.snapshot WHERE stream = $1 ORDER BY seq DESC LIMIT $2)",
                stream, Kept);
            return true;
        },
        identity.Stream);

    public FoundSnapshot Find(IJournalReader journal)
    {
        List<SkippedSnapshot> skipped = [];
        foreach (long seq in NewestFirst())
        {
            string name = $"{identity.Stream}/{seq}";
            try
            {
                Snapshot snapshot = SnapshotFile.Read(Bytes(seq), identity);
                if (SnapshotFile.WhyNot(snapshot, journal) is not { } reason)
                    return new(snapshot, skipped);
                skipped.Add(new(name, reason));
            }
            catch (SnapshotUnusableException e)
            {
                skipped.Add(new(name, e.Message));
            }
        }

        return new(null, skipped);
    }

    private List<long> NewestFirst() => database.Read($"listing the snapshots of {identity.Stream}", connection =>
    {
        using NpgsqlCommand command = connection.Command("SELECT seq FROM tollgate.snapshot WHERE stream = $1 ORDER BY seq DESC", stream);
        using NpgsqlDataReader rows = command.ExecuteReader();
        List<long> found = [];
        while (rows.Read())
            found.Add(rows.GetInt64(0));
        return found;
    });

    private byte[] Bytes(long seq) => database.Read($"reading a snapshot of {identity.Stream}", connection =>
    {
        using NpgsqlCommand command = connection.Command("SELECT bytes FROM tollgate.snapshot_chunk WHERE stream = $1 AND seq = $2 ORDER BY ordinal", stream, seq);
        using NpgsqlDataReader rows = command.ExecuteReader();
        using MemoryStream all = new();
        while (rows.Read())
            all.Write(rows.GetFieldValue<byte[]>(0));
        return all.ToArray();
    });

    /// <summary>Makes a row of each piece that the buffer before it lets go.</summary>
    private sealed class Chunks(Action<ReadOnlySpan<byte>> write) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> bytes)
        {
            for (; !bytes.IsEmpty; bytes = bytes[Math.Min(bytes.Length, ChunkSize)..])
                write(bytes[..Math.Min(bytes.Length, ChunkSize)]);
        }

        public override void Write(byte[] bytes, int offset, int count) => Write(bytes.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] bytes, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
