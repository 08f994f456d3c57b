using Tollgate.Bench.World;
using Tollgate.Storage.Postgres.Private;

namespace Tollgate.Bench.Rivals;

/// <summary>A PostgreSQL of our own with its settings as they come, so with fsync, in a folder of its own.</summary>
internal sealed class PostgresServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PrivatePostgres _server;

    public PostgresServer()
    {
        _server = PrivatePostgres.Start(Path.Combine(_folder.Path, "postgres"));
        ConnectionString = _server.CreateDatabase("rival");
    }

    public string ConnectionString { get; }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }
}
