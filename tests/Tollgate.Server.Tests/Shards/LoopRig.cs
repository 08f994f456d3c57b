using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Engine;
using Tollgate.Server.Shards;
using Tollgate.Storage.HighWater;
using Tollgate.Storage.Index;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Snapshots;

namespace Tollgate.Server.Tests.Shards;

/// <summary>A shard with its real threads, over a journal in memory whose writes the test can hold up and break.</summary>
internal sealed class LoopRig : IAsyncDisposable
{
    private static readonly StreamId Stream = StreamId.OfShard("test", 0);

    private readonly TemporaryFolder _folder;
    private readonly bool _ownsFolder;
    private readonly StreamHost<Books> _host;

    public LoopRig(MemoryJournalStore? store = null, IReadOnlyList<BlockFeed>? feeds = null, TemporaryFolder? folder = null)
    {
        _ownsFolder = folder is null;
        _folder = folder ?? new TemporaryFolder();
        Store = store ?? FaultyJournal.Store(Stream);
        Journal = FaultyJournal.On(Store, Stream);
        Snapshots = new SnapshotStore(Path.Combine(_folder.Path, "snapshots"), Journal.Identity);
        var storage = new StreamStorage(Journal, Snapshots, new HighWaterMark(Path.Combine(_folder.Path, "marks"), Stream), new MemoryRunFiles());
        var around = new StreamSurroundings(new IndexKeys(new byte[32]), TimeProvider.System, NullLogger.Instance, Stopped.SetResult);
        _host = new StreamHost<Books>(storage, () => new Books(), StateDigest.Of, feeds ?? [], around);
    }

    public MemoryJournalStore Store { get; }

    public FaultyJournal Journal { get; }

    public SnapshotStore Snapshots { get; }

    public TaskCompletionSource<Exception> Stopped { get; } = new();

    public StreamLoop<Books> Loop => _host.Loop;

    public Replayer<Books> Replayer => _host.Replayer;

    public StreamHealth Health => _host.Health;

    public static async Task<LoopRig> WithWorld(IReadOnlyList<BlockFeed>? feeds = null, TemporaryFolder? folder = null)
    {
        var rig = new LoopRig(null, feeds, folder);
        rig.Start();
        await rig.Loop.Submit(new Submission([.. World.Adopted, World.Contract()]));
        return rig;
    }

    public LoopRig Start()
    {
        _host.CheckMark();
        _host.Start();
        return this;
    }

    public async Task<string> Used() => await Loop.Read((books, _) => World.Used(books).ToString());

    public async Task Replayed()
    {
        while (Health.LagBlocks > 0)
            await Task.Delay(5);
    }

    public async ValueTask DisposeAsync()
    {
        Journal.LetGo();
        await _host.DisposeAsync();
        if (_ownsFolder && Directory.Exists(_folder.Path))
            _folder.Dispose();
    }
}
