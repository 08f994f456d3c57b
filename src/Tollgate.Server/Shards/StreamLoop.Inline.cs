using System.Diagnostics.CodeAnalysis;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Shards;

// What others than the loop's own thread do, while nobody else drives it. Whatever they leave undone, the loop's thread is woken for.
public sealed partial class StreamLoop<TState>
{
    // Whoever brings more is not the one to make others wait for it.
    private const int MostCommandsInline = 8;

    // Once set, the core is driven no further by anybody: half of something may be in it.
    private volatile Exception? _mistake;

    /// <summary>
    /// Takes the wheel when nobody has it. Not twice on one thread, though the lock would allow it: whoever is asked by the core is not to move it.
    /// </summary>
    private bool TryDrive()
    {
        if (_driving.IsHeldByCurrentThread || !_driving.TryEnter())
            return false;
        if (_mistake is null)
            return true;
        _driving.Exit();
        return false;
    }

    /// <summary>Asks at once, when nothing is before the question.</summary>
    private bool TryPeek<T>(Func<TState, AsOf, T> ask, [MaybeNullWhen(false)] out T answer)
    {
        answer = default;
        if (_turns.Reader.Count > 0 || !TryDrive())
            return false;
        try
        {
            return _core.TryPeek(ask, out answer);
        }
        finally
        {
            _driving.Exit();
        }
    }

    /// <summary>Runs a short submission at once, when nothing is before it. Its answer waits for the writer as any other's.</summary>
    private bool TryRun(SubmissionTurn turn)
    {
        if (turn.Submission.Commands.Count > MostCommandsInline || _turns.Reader.Count > 0 || !TryDrive())
            return false;
        try
        {
            if (_stopping || _core.Condition != CoreCondition.Running || !_core.CanTake)
                return false;
            RecordedAt real = Real();
            _core.Take(turn, real);
            _core.CloseIfFree(nothingElse: true, real);
            HandOver();
            if (_core.Condition != CoreCondition.Running)
                _wake.Set();
        }
        catch (Exception mistake)
        {
            // What the core does not expect ends the loop, on the loop's own thread.
            _mistake = mistake;
            turn.Fail(Unavailable.Lost(mistake));
            _wake.Set();
        }
        finally
        {
            _driving.Exit();
        }

        return true;
    }

    /// <summary>The writer's own thread hears its news and takes the next block with it, when there is one.</summary>
    private bool TryHear()
    {
        if (!TryDrive())
            return false;
        try
        {
            // Turns are not the writer's to run: one that was interrupted, and all that is queued, goes on in the loop.
            bool canTake = _core.CanTake;
            HearNews();
            bool queued = _turns.Reader.Count > 0;
            _core.CloseIfFree(nothingElse: !queued, Real());
            HandOver();
            return canTake && !queued && !_stopping && _core.Condition == CoreCondition.Running;
        }
        catch (Exception mistake)
        {
            _mistake = mistake;
            return false;
        }
        finally
        {
            _driving.Exit();
        }
    }
}
