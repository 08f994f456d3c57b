using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>
/// Appends a stream's blocks, in order: the rule of <see cref="BlockWriter"/>, without its thread. After a failure it drops what comes, until it
/// is told upon which head to go on: nothing is ever written behind a block that was lost.
/// </summary>
/// <param name="committed">A block became durable.</param>
/// <param name="failed">A block did not, or nobody knows; it and all behind it are dropped.</param>
internal sealed class BlockAppender(IJournal journal, TimeProvider time, Action<Head> committed, Action<long, Exception> failed)
{
    // The log of an embedded journal that has grown to this is begun anew between two appends, though that holds one commit up.
    private const long PagesBeforeNewLog = 32_768;

    private Head? _head;
    private volatile bool _newLogWanted;

    public void GoOn(Head head) => _head = head;

    /// <summary>Tells what a checkpoint in the background has left. For any thread.</summary>
    public void Note(Checkpointed checkpoint) => _newLogWanted |= checkpoint.PagesInLog >= PagesBeforeNewLog;

    public void Write(ClosedBlock block)
    {
        if (_head is { } before && before.Epoch == block.Epoch)
            Append(block, before);
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
