using System.Net;
using System.Net.Sockets;
using Npgsql;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Postgres;
using Tollgate.Storage.Postgres.Private;

namespace Tollgate.Storage.Tests.Postgres;

/// <summary>A database that cannot be used: each says what is wrong and what to do, and none repeats a password.</summary>
public sealed class BadDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _connection = PostgresForTests.NewDatabase();

    private string Place => PostgresAddress.Parse(_connection).ToString();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_wrong_password() => Refused(settings => settings.Password = "a-wrong-word").ShouldStartWith($"The database {Place} does not let the user 'tollgate' in, while looking at its schema: password authentication failed");

    [Fact]
    public void No_such_database() => Refused(settings => settings.Database = "nowhere").ShouldBe($"There is no database 'nowhere' at {Place[..Place.IndexOf('/')]}/nowhere. Make it first: CREATE DATABASE \"nowhere\".");

    [Fact]
    public void Nobody_there()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        string message = Refused(settings => settings.Port = port);
        message.ShouldStartWith($"The database 127.0.0.1:{port}/");
        message.ShouldContain("cannot be reached, while looking at its schema:");
        message.ShouldEndWith("Check that it runs and that host and port are right.");
    }

    [Fact]
    public void Somebody_there_who_does_not_answer()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        Refused(settings => (settings.Port, settings.Timeout) = (((IPEndPoint)silent.LocalEndpoint).Port, 1)).ShouldContain("did not answer in time");
    }

    [Fact]
    public void Read_only()
    {
        Open(_connection, "first").Dispose();
        PostgresForTests.Ask(_connection, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$");
        NpgsqlConnection.ClearAllPools();
        Refused(_ => { }, "first").ShouldStartWith($"The database {Place} takes no writes, while claiming it: cannot execute INSERT in a read-only transaction");
    }

    [Fact]
    public void Out_of_connections()
    {
        string role = PostgresForTests.NewRole(_connection, "CONNECTION LIMIT 0");
        string message = Should.Throw<JournalUnavailableException>(() => Open(role, "folder")).Message;
        message.ShouldContain("has no connection left, while looking at its schema: too many connections for role");
        message.ShouldContain("Raise its max_connections");
    }

    [Fact]
    public void Another_installations()
    {
        string first;
        using (PostgresStore store = Open(_connection, "first"))
            first = store.Folder.InstallationId;
        string message = Refused(_ => { });
        message.ShouldStartWith($"{Place} belongs to the installation {first}, and the data folder to ");
        message.ShouldEndWith("Name the data folder of that installation (--data), or another database (--store).");
    }

    [Fact]
    public void The_right_installation_with_another_secret()
    {
        Open(_connection, "first").Dispose();
        File.WriteAllBytes(_folder.File("first/secret"), new byte[32]);
        Refused(_ => { }, "first").ShouldContain("Restore its file 'secret' from a backup");
    }

    [Fact]
    public void A_newer_program_was_there()
    {
        Open(_connection, "first").Dispose();
        PostgresForTests.Ask(_connection, "INSERT INTO tollgate.migration (version, name) VALUES (99, 'of-tomorrow')");
        Refused(_ => { }, "first").ShouldContain("was migrated by a newer Tollgate (its schema is 99,");
        Should.Throw<JournalMismatchException>(() => PostgresStoreReader.Open(PostgresAddress.Parse(_connection))).Message.ShouldContain("newer Tollgate");
    }

    [Fact]
    public void A_pooler_that_gives_another_session_for_each_transaction()
    {
        PostgresAddress address = PostgresAddress.Parse(_connection);
        using PostgresDatabase database = new(address);
        string message = Should.Throw<JournalUnavailableException>(() => database.Read("appending block 7", connection => connection.Run("EXECUTE prepared_elsewhere"))).Message;
        message.ShouldStartWith($"The database {address} does not know what was prepared in it, while appending block 7: ");
        message.ShouldEndWith("A pooler that pools transactions stands between; name the database itself, or a pooler that gives whole sessions.");
    }

    [Fact]
    public void Nothing_to_read_yet() =>
        Should.Throw<JournalMismatchException>(() => PostgresStoreReader.Open(PostgresAddress.Parse(_connection))).Message.ShouldBe($"{Place} holds no installation yet. Start a server on it first.");

    [Fact]
    public void A_database_that_acknowledges_too_early_is_told_aloud()
    {
        using (PostgresStore store = Open(_connection, "first"))
            store.Warnings.ShouldNotContain(warning => warning.Contains("synchronous_commit", StringComparison.Ordinal));
        PostgresForTests.Ask(_connection, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$");
        NpgsqlConnection.ClearAllPools();
        using PostgresStore careless = Open(_connection, "first");
        careless.Warnings.ShouldContain("synchronous_commit is off for this user or database: work that was acknowledged is lost when the database crashes. Set it to on.");
        // The tests' own server, which needs to survive nothing.
        careless.Warnings.ShouldContain(warning => warning.StartsWith("fsync is off", StringComparison.Ordinal));
    }

    [Fact]
    public void A_standby_that_is_not_waited_for_is_told_aloud()
    {
        using PrivatePostgres server = PrivatePostgres.Start(_folder.File("postgres"), durable: false, "synchronous_standby_names=elsewhere", "synchronous_commit=local");
        using PostgresStore careless = Open(server.CreateDatabase("tollgate"), "first");
        careless.Warnings.ShouldContain(warning => warning.Contains("does not wait until the standby has a block on its disk", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Host=db;Pasword=secret-word", "cannot be read")]
    [InlineData("Password=secret-word", "names no host")]
    [InlineData("postgres://u:secret-word@", "cannot be read")]
    [InlineData("Host=db;Password=secret-word;Target Session Attributes=primary", "cannot be used: Target Session Attributes")]
    [InlineData("Host=db;Password=secret-word;Minimum Pool Size=20", "cannot be used: Connection can't have 'Max Pool Size' 16 under 'Min Pool Size' 20.")]
    [InlineData("Host=db;Password=secret-word;Multiplexing=true", "sets Multiplexing")]
    [InlineData("Host=db;Password=secret-word;Port=99999", "names the port 99999; one is a number from 1 to 65535.")]
    [InlineData("oracle", "'oracle' is no store. There are: sqlite (the default)")]
    public void What_names_no_store(string text, string reason)
    {
        string message = Should.Throw<StoreException>(() => StoreAddress.Parse(text)).Message;
        message.ShouldContain(reason);
        message.ShouldNotContain("secret-word");
    }

    [Theory]
    [InlineData("Host=db.example.com;Database=tg;Username=app;Password=secret-word", "db.example.com:5432/tg")]
    [InlineData("postgres://app:secret%2Dword@db.example.com:5433/tg?sslmode=require", "db.example.com:5433/tg")]
    [InlineData("postgresql://app@db.example.com/tg", "db.example.com:5432/tg")]
    public void An_address_is_told_without_its_password(string text, string told) => StoreAddress.Parse(text).Postgres!.ToString().ShouldBe(told);

    [Theory]
    [InlineData("Host=one,two", "primary")]
    [InlineData("Host=one,two;Target Session Attributes=prefer-standby", "prefer-standby")]
    [InlineData("Host=one", null)]
    public void Of_several_hosts_the_primary_is_asked_unless_something_else_is_said(string text, string? attributes) =>
        new NpgsqlConnectionStringBuilder(PostgresAddress.Parse(text).Pooled).TargetSessionAttributes.ShouldBe(attributes);

    private PostgresStore Open(string connection, string folder) => PostgresStore.Open(_folder.File(folder), PostgresAddress.Parse(connection));

    private string Refused(Action<NpgsqlConnectionStringBuilder> change, string folder = "folder")
    {
        NpgsqlConnectionStringBuilder settings = new(_connection);
        change(settings);
        string message = Should.Throw<JournalException>(() => Open(settings.ConnectionString, folder)).Message;
        message.ShouldNotContain(settings.Password!);
        return message;
    }
}
