using Npgsql;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Postgres.Schema;

/// <summary>
/// Brings the schema <c>tollgate</c> of a database to the version that this program knows. Each step is one transaction with its row in the
/// table <c>migration</c>, under a lock that lets one program at a time: cut off anywhere, it leaves whole steps alone.
/// </summary>
internal static class Migrator
{
    /// <summary>The bytes of "Tollgate".</summary>
    private const long LockKey = 0x546F6C6C67617465;

    private const string NotOurs = "SELECT string_agg(relname, ', ' ORDER BY relname) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'tollgate' AND relkind IN ('r', 'p', 'v', 'm', 'f')";

    /// <summary>The version that the database has; 0 when it has no schema yet.</summary>
    /// <exception cref="JournalMismatchException">The schema is not Tollgate's.</exception>
    public static int Version(NpgsqlConnection connection, PostgresAddress address)
    {
        if (connection.Scalar("SELECT 1 FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'tollgate' AND relname = 'migration'") is not null)
            return (int)connection.Scalar("SELECT coalesce(max(version), 0) FROM tollgate.migration")!;
        return connection.Scalar(NotOurs) is string tables
            ? throw new JournalMismatchException($"The schema 'tollgate' of {address} is not Tollgate's: it holds {tables}, and no table 'migration'. Nothing was changed. Name another database, or rename that schema.")
            : 0;
    }

    /// <exception cref="JournalMismatchException">The schema is a newer program's, or not Tollgate's.</exception>
    public static void RefuseNewer(int version, int known, PostgresAddress address)
    {
        if (version > known)
            throw new JournalMismatchException($"{address} was migrated by a newer Tollgate (its schema is {version}, and this program knows up to {known}). Start the newer program.");
    }

    /// <returns>The steps that were taken.</returns>
    /// <exception cref="JournalException">It cannot be migrated. Steps that were taken stay.</exception>
    public static IReadOnlyList<Migration> Migrate(NpgsqlConnection connection, PostgresAddress address, IReadOnlyList<Migration>? known = null)
    {
        List<Migration> taken = [];
        while (Step(connection, address, known ?? Migration.All) is { } step)
            taken.Add(step);
        return taken;
    }

    private static Migration? Step(NpgsqlConnection connection, PostgresAddress address, IReadOnlyList<Migration> known)
    {
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        connection.Run("SET LOCAL lock_timeout = '60s'");
        connection.Run($"SELECT pg_advisory_xact_lock({LockKey})");
        int version = Version(connection, address);
        RefuseNewer(version, known.Count, address);
        if (version >= known.Count)
            return null;
        if (version == 0)
            Begin(connection);
        Migration next = known[version];
        connection.Run(next.Sql);
        connection.Run("INSERT INTO tollgate.migration (version, name) VALUES ($1, $2)", next.Version, next.Name);
        // Rights are those of the newest version, and may name what only a later step makes.
        if (next.Version == known.Count)
            Roles.GrantAgain(connection);
        transaction.Commit();
        return next;
    }

    private static void Begin(NpgsqlConnection connection)
    {
        // Asked first: making one "if not exists" needs the right to make schemas even when it exists.
        if (connection.Scalar("SELECT 1 FROM pg_namespace WHERE nspname = 'tollgate'") is null)
            connection.Run("CREATE SCHEMA tollgate");
        connection.Run("CREATE TABLE tollgate.migration (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())");
    }
}
