using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Sqlite;

/// <summary>Reads the journal files of a data folder, also while a server writes them; no lock is taken.</summary>
/// <param name="root">The data folder.</param>
public sealed class SqliteStoreReader(string root) : IStoreReader
{
    public string Description => $"SQLite {SqliteLibrary.Version} in {root}";

    /// <exception cref="DataFolderException">There is no installation.</exception>
    public IReadOnlyList<StreamId> Streams()
    {
        string environments = Path.Combine(root, "environments");
        if (!Directory.Exists(environments))
            throw new DataFolderException($"There is no installation in {root}. Name its data folder with --data, and its store with --store when it is in PostgreSQL.");
        List<StreamId> streams = [];
        foreach (string file in Directory.GetFiles(environments, "*.db", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileNameWithoutExtension(file)}";
            if (StreamId.TryParse(name, out StreamId stream))
                streams.Add(stream);
        }

        return streams;
    }

    /// <exception cref="DataFolderException">There is no installation.</exception>
    public IJournalReader OpenReader(StreamId stream) =>
        SqliteJournalReader.Open(DataFolder.JournalPath(root, stream), new(DataFolder.ReadInstallationId(root), stream));

    public IRunFiles OpenIndex(StreamId stream, string folder) => new FolderRunFiles(folder);

    public void Dispose()
    {
    }
}
