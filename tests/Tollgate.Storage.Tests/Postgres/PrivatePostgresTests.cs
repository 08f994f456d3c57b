using Npgsql;
using Tollgate.Storage.Postgres.Private;

namespace Tollgate.Storage.Tests.Postgres;

public sealed class PrivatePostgresTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "tollgate-private-" + Guid.NewGuid().ToString("N"));

    [Fact]
    public void It_starts_stops_is_killed_and_goes_on_with_its_folder()
    {
        using (PrivatePostgres server = PrivatePostgres.Start(_folder))
        {
            string database = server.CreateDatabase("notes");
            Ask(database, "CREATE TABLE note AS SELECT 1 AS kept");
            server.CreateDatabase("notes").ShouldBe(database);

            int port = server.Port;
            server.Kill();
            PrivatePostgres.ConnectionOfRunning(_folder, "notes").ShouldBeNull();
            server.Start();
            server.Port.ShouldBe(port);
            Ask(database, "SELECT kept FROM note").ShouldBe(1);
            PrivatePostgres.ConnectionOfRunning(_folder, "notes").ShouldBe(database);
        }

        PrivatePostgres.ConnectionOfRunning(_folder, "notes").ShouldBeNull();
        using PrivatePostgres again = PrivatePostgres.Start(_folder);
        Ask(again.ConnectionString("notes"), "SELECT kept FROM note").ShouldBe(1);
    }

    [Fact]
    public void A_ctrl_c_is_for_the_program_and_not_for_its_server()
    {
        using PrivatePostgres server = PrivatePostgres.Start(_folder, durable: false);
        string process = File.ReadLines(Path.Combine(_folder, "cluster", "postmaster.pid")).First();
        SessionOf(process).ShouldBe(process);
        SessionOf("self").ShouldNotBe(process);

        // Linux, proc(5): the session is the fourth field behind the program's name.
        static string SessionOf(string process) => File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[3];
    }

    [Fact]
    public void What_does_not_start_says_why()
    {
        PrivatePostgresException refused = Should.Throw<PrivatePostgresException>(() => PrivatePostgres.Start(_folder, durable: false, "shared_buffers=nonsense"));
        refused.Message.ShouldContain($"The private PostgreSQL in {_folder}/cluster ended at once. Its log {_folder}/log ends with:");
        refused.Message.ShouldContain("invalid value for parameter \"shared_buffers\"");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static object? Ask(string database, string sql)
    {
        using NpgsqlConnection connection = new(database + ";Pooling=false");
        connection.Open();
        using NpgsqlCommand command = new(sql, connection);
        return command.ExecuteScalar();
    }
}
