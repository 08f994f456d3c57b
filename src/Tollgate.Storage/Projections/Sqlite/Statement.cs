using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Tollgate.Storage.Projections.Sqlite;

/// <summary>One statement of the writer, prepared once. Its values go by place: the first stands for <c>$1</c>.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;

    public Statement(SqliteConnection connection, int values, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        for (int place = 1; place <= values; place++)
            _command.Parameters.Add(new SqliteParameter { ParameterName = "$" + place.ToString(CultureInfo.InvariantCulture) });
    }

    /// <returns>How many rows it changed.</returns>
    public int Run(SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        Bind(transaction, values);
        return _command.ExecuteNonQuery();
    }

    /// <returns>The first column of the first row, or null when there is none.</returns>
    public object? First(SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        Bind(transaction, values);
        return _command.ExecuteScalar();
    }

    public void Dispose() => _command.Dispose();

    private void Bind(SqliteTransaction transaction, ReadOnlySpan<object?> values)
    {
        _command.Transaction = transaction;
        for (int i = 0; i < values.Length; i++)
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }
}
