using System.Security.Cryptography;
using Npgsql;
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

    /// <summary>A file without chunks, under a name that nothing lists. A crash leaves it behind for the next start to remove.</summary>
    private long Begin(string unnamed) => Change(unnamed, connection => (long)connection.Scalar(
        "INSERT INTO tollgate.run_file (stream, name, length, hash) VALUES ($1, $2, 0, $3) RETURNING id", stream, unnamed, new byte[SHA256.HashSizeInBytes])!);

    private void Append(string unnamed, long id, int ordinal, byte[] chunk) =>
        Change(unnamed, connection => connection.Run("INSERT INTO tollgate.run_chunk (file, ordinal, bytes) VALUES ($1, $2, $3)", id, ordinal, chunk));

    /// <summary>Gives a file that is there whole the name of the one that it replaces.</summary>
    /// <returns>The hash of the one that had the name; null when there was none.</returns>
    private byte[]? Name(long id, string name, long length, byte[] hash) => Change(name, connection =>
    {
        var replaced = connection.Scalar("DELETE FROM tollgate.run_file WHERE stream = $1 AND name = $2 RETURNING hash", stream, name) as byte[];
        if (connection.Run("UPDATE tollgate.run_file SET name = $2, length = $3, hash = $4 WHERE id = $1", id, name, length, hash) != 1)
            throw new IOException($"The index file {name} of {streamId} was taken away while it was written: another program has begun with the index.");
        return replaced;
    });

    private T Change<T>(string name, Func<NpgsqlConnection, T> work)
    {
        try
        {
            return database.Write($"writing the index file {name} of {streamId}", work);
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

    /// <summary>
    /// A file that is gathered on this machine and in the database, chunk by chunk, so that a large one is no large transaction; it has its name when it
    /// is complete. The local file is then its copy.
    /// </summary>
    private sealed class Written(PostgresRunFiles files, string name, string unnamed, INewRunFile local) : INewRunFile
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly byte[] _chunk = new byte[ChunkSize];
        private int _inChunk;
        private int _chunks;
        private long? _id;
        private bool _kept;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            _hash.AppendData(bytes);
            local.Write(bytes);
            while (!bytes.IsEmpty)
            {
                int part = Math.Min(bytes.Length, ChunkSize - _inChunk);
                bytes[..part].CopyTo(_chunk.AsSpan(_inChunk));
                bytes = bytes[part..];
                _inChunk += part;
                if (_inChunk == ChunkSize)
                    EndChunk();
            }
        }

        public void Keep()
        {
            local.Keep();
            byte[] hash = _hash.GetHashAndReset();
            try
            {
                long length = ((long)_chunks * ChunkSize) + _inChunk;
                if (_inChunk > 0 || _id is null)
                    EndChunk();
                byte[]? replaced = files.Name(_id!.Value, name, length, hash);
                _kept = true;
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
            if (_kept || _id is not { } id)
                return;
            try
            {
                files.Change(unnamed, connection => connection.Run("DELETE FROM tollgate.run_file WHERE id = $1", id));
            }
            catch (IOException)
            {
                // The database is away, or it was removed already: the next start removes what is left.
            }
        }

        private void EndChunk()
        {
            _id ??= files.Begin(unnamed);
            files.Append(unnamed, _id.Value, _chunks++, _chunk[.._inChunk]);
            _inChunk = 0;
        }
    }
}
