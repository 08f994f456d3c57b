using Tollgate.Storage.Postgres.Private;

namespace Tollgate.Bench.World;

/// <summary>A PostgreSQL of our own with its settings as they come, so with fsync, in a folder of its own.</summary>
internal sealed class PostgresServer : IDisposable
{
    private const string FolderName = "postgres";

    private readonly TemporaryFolder _folder = new();
    private readonly PrivatePostgres _server;

    public PostgresServer(string database)
    {
        _server = PrivatePostgres.Start(Path.Combine(_folder.Path, FolderName));
        ConnectionString = _server.CreateDatabase(database);
        Leftovers.Add(this);
    }

    public string ConnectionString { get; }

    /// <summary>Where the server's user cannot enter a folder, its cluster lies elsewhere, with a link to it.</summary>
    public static void RemoveOutside(string folder)
    {
        var link = new DirectoryInfo(Path.Combine(folder, FolderName));
        if (link.LinkTarget is null)
            return;
        if (link.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } cluster)
            Directory.Delete(cluster.FullName, recursive: true);
        link.Delete();
    }

    public void Dispose()
    {
        if (!Leftovers.Remove(this))
            return;
        _server.Dispose();
        RemoveOutside(_folder.Path);
        _folder.Dispose();
    }
}
