using System.Globalization;
using Npgsql;
using Tollgate.Storage.Postgres.Private;

[assembly: AssemblyFixture(typeof(Tollgate.Tests.PostgresForTests))]

namespace Tollgate.Tests;

/// <summary>One PostgreSQL for all tests of an assembly, started by the first that asks and stopped at the end; a database for each that asks.</summary>
public sealed class PostgresForTests : IDisposable
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "tollgate-postgres-" + Guid.NewGuid().ToString("N"));

    // Nothing of it outlives the tests, so nothing needs to be synced. Crash tests have a server of their own.
    private static readonly Lazy<PrivatePostgres> Server = new(() => PrivatePostgres.Start(Folder, durable: false, "max_connections=200"));

    private static int _databases;

    static PostgresForTests() => UseUnpacked();

    /// <returns>How its superuser reaches a database of its own.</returns>
    public static string NewDatabase() => Server.Value.CreateDatabase("test_" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture));

    public static object? Ask(string database, string sql)
    {
        using NpgsqlConnection connection = new(database + ";Pooling=false");
        connection.Open();
        using NpgsqlCommand command = new(sql, connection);
        return command.ExecuteScalar();
    }

    /// <summary>Roles are the server's and not a database's: each test has its own.</summary>
    /// <returns>How the role reaches the database.</returns>
    public static string NewRole(string database, string rights = "")
    {
        string role = "role_" + Guid.NewGuid().ToString("N")[..12];
        Ask(database, $"CREATE ROLE {role} LOGIN PASSWORD 'secret-word' {rights}");
        return new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "secret-word" }.ConnectionString;
    }

    /// <summary>The programs that <c>./test</c> unpacked for a user without rights, also when a test program is run by itself.</summary>
    public static void UseUnpacked()
    {
        string unpacked = Repository.PathOf(".cache/postgresql/usr/lib/postgresql");
        if (Environment.GetEnvironmentVariable("TOLLGATE_POSTGRES_BIN") is null && Directory.Exists(unpacked))
            Environment.SetEnvironmentVariable("TOLLGATE_POSTGRES_BIN", Path.Combine(Directory.GetDirectories(unpacked)[0], "bin"));
    }

    public void Dispose()
    {
        if (!Server.IsValueCreated)
            return;
        NpgsqlConnection.ClearAllPools();
        Server.Value.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
