using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Shards;

// What the loop's own thread does.
public sealed partial class StreamLoop<TState>
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private TimeSpan _pause = FirstPause;
    private long _failedAt;
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
            _core.Failed(error);
            _core.End(error);
            FailQueued();
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
        while (true)
        {
            _wake.Reset();
            RecordedAt real = Real();
            bool heard = HearNews();
            if (_core.Condition == CoreCondition.Lost || RetryIsDue())
                LoadAgain();
            _core.Continue(real);
            bool took = TakeTurn(real);
            _core.CloseIfFree(nothingElse: _turns.Reader.Count == 0, real);
            HandOver();
            if (heard || took || _core.Condition == CoreCondition.Lost)
                continue;
            if (_stopping && IsDone())
                break;
            Sleep();
        }

        _finalStateIsGood = _core.Condition is CoreCondition.Running;
        _core.End(Unavailable.Stopping());
        FailQueued();
        Messages.StreamClosed(log, Stream, Committed.Seq);
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

            _core.Committed(news.Durable);
            _committed = new CommittedHead(news.Durable);
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
            _wake.Wait(_pause);
        else
            _wake.Wait();
    }

    private bool RetryIsDue() =>
        _core.Condition is CoreCondition.Down or CoreCondition.ReadOnly && !_stopping && time.GetElapsedTime(_failedAt) >= _pause;

    private void LoadAgain()
    {
        long started = time.GetTimestamp();
        try
        {
            Load();
        }
        catch (JournalFullException) when (_core.Condition == CoreCondition.ReadOnly)
        {
            // Still full: the state that is there goes on answering questions.
        }
        catch (Exception error)
        {
            _core.LoadFailed(error);
        }

        if (_core.Condition == CoreCondition.Running)
        {
            _pause = FirstPause;
            Messages.StreamLoadedAgain(log, Stream, Committed.Seq, Committed.Epoch, (long)time.GetElapsedTime(started).TotalMilliseconds);
        }
        else if (_core.ClosedBy is { } why && _core.Condition != CoreCondition.Ended)
        {
            _failedAt = time.GetTimestamp();
            Messages.LoadFailed(log, why, Stream, (long)_pause.TotalMilliseconds);
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        }
    }

    /// <summary>Takes over, so that nobody else can append, and only then reads. With a full disk it only reads.</summary>
    private void Load()
    {
        Head head;
        Exception? refused = null;
        try
        {
            head = journal.TakeOver();
        }
        catch (JournalFullException full) when (_core.Condition != CoreCondition.ReadOnly)
        {
            refused = full;
            head = journal.Head;
        }

        LoadedState<TState> loaded = loader.Load(head.Seq, ids);
        _core.Loaded(loaded.State, head, loaded.ClosedAt, refused);
        _committed = new CommittedHead(head);
        if (refused is null)
            _writer!.GoOn(head);
        // A block whose outcome was unknown may have turned out to be there.
        BlockCommitted?.Invoke();
    }

    private void FailQueued()
    {
        while (_turns.Reader.TryRead(out Turn? turn))
            turn.Fail(Unavailable.Stopping());
    }
}
