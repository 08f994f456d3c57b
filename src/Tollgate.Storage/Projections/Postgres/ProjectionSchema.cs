using Dapper;
using Npgsql;
using Tollgate.Storage.Postgres;

namespace Tollgate.Storage.Projections.Postgres;

/// <summary>
/// The schema that holds an environment's tables. The functions that make and drop it are the owner's, and come with the migrations: the
/// application role has no right to make a table.
/// </summary>
internal static class ProjectionSchema
{
    /// <summary>What the schema's comment says, so that nobody else's is ever dropped.</summary>
    private const string Ours = "Projections of Tollgate: made from the journal, and made anew by any release.";

    public static string NameOf(string environment) => "tollgate_" + environment;

    public static string QuotedName(string environment) => $"\"{NameOf(environment)}\"";

    /// <returns>Why what was there could not be used; null when it could, or nothing was there.</returns>
    /// <exception cref="ProjectionsUnavailableException">Something else has the schema's name.</exception>
    public static string? OpenOrMake(PostgresDatabase database, string installation, string environment)
    {
        using NpgsqlConnection connection = database.Pool.OpenConnection();
        string name = NameOf(environment);
        string? dropped = null;
        if (connection.Query<string?>("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = @name", new { name }).AsList() is [var comment])
        {
            if (comment != Ours)
                throw new ProjectionsUnavailableException($"The database {database.Address} has a schema {name} that is none of Tollgate's projections. Rename it, or use another database; Tollgate drops nothing that is not its own.");
            dropped = WhyNot(connection, installation, environment);
            if (dropped is null)
                return null;
        }

        connection.Execute("SELECT tollgate.make_projections(@environment, @installation)", new { environment, installation });
        return dropped;
    }

    public static void Drop(PostgresDatabase database, string environment)
    {
        using NpgsqlConnection connection = database.Pool.OpenConnection();
        connection.Execute("SELECT tollgate.drop_projections(@environment)", new { environment });
    }

    private static string? WhyNot(NpgsqlConnection connection, string installation, string environment)
    {
        try
        {
            (long version, string whose, string which) = connection.QuerySingle<(long, string, string)>($"SELECT version, installation, environment FROM {QuotedName(environment)}.identity");
            return ProjectionTables.WhyNot(version, whose, which, installation, environment);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn)
        {
            return ProjectionTables.LostIdentity;
        }
        catch (InvalidOperationException)
        {
            return ProjectionTables.LostIdentity;
        }
    }
}
