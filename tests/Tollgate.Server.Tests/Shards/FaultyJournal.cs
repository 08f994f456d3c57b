using System.Collections.Concurrent;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Tests.Shards;

/// <summary>A journal in memory whose writes can be held up and made to fail.</summary>
internal sealed class FaultyJournal(MemoryJournal journal) : IJournal
{
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private readonly ConcurrentQueue<(Exception Error, bool YetWritten)> _faults = new();

    public static JournalIdentity IdentityOf(StreamId stream) => new("0123456789abcdef0123456789abcdef", stream);

    public static MemoryJournalStore Store(StreamId stream) => new(IdentityOf(stream));

    public static FaultyJournal On(MemoryJournalStore store, StreamId stream) => new(MemoryJournal.Open(store, IdentityOf(stream)));

    public int Appends { get; private set; }

    /// <summary>While it is set, taking over fails like this.</summary>
    public Exception? TakeOverFails { get; set; }

    /// <summary>While it is set, reading fails like this.</summary>
    public Exception? ReadFails { get; set; }

    public JournalIdentity Identity => journal.Identity;

    public Head Head => ReadFails is null ? journal.Head : throw ReadFails;

    public void Hold() => _open.Reset();

    public void LetGo() => _open.Set();

    public void FailNext(Exception error, bool yetWritten = false) => _faults.Enqueue((error, yetWritten));

    public Head TakeOver() => TakeOverFails is null ? journal.TakeOver() : throw TakeOverFails;

    public Head Append(EncodedBlock block)
    {
        _open.Wait();
        Appends++;
        if (!_faults.TryDequeue(out (Exception Error, bool YetWritten) fault))
            return journal.Append(block);
        if (fault.YetWritten)
            journal.Append(block);
        throw fault.Error;
    }

    public EncodedBlock? ReadBlock(long seq) => ReadFails is null ? journal.ReadBlock(seq) : throw ReadFails;

    public IEnumerable<EncodedBlock> Read(long fromSeq) => ReadFails is null ? journal.Read(fromSeq) : throw ReadFails;

    public Checkpointed Checkpoint() => default;

    public void Dispose()
    {
    }
}
