using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Postgres;

/// <summary>
/// The files of a stream's index in a database, with a copy of each in a folder of this machine, which all reading is done from. A copy is named
/// after its content and checked when it is opened; one that is missing, cut or flipped is fetched again. What is written goes over a connection
/// of the pool, so that no commit waits for it.
/// </summary>
/// <param name="cache">Made with the first file. Other programs may share it.</param>
internal sealed class PostgresRunFiles(PostgresDatabase database, StreamId streamId, int stream, string cache) : IRunFiles
{
    private const int ChunkSize = 1 << 20;
    private const int HashDigits = 16;

    private readonly FolderRunFiles _copies = new(cache);

    /// <summary>Also the time to remove copies that nothing in the database stands behind: an index asks for it when it begins.</summary>
    public IReadOnlyList<string> List()
    {
        List<RunFileRow> rows = Do("listing the index of " + streamId, connection =>
        {
            using NpgsqlCommand command = connection.Command("SELECT id, name, length, hash FROM tollgate.run_file WHERE stream = $1 ORDER BY name", stream);
            using NpgsqlDataReader found = command.ExecuteReader();
            List<RunFileRow> all = [];
            while (found.Read())
                all.Add(RunFileRow.Read(found));
            return all;
        });
        HashSet<string> wanted = [.. rows.Select(CopyOf)];
        foreach (string left in _copies.List().Where(copy => !wanted.Contains(copy)))
            _copies.Delete(left);
        return [.. rows.Select(row => row.Name)];
    }

    public IRunFile Open(string name)
    {
        RunFileRow row = Find(name) ?? throw new FileNotFoundException($"There is no index file {name} of {streamId} in {database.Address}.", name);
        if (OpenCopy(row) is { } copy)
            return copy;
        Fetch(row);
        return OpenCopy(row) ?? throw new IOException($"The index file {name} of {streamId} in {database.Address} is not what was written.");
    }

    public INewRunFile Create(string name)
    {
        // What it will be called depends on what is written: until then it has a name of its own.
        string unnamed = $"{name}.{Guid.NewGuid():N}";
        return new Written(this, name, unnamed, _copies.Create(unnamed));
    }

    public void Delete(string name)
    {
        if (Find(name) is not { } row)
            return;
        Do($"removing the index file {name}", connection => connection.Run("DELETE FROM tollgate.run_file WHERE id = $1", row.Id));
        _copies.Delete(CopyOf(row));
    }

    private static string CopyOf(RunFileRow row) => CopyOf(row.Name, row.Hash);

    private static string CopyOf(string name, byte[] hash) => $"{name}.{Convert.ToHexStringLower(hash)[..HashDigits]}";

    private RunFileRow? Find(string name) => Do($"looking for the index file {name}", connection =>
    {
        using NpgsqlCommand command = connection.Command("SELECT id, name, length, hash FROM tollgate.run_file WHERE stream = $1 AND name = $2", stream, name);
        using NpgsqlDataReader found = command.ExecuteReader();
        return found.Read() ? RunFileRow.Read(found) : null;
    });

    /// <returns>Null when there is none that is whole.</returns>
    private IRunFile? OpenCopy(RunFileRow row)
    {
        try
        {
            IRunFile copy = _copies.Open(CopyOf(row));
            if (copy.Length == row.Length && HashOf(copy).AsSpan().SequenceEqual(row.Hash))
                return copy;
            copy.Dispose();
            _copies.Delete(CopyOf(row));
        }
        catch (FileNotFoundException)
        {
        }

        return null;
    }

    private static byte[] HashOf(IRunFile copy)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] part = new byte[ChunkSize];
        for (long at = 0; at < copy.Length; at += part.Length)
        {
            Span<byte> next = part.AsSpan(0, (int)Math.Min(part.Length, copy.Length - at));
            copy.Read(at, next);
            hash.AppendData(next);
        }

        return hash.GetHashAndReset();
    }

    private void Fetch(RunFileRow row)
    {
        // Another program may be fetching the same at the same time: each gathers under a name of its own.
        string gathered = $"{CopyOf(row)}.{Guid.NewGuid():N}";
        using INewRunFile copy = _copies.Create(gathered);
        for (int ordinal = 0; ordinal * (long)ChunkSize < row.Length; ordinal++)
        {
            int number = ordinal;
            copy.Write(Do($"reading the index file {row.Name}", connection =>
                connection.Scalar("SELECT bytes FROM tollgate.run_chunk WHERE file = $1 AND ordinal = $2", row.Id, number) as byte[]) ?? []);
        }

        copy.Keep();
        _copies.Rename(gathered, CopyOf(row));
    }

    /// <summary>The file and all its chunks in the place of the one that had the name, in one transaction.</summary>
    /// <returns>The hash of the one that had the name; null when there was none.</returns>
    private byte[]? Store(string name, IRunFile whole, byte[] hash)
    {
        try
        {
            return database.Write($"writing the index file {name} of {streamId}", connection =>
            {
                var replaced = connection.Scalar("DELETE FROM tollgate.run_file WHERE stream = $1 AND name = $2 RETURNING hash", stream, name) as byte[];
                long id = (long)connection.Scalar("INSERT INTO tollgate.run_file (stream, name, length, hash) VALUES ($1, $2, $3, $4) RETURNING id", stream, name, whole.Length, hash)!;
                using NpgsqlBinaryImporter rows = connection.BeginBinaryImport("COPY tollgate.run_chunk (file, ordinal, bytes) FROM STDIN (FORMAT BINARY)");
                byte[] chunk = new byte[ChunkSize];
                for (int ordinal = 0; ordinal * (long)ChunkSize < whole.Length; ordinal++)
                {
                    Memory<byte> part = chunk.AsMemory(0, (int)Math.Min(ChunkSize, whole.Length - (ordinal * (long)ChunkSize)));
                    whole.Read(ordinal * (long)ChunkSize, part.Span);
                    rows.StartRow();
                    rows.Write(id, NpgsqlDbType.Bigint);
                    rows.Write(ordinal, NpgsqlDbType.Integer);
                    rows.Write(part, NpgsqlDbType.Bytea);
                }

                rows.Complete();
                return replaced;
            });
        }
        catch (JournalException failed)
        {
            throw new IOException(failed.Message, failed);
        }
    }

    private T Do<T>(string doing, Func<NpgsqlConnection, T> ask)
    {
        try
        {
            return database.Read(doing, ask);
        }
        catch (JournalException failed)
        {
            throw new IOException(failed.Message, failed);
        }
    }

    /// <summary>A file as its row in the database tells of it.</summary>
    private sealed record RunFileRow(long Id, string Name, long Length, byte[] Hash)
    {
        public static RunFileRow Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3));
    }

    /// <summary>A file that is gathered on this machine, and stored as a whole when it is complete. The local file is then its copy.</summary>
    private sealed class Written(PostgresRunFiles files, string name, string unnamed, INewRunFile local) : INewRunFile
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public void Write(ReadOnlySpan<byte> bytes)
        {
            _hash.AppendData(bytes);
            local.Write(bytes);
        }

        public void Keep()
        {
            local.Keep();
            byte[] hash = _hash.GetHashAndReset();
            try
            {
                byte[]? replaced;
                using (IRunFile whole = files._copies.Open(unnamed))
                    replaced = files.Store(name, whole, hash);
                files._copies.Rename(unnamed, CopyOf(name, hash));
                // A list of runs is replaced with every step: its copies would gather until the next start.
                if (replaced is not null && !replaced.AsSpan().SequenceEqual(hash))
                    files._copies.Delete(CopyOf(name, replaced));
            }
            catch
            {
                files._copies.Delete(unnamed);
                throw;
            }
        }

        public void Dispose()
        {
            local.Dispose();
            _hash.Dispose();
        }
    }
}
