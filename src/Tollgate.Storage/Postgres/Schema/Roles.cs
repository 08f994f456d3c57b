using Npgsql;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Postgres.Schema;

/// <summary>
/// What each role may do, and no more. The owner makes the tables; <c>app</c> is whom the server runs as, and adds blocks that it can neither
/// change nor remove; <c>reader</c> is for reports.
/// </summary>
internal static class Roles
{
    public const string App = "app";
    public const string Reader = "reader";

    private static readonly Dictionary<string, string[]> Rights = new()
    {
        [App] =
        [
            "GRANT USAGE ON SCHEMA tollgate",
            "GRANT SELECT ON tollgate.migration, tollgate.environment",
            "GRANT SELECT, INSERT ON tollgate.installation, tollgate.stream, tollgate.head, tollgate.block",
            "GRANT UPDATE (standing, other) ON tollgate.installation",
            "GRANT UPDATE (epoch, seq, hash, incarnation) ON tollgate.head",
            "GRANT SELECT, INSERT, DELETE ON tollgate.snapshot",
            "GRANT SELECT, INSERT ON tollgate.snapshot_chunk",
            "GRANT SELECT, INSERT, DELETE, UPDATE (name, length, hash) ON tollgate.run_file",
            "GRANT SELECT, INSERT ON tollgate.run_chunk",
            "GRANT EXECUTE ON FUNCTION tollgate.create_environment(text)",
            "GRANT EXECUTE ON FUNCTION tollgate.make_projections(text, text), tollgate.drop_projections(text), tollgate.make_usage_month(text, bigint)",
        ],
        [Reader] =
        [
            "GRANT USAGE ON SCHEMA tollgate",
            "GRANT SELECT ON tollgate.migration, tollgate.environment, tollgate.stream, tollgate.head",
        ],
    };

    /// <summary>Gives a role what its kind needs, takes what it has beyond that, and notes it for later migrations.</summary>
    /// <exception cref="JournalMismatchException">There is no such role.</exception>
    public static void Grant(NpgsqlConnection connection, string role, string kind)
    {
        if (connection.Scalar("SELECT 1 FROM pg_roles WHERE rolname = $1", role) is null)
            throw new JournalMismatchException($"There is no role '{role}' to give rights to. Make it first: CREATE ROLE {Quoted(role)} LOGIN PASSWORD '...'.");
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        Give(connection, role, kind);
        connection.Run("INSERT INTO tollgate.granted (role, kind) VALUES ($1, $2) ON CONFLICT (role) DO UPDATE SET kind = excluded.kind", role, kind);
        connection.Run("SELECT tollgate.grant_projections(id) FROM tollgate.environment");
        transaction.Commit();
    }

    /// <summary>Gives every role that was noted what a new version of the schema has for it.</summary>
    public static void GrantAgain(NpgsqlConnection connection)
    {
        List<(string Role, string Kind)> noted = [];
        using (NpgsqlCommand list = new("SELECT role, kind FROM tollgate.granted JOIN pg_roles ON rolname = role", connection))
        using (NpgsqlDataReader rows = list.ExecuteReader())
        {
            while (rows.Read())
                noted.Add((rows.GetString(0), rows.GetString(1)));
        }

        foreach ((string role, string kind) in noted)
            Give(connection, role, kind);
    }

    private static void Give(NpgsqlConnection connection, string role, string kind)
    {
        string name = Quoted(role);
        // Of the columns too: with a right on a table go those on its columns.
        connection.Run($"REVOKE ALL ON ALL TABLES IN SCHEMA tollgate FROM {name}");
        connection.Run($"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA tollgate FROM {name}");
        foreach (string right in Rights[kind])
            connection.Run($"{right} TO {name}");
    }

    private static string Quoted(string role) => $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
