using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tollgate.Storage.Projections.Sqlite;

/// <summary>
/// Adds usage to its buckets. Rows come by the ten thousand here, so that SQLite is talked to directly: the library's commands take several
/// times as long as SQLite itself.
/// </summary>
internal sealed class BucketStatements(SqliteConnection connection) : IDisposable
{
    private const string Minutes = "SELECT minutes FROM usage_hour WHERE account_id = ?1 AND meter = ?2 AND hour = ?3 AND dimensions = ?4";

    private const string Bucket =
        """
        INSERT OR REPLACE INTO usage_hour (account_id, meter, hour, dimensions, quantity, events, minutes)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    private readonly byte[] _number = new byte[48];
    private sqlite3_stmt? _there;
    private sqlite3_stmt? _write;

    /// <summary>What both statements have bound; nothing at the beginning, and while it changes.</summary>
    private BucketKey _bound;

    /// <summary>Inside the transaction that is under way on the connection.</summary>
    /// <exception cref="SqliteException">The file cannot be written, or is damaged.</exception>
    public void Add(UsageBuckets buckets)
    {
        _there ??= Prepare(Minutes);
        _write ??= Prepare(Bucket);
        foreach ((BucketKey key, MinuteTotals added) in buckets.InOrder())
            Write(key, added.And(There(key)));
    }

    public void Dispose()
    {
        _there?.Dispose();
        _write?.Dispose();
    }

    private byte[]? There(BucketKey key)
    {
        Bind(key);
        byte[]? packed = Step(_there!) ? raw.sqlite3_column_blob(_there!, 0).ToArray() : null;
        Reset(_there!);
        return packed;
    }

    private void Write(BucketKey key, MinuteTotals minutes)
    {
        MinuteTotal sum = minutes.Sum();
        sum.Quantity.TryFormat(_number, out int length);
        Check(raw.sqlite3_bind_text(_write!, 5, _number.AsSpan(0, length)));
        Check(raw.sqlite3_bind_int64(_write!, 6, sum.Events));
        Check(raw.sqlite3_bind_blob(_write!, 7, minutes.Pack()));
        Step(_write!);
        Reset(_write!);
    }

    // A statement keeps what is bound until something else is, and what follows in the table's order differs in little.
    private void Bind(BucketKey key)
    {
        BucketKey bound = _bound;
        _bound = default;
        Bind(1, key.AccountId, bound.AccountId);
        Bind(2, key.Meter, bound.Meter);
        Check(raw.sqlite3_bind_int64(_there!, 3, key.Hour));
        Check(raw.sqlite3_bind_int64(_write!, 3, key.Hour));
        Bind(4, key.Dimensions, bound.Dimensions);
        _bound = key;
    }

    private void Bind(int place, string text, string? bound)
    {
        if (ReferenceEquals(text, bound))
            return;
        Check(raw.sqlite3_bind_text(_there!, place, text));
        Check(raw.sqlite3_bind_text(_write!, place, text));
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(connection.Handle, sql, out sqlite3_stmt statement));
        return statement;
    }

    /// <returns>Whether there is a row.</returns>
    private bool Step(sqlite3_stmt statement)
    {
        int result = raw.sqlite3_step(statement);
        if (result is raw.SQLITE_ROW or raw.SQLITE_DONE)
            return result == raw.SQLITE_ROW;
        try
        {
            SqliteException.ThrowExceptionForRC(result, connection.Handle);
        }
        finally
        {
            Reset(statement);
        }

        return false;
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, connection.Handle);

    // It repeats the failure of the step before, which was told already.
    private static void Reset(sqlite3_stmt statement) => _ = raw.sqlite3_reset(statement);
}
