using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

// What the loop's own thread does.
public sealed partial class StreamLoop<TState>
{
    private bool _finalStateIsGood;

    private void RunGuarded()
    {
        try
        {
            Run();
        }
        catch (Exception error)
        {
            Messages.LoopFailed(log, error, Stream);
            lock (_driving)
            {
                _core.Failed(error);
                _core.End(error);
                FailQueued();
            }

            stopProcess(error);
        }
        finally
        {
            _writer!.Stop();
            _core.Dispose();
            _ended.TrySetResult();
        }
    }

    private void Run()
    {
        bool goOn = true;
        while (goOn)
        {
            _wake.Reset();
            bool busy;
            lock (_driving)
            {
                if (_mistake is { } mistake)
                    throw new InvalidOperationException("The loop failed on the thread of somebody who asked it.", mistake);
                busy = RoundOrMistake();
                goOn = busy || !(_stopping && IsDone());
                if (!goOn)
                    EndQuietly();
            }

            if (goOn && !busy)
                Sleep();
        }

        Messages.StreamClosed(log, Stream, Committed.Seq);
    }

    // Noted while the lock is still held, so that nobody drives on in between.
    private bool RoundOrMistake()
    {
        try
        {
            return Round();
        }
        catch (Exception mistake)
        {
            _mistake = mistake;
            throw;
        }
    }

    /// <summary>Does the next of all that there is to do, at most one turn.</summary>
    /// <returns>Whether there may be more.</returns>
    private bool Round()
    {
        RecordedAt real = Real();
        bool heard = HearNews();
        if (_reload!.IsDue(_stopping) && _reload.Again() is { } head)
            NoteLoaded(head);
        _core.Continue(real);
        bool took = TakeTurn(real);
        _core.CloseIfFree(nothingElse: _turns.Reader.Count == 0, real);
        HandOver();
        return heard || took || _core.Condition == CoreCondition.Lost;
    }

    private void EndQuietly()
    {
        _finalStateIsGood = _core.Condition is CoreCondition.Running;
        _core.End(Unavailable.Stopping());
        FailQueued();
    }

    private bool HearNews()
    {
        bool heard = false;
        while (_news.TryDequeue(out WriterNews news))
        {
            heard = true;
            if (news.Error is { } error)
            {
                Instruments.Reloads.Add(1, Instruments.Tag(Stream));
                if (error is JournalFencedException)
                    Messages.Fenced(log, error, Stream);
                _core.Failed(error);
                continue;
            }

            // Before any answer is let go: whoever has one reads at least up to it.
            _committed = new CommittedHead(news.Durable);
            _core.Committed(news.Durable);
            BlockCommitted?.Invoke();
        }

        return heard;
    }

    private bool TakeTurn(RecordedAt real)
    {
        if (!_core.CanTake || !_turns.Reader.TryRead(out Turn? turn))
            return false;
        _core.Take(turn, real);
        return true;
    }

    private void HandOver()
    {
        while (_core.TryNextBlock(out ClosedBlock block))
            _writer!.Write(block);
    }

    private bool IsDone() => _turns.Reader.Count == 0 && (_core.IsQuiet || _core.Condition is CoreCondition.Ended or CoreCondition.Down);

    private void Sleep()
    {
        if (_core.Condition is CoreCondition.Down or CoreCondition.ReadOnly)
            _wake.Wait(_reload!.Pause);
        else
            _wake.Wait();
    }

    private void NoteLoaded(Head head)
    {
        _committed = new CommittedHead(head);
        // A block whose outcome was unknown may have turned out to be there.
        BlockCommitted?.Invoke();
    }

    private void FailQueued()
    {
        while (_turns.Reader.TryRead(out Turn? turn))
            turn.Fail(Unavailable.Stopping());
    }
}
