using Tollgate.Storage.Deliveries;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Storage.Installation;

/// <summary>
/// Where an installation's journals, and what is made from them, are kept. The data folder stays beside every store: its lock, the
/// installation's id and secret, and the high-water marks, which tell that a store has gone backwards only while they lie outside of it.
/// </summary>
/// <remarks>What it opens belongs to the caller, who disposes it before the store.</remarks>
public interface IStore : IStoreReader
{
    DataFolder Folder { get; }

    /// <summary>As <see cref="StoreAddress.Place"/> names it.</summary>
    string Place { get; }

    /// <summary>Whether the installation may be served from here.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be read or written.</exception>
    /// <exception cref="DataFolderException">Likewise.</exception>
    StoreStanding Standing { get; set; }

    /// <summary>The commands that remove what is here, once the installation lives elsewhere; for people.</summary>
    string Removal { get; }

    /// <summary>What an operator should know about how this store is set up, as sentences; for the log, at start.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>The environments that were begun, in ordinal order. Whether one was finished, its control stream knows.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be read.</exception>
    IReadOnlyList<string> Environments();

    /// <summary>Makes the place of an environment when it is not there.</summary>
    /// <exception cref="DataFolderException">Its folder cannot be made.</exception>
    /// <exception cref="JournalException">Its place in the store cannot be made.</exception>
    void CreateEnvironment(string environment);

    /// <summary>Opens a stream for its owner, and makes it when it is not there.</summary>
    /// <exception cref="JournalException">It cannot be opened, is another's, or is not what was written.</exception>
    IJournal OpenJournal(StreamId stream);

    /// <summary>Opens a stream to take in what another store has of it, and makes it when it is not there.</summary>
    /// <exception cref="JournalException">It cannot be opened, is another's, or is not what was written.</exception>
    IJournalIntake OpenIntake(StreamId stream);

    ISnapshots OpenSnapshots(StreamId stream);

    /// <exception cref="ProjectionsUnavailableException">They cannot be opened.</exception>
    ProjectionStore OpenProjections(string environment);

    /// <exception cref="DeliveriesUnavailableException">They cannot be opened.</exception>
    DeliveryStore OpenDeliveries(string environment);

    /// <summary>The files of a stream's index, in the data folder or with copies there.</summary>
    /// <exception cref="JournalException">The store cannot be read or written.</exception>
    IRunFiles OpenIndex(StreamId stream);
}

/// <summary>Reads the journals of an installation beside whoever writes them. It changes nothing.</summary>
public interface IStoreReader : IDisposable
{
    /// <summary>Which store it is, with the version of its software, for people; it holds no password.</summary>
    string Description { get; }

    /// <summary>Every stream there is, in order.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be read.</exception>
    IReadOnlyList<StreamId> Streams();

    /// <exception cref="JournalException">It cannot be opened, or is another's.</exception>
    IJournalReader OpenReader(StreamId stream);

    /// <summary>The files of a stream's index.</summary>
    /// <param name="folder">Where they lie, or copies of them; see <see cref="DataFolder.IndexPath(string, StreamId)"/>.</param>
    /// <exception cref="JournalException">There is no such stream, or it cannot be read.</exception>
    IRunFiles OpenIndex(StreamId stream, string folder);
}
