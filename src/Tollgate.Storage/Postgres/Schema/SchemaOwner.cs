using Npgsql;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Postgres.Schema;

/// <summary>Makes, migrates and checks the schema of a database, and gives rights in it.</summary>
public static class SchemaOwner
{
    /// <summary>Migrates a database, and gives rights to the roles that are named.</summary>
    /// <param name="app">Whom the server runs as, when that is not the owner.</param>
    /// <param name="reader">Who makes reports.</param>
    /// <returns>A line for each thing that was done, for people.</returns>
    /// <exception cref="JournalMismatchException">The database is a newer program's, not Tollgate's, or has no such role.</exception>
    /// <exception cref="JournalUnavailableException">It cannot be reached, or the user may not do this.</exception>
    public static IReadOnlyList<string> Migrate(PostgresAddress address, string? app, string? reader)
    {
        using PostgresDatabase database = new(address);
        List<string> done = [.. Steps(database).Select(step => $"Migrated to {step.Version}: {step.Name}")];
        if (done.Count == 0)
            done.Add($"The schema is at version {Migration.All.Count}: nothing to migrate");
        foreach ((string? role, string kind) in ((string?, string)[])[(app, Roles.App), (reader, Roles.Reader)])
        {
            if (role is null)
                continue;
            Do(database, "giving rights", connection => Roles.Grant(connection, role, kind));
            done.Add($"{role} has the rights of {(kind == Roles.App ? "the server" : "a reader")}");
        }

        return done;
    }

    /// <summary>Migrates when there is something to migrate and the user may; refuses a database that this program cannot use.</summary>
    internal static void Prepare(PostgresDatabase database)
    {
        if (Version(database) < Migration.All.Count)
            Steps(database);
    }

    /// <summary>Refuses a database that does not hold an installation, without changing anything in it.</summary>
    internal static void RefuseEmpty(PostgresDatabase database, string installation)
    {
        if (Version(database) == 0)
            throw new JournalMismatchException($"{database.Address} holds no installation yet. Start a server on it first.");
        database.Read("asking whose it is", connection =>
        {
            InstallationRow.RefuseOther(connection, database.Address, installation);
            return true;
        });
    }

    internal static void RefuseOther(PostgresDatabase database)
    {
        int version = Version(database);
        if (version < Migration.All.Count)
            throw new JournalMismatchException(version == 0
                ? $"{database.Address} holds no installation yet. Start a server on it first."
                : $"The schema of {database.Address} is {version}, and this program needs {Migration.All.Count}. Migrate it first: tollgate store migrate --store \"...\"");
    }

    private static int Version(PostgresDatabase database)
    {
        int version = database.Read("looking at its schema", connection => Migrator.Version(connection, database.Address));
        Migrator.RefuseNewer(version, Migration.All.Count, database.Address);
        return version;
    }

    private static IReadOnlyList<Migration> Steps(PostgresDatabase database)
    {
        IReadOnlyList<Migration> steps = [];
        Do(database, "migrating its schema", connection => steps = Migrator.Migrate(connection, database.Address));
        return steps;
    }

    private static void Do(PostgresDatabase database, string doing, Action<NpgsqlConnection> work)
    {
        using NpgsqlConnection connection = database.Open(doing);
        try
        {
            work(connection);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new JournalUnavailableException(
                $"The schema of {database.Address} has to be made or migrated, and the user '{database.Address.User}' may not ({e.MessageText}). "
                + $"Let the owner of the database run: tollgate store migrate --store \"...\" --app {database.Address.User}", e);
        }
        catch (NpgsqlException e)
        {
            throw PostgresFailure.Of(e, database.Address, doing);
        }
    }
}
