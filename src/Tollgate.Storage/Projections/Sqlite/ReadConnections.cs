using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Tollgate.Storage.Projections.Sqlite;

/// <summary>A few read-only connections, so that questions neither wait for the writer nor pile up.</summary>
internal sealed class ReadConnections(string path) : IDisposable
{
    private const int Most = 4;

    private readonly SemaphoreSlim _free = new(Most);
    private readonly ConcurrentBag<SqliteConnection> _idle = [];

    /// <summary>Asks one question, in which every statement sees the same moment.</summary>
    public T Read<T>(Func<DbConnection, T> question)
    {
        _free.Wait();
        SqliteConnection? connection = null;
        try
        {
            if (!_idle.TryTake(out connection))
                connection = ProjectionFile.OpenForReading(path);
            using SqliteTransaction moment = connection.BeginTransaction(deferred: true);
            T answer = question(connection);
            moment.Commit();
            _idle.Add(connection);
            connection = null;
            return answer;
        }
        finally
        {
            // A connection that failed is not used again.
            connection?.Dispose();
            _free.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out SqliteConnection? connection))
            connection.Dispose();
    }
}
