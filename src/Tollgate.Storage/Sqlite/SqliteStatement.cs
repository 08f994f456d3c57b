using SQLitePCL;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Sqlite;

/// <summary>
/// One statement, prepared once and run again and again. The journal talks to SQLite directly here: a block is bound from its pooled buffer
/// without a copy of our own, and every result code is seen.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteFile _file;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteFile file, string sql)
    {
        _file = file;
        Check(raw.sqlite3_prepare_v2(file.Handle, sql, out _statement), "preparing a statement");
    }

    public SqliteStatement Bind(int place, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, place, value), "binding a number");
        return this;
    }

    public SqliteStatement Bind(int place, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, place, value), "binding a block");
        return this;
    }

    /// <returns>Whether there is a row.</returns>
    public bool Step(string doing)
    {
        int result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result == raw.SQLITE_DONE)
            return false;
        JournalException failure = _file.Failure(doing);
        Reset();
        throw failure;
    }

    /// <summary>Runs a statement that answers nothing.</summary>
    public void Run(string doing)
    {
        Step(doing);
        Reset();
    }

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Reset()
    {
        // It repeats the failure of the step before, which was told already.
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int result, string doing)
    {
        if (result != raw.SQLITE_OK)
            throw _file.Failure(doing);
    }
}
