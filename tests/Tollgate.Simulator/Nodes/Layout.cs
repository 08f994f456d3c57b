using Tollgate.Engine;
using Tollgate.Engine.Environments;
using Tollgate.Server.Shards;
using Tollgate.Simulator.World;
using Tollgate.Storage.Index;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.Nodes;

/// <summary>How large the simulated installation is, and how its streams are tuned. Drawn from the seed.</summary>
internal sealed class Layout
{
    private const string Installation = "0123456789abcdef0123456789abcdef";

    private static readonly IndexKeys Keys = new(new byte[32]);

    private readonly int _mostBlockBytes;
    private readonly int _mostControlBlockBytes;
    private readonly int _blocksBetweenSnapshots;
    private readonly bool _digestsInLoop;
    private readonly IndexLimits _indexLimits;

    public Layout(ulong seed)
    {
        Chance chance = Chance.Of(seed, 0x1A7);
        Environments = chance.Percent(20) ? ["live", "test"] : ["test"];
        Shards = chance.Percent(20) ? 2 : 1;
        Accounts = chance.Between(1, 6);
        MovableClock = chance.Percent(65);
        WindowDays = chance.Of([1, 3, 35, 400]);
        GraceHours = chance.Of([0, 1, 24, 240]);
        _mostBlockBytes = chance.Of([600, 2000, 8000, StreamCore<Books>.MostBlockBytes]);
        _blocksBetweenSnapshots = chance.Of([2, 5, 20, 4096]);
        _digestsInLoop = chance.Percent(70);
        // So small that what takes a busy day, sealing, merging and forgetting, happens within a run.
        _indexLimits = new IndexLimits(chance.Of([2, 6, 25, 100]), chance.Of([3, 50]), chance.Of([2, 20]), chance.Of([1, 4, 20, 1000]));
        // What is one block in the control stream is then several in a shard, so that its following can be cut off in between.
        _mostControlBlockBytes = chance.Percent(50) ? _mostBlockBytes : StreamCore<Register>.MostBlockBytes;
        HasLedger = Chance.Of(seed, 0x1EF5).Percent(60);
        // Few, so that grants and usage meet.
        if (HasLedger)
            Accounts = Math.Min(Accounts, 3);
    }

    public IReadOnlyList<string> Environments { get; }

    public int Shards { get; }

    public int Accounts { get; }

    public bool MovableClock { get; }

    /// <summary>Grants, reservations and exceptions are asked for, and limits are of every kind; the other runs are about everything else.</summary>
    public bool HasLedger { get; }

    public int WindowDays { get; }

    public int GraceHours { get; }

    public IEnumerable<StreamId> Streams => Environments.SelectMany(
        environment => Enumerable.Range(0, Shards).Select(i => StreamId.OfShard(environment, i)).Prepend(StreamId.Control(environment))
    );

    public JournalIdentity Identity(StreamId stream) => new(Installation, stream);

    public static string InstallationId => Installation;

    /// <summary>An account's home and zone, told from its number alone.</summary>
    public (int Shard, int Offset, string Entity) Home(int account) => (account % Shards, account % 3 == 1 ? 5 : 0, account % 2 == 0 ? "acme" : "umbrella");

    public SeatTerms<Register> ControlTerms(Node node) =>
        new(Keys, _indexLimits, () => new Register(), null, _ => true, _mostControlBlockBytes, _blocksBetweenSnapshots, stream => [node.Rows.Feed(stream)]);

    public SeatTerms<Books> ShardTerms(Node node) =>
        new(Keys, _indexLimits, () => new Books(), StateDigest.Of, _ => _digestsInLoop, _mostBlockBytes, _blocksBetweenSnapshots, stream => [node.Rows.Feed(stream)]);
}
