using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Engine;
using Tollgate.Engine.Time;
using Tollgate.Server.Shards;
using Tollgate.Storage.Index;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Tests.Shards;

/// <summary>A core with everything around it done by hand, on the test's own thread, over a journal in memory.</summary>
internal sealed class CoreRig
{
    private readonly MemoryJournal _journal;
    private readonly StreamLoader<Books> _loader;
    private readonly List<ClosedBlock> _handedOver = [];

    public CoreRig(MemoryJournalStore? store = null)
    {
        Store = store ?? new MemoryJournalStore(Identity);
        _journal = MemoryJournal.Open(Store, Identity);
        _loader = new StreamLoader<Books>(_journal, null, () => new Books(), NullLogger.Instance);
        Core = new StreamCore<Books>(Identity.Stream, Ids, NullLogger.Instance);
        Load();
    }

    public static JournalIdentity Identity { get; } = new("0123456789abcdef0123456789abcdef", StreamId.OfShard("test", 0));

    public MemoryJournalStore Store { get; }

    public IdIndex Ids { get; } = new(new IndexKeys(new byte[32]));

    public StreamCore<Books> Core { get; }

    public IJournal Journal => _journal;

    public RecordedAt Real { get; set; } = World.Now;

    /// <summary>Blocks that the core has closed and nobody has written.</summary>
    public int WithWriter => _handedOver.Count;

    public static CoreRig WithWorld()
    {
        var rig = new CoreRig();
        rig.Submit([.. World.Adopted, World.Contract()]);
        rig.WriteAll();
        return rig;
    }

    public Task<Decided> Submit(params Command[] commands) => Submit(new Submission(commands));

    public Task<Decided> Submit(Submission submission)
    {
        var turn = new SubmissionTurn(submission);
        Core.Take(turn, Real);
        Rest();
        return turn.Done;
    }

    public Task<T> Read<T>(Func<Books, T> ask, bool atOnce = false)
    {
        var question = new Question<Books, T>((books, _) => ask(books), atOnce);
        Core.Take(question, Real);
        Rest();
        return question.Done;
    }

    /// <summary>Writes the oldest block.</summary>
    public void Write()
    {
        Head head = Append();
        Core.Committed(head);
        Core.Continue(Real);
        Rest();
    }

    public void WriteAll()
    {
        while (_handedOver.Count > 0)
            Write();
    }

    /// <summary>The oldest block fails; with it all behind it are lost.</summary>
    public void Fail(Exception error, bool yetWritten = false)
    {
        if (yetWritten)
            Append();
        _handedOver.Clear();
        Core.Failed(error);
    }

    public void Load()
    {
        Head head = _journal.TakeOver();
        LoadedState<Books> loaded = _loader.Load(head.Seq, Ids);
        Core.Loaded(loaded.State, head, loaded.ClosedAt);
        Core.Continue(Real);
        Rest();
    }

    /// <summary>The state that the journal alone leads to.</summary>
    public Books Replayed() => _loader.Load(_journal.Head.Seq).State;

    /// <summary>Another process on the same journal.</summary>
    public CoreRig Restart() => new(Store);

    private void Rest()
    {
        Core.CloseIfFree(nothingElse: true, Real);
        while (Core.TryNextBlock(out ClosedBlock block))
            _handedOver.Add(block);
    }

    private Head Append()
    {
        using EncodedBlock block = _handedOver[0].Encode(Core.Head);
        _handedOver.RemoveAt(0);
        return _journal.Append(block);
    }
}
