using System.Buffers.Binary;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Projections.Sqlite;

/// <summary>The file on disk: opened when it is this environment's, else put out of the way and begun anew.</summary>
internal static class ProjectionFile
{
    private const int ApplicationIdOffset = 68;

    /// <param name="dropped">Why a file that was there could not be used; null when it could, or none was there.</param>
    /// <exception cref="ProjectionsUnavailableException">The folder or file cannot be written.</exception>
    public static SqliteConnection OpenForWriting(string path, string installation, string environment, out string? dropped)
    {
        SqliteLibrary.Use();
        try
        {
            dropped = File.Exists(path) ? WhyNot(path, installation, environment) : null;
            if (dropped is not null)
                Remove(path);
            return OpenOrCreate(path, installation, environment);
        }
        catch (SqliteException e) when (SqliteProjections.Told(e, path) is { } told)
        {
            throw told;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProjectionsUnavailableException($"The projections in {path} cannot be used: {e.Message}", e);
        }
    }

    public static SqliteConnection OpenForReading(string path) => Open(path, SqliteOpenMode.ReadOnly);

    /// <summary>
    /// Deletes a file of ours. One that is not (a journal put here by mistake, somebody's database) is kept beside it as
    /// <c>.set-aside</c>: it may be the only copy of something that no journal can make again.
    /// </summary>
    public static void Remove(string path)
    {
        bool ours = IsOurs(path);
        foreach (string part in (string[])["", "-wal", "-shm"])
        {
            if (!File.Exists(path + part))
                continue;
            if (ours)
                File.Delete(path + part);
            else
                File.Move(path + part, path + ".set-aside" + part, overwrite: true);
        }
    }

    private static string? WhyNot(string path, string installation, string environment)
    {
        try
        {
            using SqliteConnection connection = Open(path, SqliteOpenMode.ReadWrite);
            return ProjectionSchema.IsEmpty(connection) ? null : ProjectionSchema.WhyNot(connection, installation, environment);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
        {
            return "it is damaged, or no database";
        }
        catch (Exception e) when (e is InvalidOperationException || e is SqliteException { SqliteErrorCode: raw.SQLITE_ERROR })
        {
            return ProjectionTables.LostIdentity;
        }
    }

    private static SqliteConnection OpenOrCreate(string path, string installation, string environment)
    {
        SqliteConnection connection = Open(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            connection.Execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768; PRAGMA journal_size_limit = 67108864");
            if (ProjectionSchema.IsEmpty(connection))
            {
                ProjectionSchema.Create(connection, installation, environment);
                // The header must stand in the file itself, where IsOurs looks for it.
                connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static bool IsOurs(string path)
    {
        Span<byte> header = stackalloc byte[ApplicationIdOffset + sizeof(int)];
        using FileStream file = File.OpenRead(path);
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
            && BinaryPrimitives.ReadInt32BigEndian(header[ApplicationIdOffset..]) == ProjectionSchema.ApplicationId;
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        SqliteConnectionStringBuilder settings = new() { DataSource = path, Mode = mode, Pooling = false };
        SqliteConnection connection = new(settings.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
