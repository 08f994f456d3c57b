using Npgsql;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Postgres;

/// <summary>A database with its pool of connections for reading. Every failure is a <see cref="JournalException"/> that says what it means.</summary>
internal sealed class PostgresDatabase(PostgresAddress address) : IDisposable
{
    private readonly NpgsqlDataSource _pool = NpgsqlDataSource.Create(address.Pooled);

    public PostgresAddress Address => address;

    /// <summary>For whoever has failures of his own to tell.</summary>
    public NpgsqlDataSource Pool => _pool;

    /// <summary>Asks, and asks once more on a fresh connection when the one from the pool turns out to be gone.</summary>
    public T Read<T>(string doing, Func<NpgsqlConnection, T> ask, StreamId? stream = null)
    {
        try
        {
            try
            {
                return Once(ask);
            }
            catch (NpgsqlException e) when (IsGone(e))
            {
                _pool.Clear();
                return Once(ask);
            }
        }
        catch (NpgsqlException e)
        {
            throw PostgresFailure.Of(e, address, doing, stream);
        }
    }

    /// <summary>One transaction: all of it or, when it throws, nothing; when the connection goes in the middle, nobody knows.</summary>
    public T Write<T>(string doing, Func<NpgsqlConnection, T> work, StreamId? stream = null)
    {
        try
        {
            using NpgsqlConnection connection = _pool.OpenConnection();
            using NpgsqlTransaction transaction = connection.BeginTransaction();
            T result = work(connection);
            transaction.Commit();
            return result;
        }
        catch (NpgsqlException e)
        {
            if (IsGone(e))
                _pool.Clear();
            throw PostgresFailure.Of(e, address, doing, stream);
        }
    }

    /// <summary>A connection that is nobody else's.</summary>
    public NpgsqlConnection Open(string doing)
    {
        NpgsqlConnection connection = new(address.Dedicated);
        try
        {
            connection.Open();
            return connection;
        }
        catch (NpgsqlException e)
        {
            connection.Dispose();
            throw PostgresFailure.Of(e, address, doing);
        }
    }

    public void Dispose() => _pool.Dispose();

    /// <summary>A connection has ended under whoever used it: another may do.</summary>
    public static bool IsGone(NpgsqlException e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.IdleSessionTimeout }
        || (e is not PostgresException && e.InnerException is IOException or System.Net.Sockets.SocketException);

    private T Once<T>(Func<NpgsqlConnection, T> ask)
    {
        using NpgsqlConnection connection = _pool.OpenConnection();
        return ask(connection);
    }
}
