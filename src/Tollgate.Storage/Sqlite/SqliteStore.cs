using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;
using Tollgate.Storage.Projections.Sqlite;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Storage.Sqlite;

/// <summary>The embedded store: everything in files of the data folder.</summary>
public sealed class SqliteStore : IStore
{
    private readonly SqliteStoreReader _reader;

    private SqliteStore(DataFolder folder)
    {
        Folder = folder;
        _reader = new(folder.Root);
    }

    public DataFolder Folder { get; }

    public string Description => _reader.Description;

    public IReadOnlyList<string> Warnings => [];

    /// <summary>Opens the data folder for the one server, and makes it when it is not there.</summary>
    /// <inheritdoc cref="DataFolder.Open"/>
    public static SqliteStore Open(string path) => new(DataFolder.Open(path));

    public IReadOnlyList<string> Environments() => Folder.Environments();

    public void CreateEnvironment(string environment) => Folder.CreateEnvironment(environment);

    public IReadOnlyList<StreamId> Streams() => _reader.Streams();

    public IJournalReader OpenReader(StreamId stream) => _reader.OpenReader(stream);

    public IJournal OpenJournal(StreamId stream) => SqliteJournal.Open(Folder.JournalPath(stream), Identity(stream));

    public ISnapshots OpenSnapshots(StreamId stream) => new SnapshotStore(Folder.SnapshotsPath(stream), Identity(stream));

    public ProjectionStore OpenProjections(string environment) =>
        SqliteProjections.Open(Folder.ProjectionsPath(environment), Folder.InstallationId, environment);

    public string IndexFolder(StreamId stream) => Folder.IndexPath(stream);

    public void Dispose() => Folder.Dispose();

    private JournalIdentity Identity(StreamId stream) => new(Folder.InstallationId, stream);
}
