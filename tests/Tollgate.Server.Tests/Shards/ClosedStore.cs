using System.Collections.Concurrent;
using Tollgate.Storage.Deliveries;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Server.Tests.Shards;

/// <summary>
/// A store that can be closed under a server that runs: whoever then reads is refused and noted, and whoever appends a block waits until it is
/// opened again.
/// </summary>
internal sealed class ClosedStore(IStore store) : IStore
{
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private readonly ConcurrentBag<string> _refused = [];

    /// <summary>Who came while it was closed, as stack traces.</summary>
    public IReadOnlyCollection<string> Refused => _refused;

    public DataFolder Folder => store.Folder;

    public string Place => store.Place;

    public StoreStanding Standing
    {
        get => While(() => store.Standing);
        set => store.Standing = value;
    }

    public string Removal => store.Removal;

    public IReadOnlyList<string> Warnings => store.Warnings;

    public string Description => store.Description;

    public void Close() => _open.Reset();

    public void Open() => _open.Set();

    public IReadOnlyList<string> Environments() => While(store.Environments);

    public void CreateEnvironment(string environment) => store.CreateEnvironment(environment);

    public IJournal OpenJournal(StreamId stream) => new Journal(this, store.OpenJournal(stream));

    public IJournalIntake OpenIntake(StreamId stream) => store.OpenIntake(stream);

    public ISnapshots OpenSnapshots(StreamId stream) => new Snapshots(this, store.OpenSnapshots(stream));

    public ProjectionStore OpenProjections(string environment) => store.OpenProjections(environment);

    public DeliveryStore OpenDeliveries(string environment) => store.OpenDeliveries(environment);

    public IRunFiles OpenIndex(StreamId stream) => new RunFiles(this, store.OpenIndex(stream));

    public IRunFiles OpenIndex(StreamId stream, string folder) => new RunFiles(this, store.OpenIndex(stream, folder));

    public IReadOnlyList<StreamId> Streams() => While(store.Streams);

    public IJournalReader OpenReader(StreamId stream) => While(() => store.OpenReader(stream));

    public void Dispose()
    {
        _open.Set();
        store.Dispose();
    }

    private T While<T>(Func<T> ask)
    {
        Refuse();
        return ask();
    }

    private void Refuse()
    {
        if (_open.IsSet)
            return;
        _refused.Add(System.Environment.StackTrace);
        throw new JournalUnavailableException("The store is closed.");
    }

    private sealed class Journal(ClosedStore closed, IJournal journal) : IJournal
    {
        public JournalIdentity Identity => journal.Identity;

        public Head Head => closed.While(() => journal.Head);

        public Head TakeOver() => closed.While(journal.TakeOver);

        public Head Append(EncodedBlock block)
        {
            // Not for ever, so that a test which fails ends.
            closed._open.Wait(TimeSpan.FromMinutes(1));
            return journal.Append(block);
        }

        public EncodedBlock? ReadBlock(long seq) => closed.While(() => journal.ReadBlock(seq));

        public IEnumerable<EncodedBlock> Read(long fromSeq) => closed.While(() => journal.Read(fromSeq));

        public Checkpointed Checkpoint() => closed.While(journal.Checkpoint);

        public void Dispose() => journal.Dispose();
    }

    private sealed class Snapshots(ClosedStore closed, ISnapshots snapshots) : ISnapshots
    {
        public void Write(SnapshotPlace place, Action<Stream> write)
        {
            closed.Refuse();
            snapshots.Write(place, write);
        }

        public FoundSnapshot Find(IJournalReader journal) => closed.While(() => snapshots.Find(journal));
    }

    private sealed class RunFiles(ClosedStore closed, IRunFiles files) : IRunFiles
    {
        public IReadOnlyList<string> List() => closed.While(files.List);

        public IRunFile Open(string name) => new RunFile(closed, closed.While(() => files.Open(name)));

        public INewRunFile Create(string name) => closed.While(() => files.Create(name));

        public void Delete(string name)
        {
            closed.Refuse();
            files.Delete(name);
        }
    }

    private sealed class RunFile(ClosedStore closed, IRunFile file) : IRunFile
    {
        public long Length => file.Length;

        public void Read(long at, Span<byte> to)
        {
            closed.Refuse();
            file.Read(at, to);
        }

        public void Dispose() => file.Dispose();
    }
}
