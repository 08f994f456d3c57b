using System.Collections.Concurrent;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>
/// The thread that compresses, hashes and appends a stream's blocks, in order. After a failure it drops what comes, until it is told
/// upon which head to go on: nothing is ever written behind a block that was lost.
/// </summary>
/// <param name="committed">A block became durable. Called on this thread.</param>
/// <param name="failed">A block did not, or nobody knows; it and all behind it are dropped.</param>
internal sealed class BlockWriter(IJournal journal, TimeProvider time, Action<Head> committed, Action<long, Exception> failed)
{
    // The log of an embedded journal that has grown to this is begun anew between two appends, though that holds one commit up.
    private const long PagesBeforeNewLog = 32_768;

    private readonly BlockingCollection<Work> _work = [];
    private Thread? _thread;
    private Head? _head;
    private volatile bool _newLogWanted;

    /// <summary>Either a head to go on from, or a block.</summary>
    private readonly record struct Work(Head? GoOn, ClosedBlock? Block);

    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = $"{journal.Identity.Stream} writer" };
        _thread.Start();
    }

    public void GoOn(Head head) => _work.Add(new Work(head, null));

    public void Write(ClosedBlock block) => _work.Add(new Work(null, block));

    /// <summary>Tells what a checkpoint in the background has left.</summary>
    public void Note(Checkpointed checkpoint) => _newLogWanted |= checkpoint.PagesInLog >= PagesBeforeNewLog;

    /// <summary>Writes what is there, and ends.</summary>
    public void Stop()
    {
        _work.CompleteAdding();
        _thread?.Join();
        _work.Dispose();
    }

    private void Run()
    {
        foreach (Work work in _work.GetConsumingEnumerable())
        {
            if (work.GoOn is { } head)
                _head = head;
            else if (_head is { } before && before.Epoch == work.Block!.Epoch)
                Append(work.Block, before);
        }
    }

    private void Append(ClosedBlock closed, Head before)
    {
        try
        {
            BeginNewLog();
            long started = time.GetTimestamp();
            using EncodedBlock block = closed.Encode(before);
            Head after = journal.Append(block);
            _head = after;
            Measure(block, time.GetElapsedTime(started));
            committed(after);
        }
        catch (Exception error)
        {
            _head = null;
            failed(closed.Seq, error);
        }
    }

    private void BeginNewLog()
    {
        if (!_newLogWanted)
            return;
        journal.Checkpoint();
        _newLogWanted = false;
    }

    private void Measure(EncodedBlock block, TimeSpan took)
    {
        KeyValuePair<string, object?> tag = Instruments.Tag(journal.Identity.Stream);
        Instruments.Facts.Add(block.Header.FactCount, tag);
        Instruments.Blocks.Add(1, tag);
        Instruments.BlockBytes.Record(block.Length, tag);
        Instruments.CommitSeconds.Record(took.TotalSeconds, tag);
    }
}
