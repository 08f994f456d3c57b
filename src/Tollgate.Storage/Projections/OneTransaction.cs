using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tollgate.Storage.Projections;

/// <summary>A transaction that a full disk may end.</summary>
internal static class OneTransaction
{
    /// <summary>All of the work or, when it throws, nothing; and the connection can begin another.</summary>
    public static void InOneTransaction(this SqliteConnection connection, Action<SqliteTransaction> work)
    {
        SqliteTransaction transaction = connection.BeginTransaction();
        try
        {
            work(transaction);
            transaction.Commit();
        }
        catch
        {
            Abandon(connection, transaction);
            throw;
        }

        transaction.Dispose();
    }

    /// <summary>
    /// After some failures, a full disk among them, SQLite has ended the transaction by itself. The library would end it once more, fail, and
    /// never begin another; so it is given one to end.
    /// </summary>
    private static void Abandon(SqliteConnection connection, SqliteTransaction transaction)
    {
        if (raw.sqlite3_get_autocommit(connection.Handle) != 0)
            _ = raw.sqlite3_exec(connection.Handle, "BEGIN");
        transaction.Dispose();
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0)
            _ = raw.sqlite3_exec(connection.Handle, "ROLLBACK");
    }
}
