using Tollgate.Server.Tests.Cli;
using Tollgate.Storage.Postgres.Private;

namespace Tollgate.Server.Tests.BadDays;

/// <summary>A server whose database stops and comes back, and the verbs that go with a database.</summary>
public sealed class DatabaseGoneTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "tollgate-gone-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task It_refuses_while_the_database_is_gone_and_goes_on_by_itself()
    {
        PostgresForTests.UseUnpacked();
        using PrivatePostgres postgres = PrivatePostgres.Start(_folder, durable: false);
        string connection = postgres.CreateDatabase("tollgate");
        await using ServerProcess server = await ServerProcess.Start("--store", connection);
        Caller caller = new(new HttpClient { BaseAddress = server.Url }, server.Key("test"));
        (await caller.Post("/v1/accounts", """{"id":"before"}""")).Status.ShouldBe(201);

        (await caller.Get("/readyz")).Status.ShouldBe(200);

        postgres.Stop();
        // Nobody has written since: only the probe notices.
        await Running.Until(async () => (await caller.Get("/readyz")).At("store") == "away");
        (await caller.Get("/readyz")).Status.ShouldBe(503);
        Answered cut = await caller.Post("/v1/accounts", """{"id":"during"}""");
        (cut.Status, cut.Code).ShouldBe((503, "outcome_unknown"));
        Answered refused = await caller.Post("/v1/accounts", """{"id":"during"}""");
        (refused.Status, refused.Code).ShouldBe((503, "storage_unavailable"));
        refused.Text.ShouldContain($"The database 127.0.0.1:{postgres.Port}/tollgate cannot be reached");

        postgres.Start();
        await Running.Until(async () => (await caller.Post("/v1/accounts", """{"id":"during"}""")).Status is 201 or 409);
        (await caller.Get("/v1/accounts/before")).Status.ShouldBe(200);
        await Running.Until(async () => (await caller.Get("/readyz")).Status == 200);

        Said verified = await Terminal.Run("journal", "verify", "--data", server.Data, "--store", connection, "--stream", "test/control");
        verified.Out.ShouldContain("sound   test/control");
        (await server.Stop()).ShouldBe(0);
        server.Output.ShouldContain($"The store is PostgreSQL 15");
        server.Output.ShouldNotContain(new Npgsql.NpgsqlConnectionStringBuilder(connection).Password!);
    }

    [Fact]
    public async Task A_server_starts_as_a_role_that_the_owner_gave_rights()
    {
        string owner = PostgresForTests.NewDatabase();
        string app = PostgresForTests.NewRole(owner);
        string name = new Npgsql.NpgsqlConnectionStringBuilder(app).Username!;
        Said early = await Terminal.Run("serve", "--port", "0", "--data", Path.Combine(_folder, "early"), "--store", app);
        early.ExitCode.ShouldBe(1);
        early.Error.ShouldContain($"Let the owner of the database run: tollgate store migrate --store \"...\" --app {name}");

        Said migrated = await Terminal.Run("store", "migrate", "--store", owner, "--app", name);
        migrated.ExitCode.ShouldBe(0, migrated.ToString());
        migrated.Out.ShouldContain("Migrated to 1: journal");
        migrated.Out.ShouldContain($"{name} has the rights of the server");
        await using ServerProcess server = await ServerProcess.Start("--store", app);
        using HttpClient live = server.Client(server.Key("live"));
        using HttpResponseMessage made = await live.PostAsync("/v1/environments", new StringContent("""{"id":"another","kind":"test","clock":"2025-06-01T00:00:00Z"}""", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        ((int)made.StatusCode).ShouldBe(201);
        (await server.Stop()).ShouldBe(0);
        server.Output.ShouldNotContain("secret-word");
    }

    [Fact]
    public async Task The_private_one_goes_on_with_its_folder()
    {
        await using ServerProcess server = await ServerProcess.Start("--store", "postgres");
        string key = server.Key("test");
        (await new Caller(new HttpClient { BaseAddress = server.Url }, key).Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        await server.Kill();
        await server.Start();
        (await new Caller(new HttpClient { BaseAddress = server.Url }, key).Get("/v1/accounts/acme")).Status.ShouldBe(200);
        (await server.Stop()).ShouldBe(0);
        Said verified = await Terminal.Run("journal", "verify", "--data", server.Data, "--store", "postgres");
        verified.Out.ShouldContain("sound   test/control");
        RemoveLinked(server.Data);
    }

    /// <summary>What root's private server keeps outside of a folder that its user cannot enter.</summary>
    private static void RemoveLinked(string data)
    {
        if (Directory.ResolveLinkTarget(Path.Combine(data, "postgres"), returnFinalTarget: true) is { } outside)
            Directory.Delete(outside.FullName, recursive: true);
    }
}
