using System.Collections.Concurrent;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

/// <summary>The thread that compresses, hashes and appends a stream's blocks, in order, as <see cref="BlockAppender"/> has it.</summary>
internal sealed class BlockWriter(StreamId stream, BlockAppender appender)
{
    private readonly BlockingCollection<Work> _work = [];
    private Thread? _thread;

    /// <summary>Either a head to go on from, or a block.</summary>
    private readonly record struct Work(Head? GoOn, ClosedBlock? Block);

    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = $"{stream} writer" };
        _thread.Start();
    }

    public void GoOn(Head head) => _work.Add(new Work(head, null));

    public void Write(ClosedBlock block) => _work.Add(new Work(null, block));

    /// <inheritdoc cref="BlockAppender.Note"/>
    public void Note(Checkpointed checkpoint) => appender.Note(checkpoint);

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
                appender.GoOn(head);
            else
                appender.Write(work.Block!);
        }
    }
}
