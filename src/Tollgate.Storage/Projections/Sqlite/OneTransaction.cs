using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tollgate.Storage.Projections.Sqlite;

/// <summary>A transaction that a full disk may end.</summary>
internal static class OneTransaction
{
    /// <summary>All of the work or, when it throws or answers false, nothing; and the connection can begin another.</summary>
    /// <returns>What the work answered.</returns>
    public static bool InOneTransaction(this SqliteConnection connection, Func<SqliteTransaction, bool> work)
    {
        SqliteTransaction transaction = connection.BeginTransaction();
        bool keep;
        try
        {
            keep = work(transaction);
            if (keep)
                transaction.Commit();
        }
        catch
        {
            Abandon(connection, transaction);
            throw;
        }

        transaction.Dispose();
        return keep;
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
