using Tollgate.Engine;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Requests;
using Tollgate.Storage.Index;
using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Tests.Index;

/// <summary>An index over a journal in memory, with the loop's part done by hand: facts, blocks, failures, restarts.</summary>
internal sealed class IndexRig : IDisposable
{
    public const int WindowDays = 10;
    public const long Day = 86_400_000_000;
    public const long Start = 20_000 * Day;

    public static readonly JournalIdentity Identity = new("0123456789abcdef0123456789abcdef", StreamId.OfShard("test", 0));
    public static readonly IndexKeys Keys = new(new byte[32]);

    private readonly IndexLimits _limits;
    private readonly List<Fact> _open = [];

    public IndexRig(IRunFiles? files = null, IndexLimits? limits = null, MemoryJournalStore? store = null)
    {
        Files = files ?? new MemoryRunFiles();
        _limits = limits ?? new(Ids: 50, Blocks: 40);
        Journal = MemoryJournal.Open(store ?? new MemoryJournalStore(Identity), Identity);
        Index = new(Keys, Files, _limits);
        Index.Open(Journal);
        if (Journal.Head.Seq >= 0)
        {
            Catch();
            return;
        }

        Add(new ControlAdopted(new(0, 0), new EnvironmentCreated("test", EnvironmentKind.Test, new(Start), WindowDays, 24, new(Start))));
        Write();
    }

    public MemoryJournal Journal { get; }

    public IRunFiles Files { get; set; }

    public IdIndex Index { get; private set; }

    /// <summary>The environment's clock, in microseconds.</summary>
    public long Now { get; set; } = Start;

    /// <summary>Why the last opening could not use the files.</summary>
    public string? Refused { get; private set; }

    public int Open => _open.Count;

    public static IndexKey KeyOf(string id) => Keys.OfUsageEvent("acct_1", "api", id);

    public FactPosition Add(Fact fact, IndexKey? key = null)
    {
        var at = new FactPosition(Journal.Head.Seq + 1, _open.Count);
        _open.Add(fact);
        Index.Add(fact, at, key);
        return at;
    }

    public FactPosition Count(string id, long? time = null, string account = "acct_1") =>
        Add(new UsageCounted(SampleFacts.Usage with { Id = id, Source = "api", AccountId = account, Time = new(time ?? Now) }, new(Now), false, []));

    public FactPosition Repeat(string id, FactPosition first) => Add(new UsageRepeated("acct_1", "api", id, new(Now), first, null));

    public FactPosition Keep(string key) => Add(new AnswerKept(key, "", 200, "", new(Now)));

    /// <summary>Makes the open block durable.</summary>
    public void Write()
    {
        using var encoder = new BlockEncoder(Identity.Stream);
        foreach (Fact fact in _open)
            encoder.Add(fact);
        _open.Clear();
        using EncodedBlock block = encoder.Close(Journal.Head, new(Now));
        Index.Commit(Journal.Append(block), new(Now));
    }

    /// <summary>The open block is lost.</summary>
    public void Lose()
    {
        _open.Clear();
        Index.Discard();
    }

    public void Restart()
    {
        _open.Clear();
        Index.Dispose();
        Index = new(Keys, Files, _limits);
        Refused = Index.Open(Journal);
        Catch();
    }

    public void Rest()
    {
        while (Index.Step() is not null)
        {
        }
    }

    public void Dispose() => Index.Dispose();

    private void Catch()
    {
        foreach (EncodedBlock encoded in Journal.Read(Index.CommittedSeq + 1))
        {
            using EncodedBlock bytes = encoded;
            Index.Play(BlockDecoder.Decode(bytes));
        }
    }
}
