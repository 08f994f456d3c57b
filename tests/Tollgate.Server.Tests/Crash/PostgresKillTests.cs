using Tollgate.Storage.Postgres.Private;

namespace Tollgate.Server.Tests.Crash;

/// <summary>
/// The same on PostgreSQL, a durable one of its own. By turns the server is killed, the database under it, and both; a server whose database
/// comes back goes on by itself.
/// </summary>
[Collection(nameof(Alone))]
public sealed class PostgresKillTests : KillTests, IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "tollgate-crash-" + Guid.NewGuid().ToString("N"));
    private readonly PrivatePostgres _postgres;
    private int _strikes;

    public PostgresKillTests()
    {
        PostgresForTests.UseUnpacked();
        _postgres = PrivatePostgres.Start(_folder);
        Store = ["--store", _postgres.CreateDatabase("tollgate")];
    }

    protected override int Kills => 6;

    protected override string[] Store { get; }

    public void Dispose()
    {
        _postgres.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    protected override void DropProjections(ServerProcess server)
    {
        PostgresForTests.Ask(Store[1], "SELECT count(*) FROM tollgate_crash.contract").ShouldNotBe(0L);
        PostgresForTests.Ask(Store[1], "SELECT tollgate.drop_projections('crash')");
        PostgresForTests.Ask(Store[1], "SELECT to_regnamespace('tollgate_crash') IS NULL").ShouldBe(true);
    }

    protected override async Task Strike(ServerProcess server, bool last)
    {
        bool database = ++_strikes % 3 != 1;
        bool process = _strikes % 3 != 2 || last;
        if (database)
            _postgres.Kill();
        if (process)
            await server.Kill();
        if (database)
            _postgres.Start();
        if (process)
            await server.Start();
    }
}
