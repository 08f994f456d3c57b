using Npgsql;
using NpgsqlTypes;

namespace Tollgate.Storage.Postgres;

/// <summary>Commands with numbered parameters, in PostgreSQL's binary form.</summary>
internal static class SqlParameters
{
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        NpgsqlCommand command = new(sql, connection);
        foreach (object value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    public static object? Scalar(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using NpgsqlCommand command = connection.Command(sql, values);
        return command.ExecuteScalar() is { } found and not DBNull ? found : null;
    }

    public static int Run(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using NpgsqlCommand command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first column of every row.</summary>
    public static List<string> Texts(this NpgsqlCommand command)
    {
        using NpgsqlDataReader rows = command.ExecuteReader();
        List<string> found = [];
        while (rows.Read())
            found.Add(rows.GetString(0));
        return found;
    }

    public static NpgsqlParameter<T> Typed<T>(this NpgsqlCommand command, NpgsqlDbType type)
    {
        NpgsqlParameter<T> parameter = new() { NpgsqlDbType = type };
        command.Parameters.Add(parameter);
        return parameter;
    }
}
