using System.Text;
using Tollgate.Storage.Deliveries;
using Tollgate.Storage.Deliveries.Sqlite;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;
using Tollgate.Storage.Projections.Sqlite;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Storage.Sqlite;

/// <summary>The embedded store: everything in files of the data folder.</summary>
public sealed class SqliteStore : IStore
{
    private const string StandingFile = "standing";

    private readonly SqliteStoreReader _reader;

    internal SqliteStore(DataFolder folder)
    {
        Folder = folder;
        _reader = new(folder.Root);
    }

    public DataFolder Folder { get; }

    public string Description => _reader.Description;

    public IReadOnlyList<string> Warnings => [];

    public string Place => StoreAddress.Embedded.Place;

    public string Removal => $"rm -rf {EnvironmentsFolder}/*/*.db* {EnvironmentsFolder}/*/snapshots {StandingPath}";

    /// <summary>Beside the environments, and not in one: a file that is there only while the installation is not at home.</summary>
    public StoreStanding Standing
    {
        get
        {
            try
            {
                string[] words = File.Exists(StandingPath) ? File.ReadAllText(StandingPath).Trim().Split(' ', 2) : ["home"];
                return words[0].Length > 0
                    ? StoreStanding.Parse(words[0], words.ElementAtOrDefault(1))
                    : throw new DataFolderException($"{StandingPath}, which says whether the installation was moved away from here, is empty. Restore it from a backup of this folder. When the installation lives here and was never moved away, remove the file.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DataFolderException($"{StandingPath}, which says whether the installation was moved away from here, cannot be read: {e.Message}", e);
            }
        }

        set
        {
            try
            {
                DurableFile.CreateFolder(EnvironmentsFolder);
                DurableFile.Replace(StandingPath, Encoding.UTF8.GetBytes($"{value.Word} {value.Other}".Trim() + "\n"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DataFolderException($"{StandingPath} cannot be written: {e.Message} Check its owner and rights and the free space.", e);
            }
        }
    }

    private string EnvironmentsFolder => Path.Combine(Folder.Root, "environments");

    private string StandingPath => Path.Combine(EnvironmentsFolder, StandingFile);

    /// <summary>Opens the data folder for the one server, and makes it when it is not there.</summary>
    /// <inheritdoc cref="DataFolder.Open"/>
    public static SqliteStore Open(string path) => new(DataFolder.Open(path));

    public IReadOnlyList<string> Environments() => Folder.Environments();

    public void CreateEnvironment(string environment) => Folder.CreateEnvironment(environment);

    public IReadOnlyList<StreamId> Streams() => Directory.Exists(EnvironmentsFolder) ? _reader.Streams() : [];

    public IJournalReader OpenReader(StreamId stream) => _reader.OpenReader(stream);

    public IJournal OpenJournal(StreamId stream) => SqliteJournal.Open(Folder.JournalPath(stream), Identity(stream));

    public IJournalIntake OpenIntake(StreamId stream) => SqliteIntake.Open(Folder.JournalPath(stream), Identity(stream));

    public ISnapshots OpenSnapshots(StreamId stream) => new SnapshotStore(Folder.SnapshotsPath(stream), Identity(stream));

    public ProjectionStore OpenProjections(string environment) =>
        SqliteProjections.Open(Folder.ProjectionsPath(environment), Folder.InstallationId, environment);

    public DeliveryStore OpenDeliveries(string environment) => SqliteDeliveries.Open(Folder.DeliveriesPath(environment), environment);

    public IRunFiles OpenIndex(StreamId stream) => OpenIndex(stream, Folder.IndexPath(stream));

    public IRunFiles OpenIndex(StreamId stream, string folder) => _reader.OpenIndex(stream, folder);

    public void Dispose() => Folder.Dispose();

    private JournalIdentity Identity(StreamId stream) => new(Folder.InstallationId, stream);
}
