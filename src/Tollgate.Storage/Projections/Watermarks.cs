using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Projections;

/// <summary>How far each stream has been applied, as committed, and who waits for it to go on.</summary>
internal sealed class Watermarks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<StreamId, long> _applied = [];
    private readonly List<Waiting> _waiting = [];

    /// <summary>-1 when nothing has been applied.</summary>
    public long this[StreamId stream]
    {
        get
        {
            lock (_lock)
                return _applied.GetValueOrDefault(stream, -1);
        }
    }

    public void Advance(StreamId stream, long seq)
    {
        lock (_lock)
        {
            _applied[stream] = seq;
            Wake(stream, seq);
        }
    }

    /// <summary>As they were found, in place of what was known.</summary>
    public void Set(IEnumerable<(StreamId Stream, long Seq)> found)
    {
        lock (_lock)
        {
            _applied.Clear();
            foreach ((StreamId stream, long seq) in found)
            {
                _applied.Add(stream, seq);
                Wake(stream, seq);
            }
        }
    }

    /// <summary>Back to the beginning; whoever waits goes on waiting.</summary>
    public void Clear()
    {
        lock (_lock)
            _applied.Clear();
    }

    /// <returns>Whether the watermark was reached in time.</returns>
    public async Task<bool> WaitFor(StreamId stream, long seq, TimeSpan timeout, CancellationToken cancel)
    {
        Waiting waiting;
        lock (_lock)
        {
            if (_applied.GetValueOrDefault(stream, -1) >= seq)
                return true;
            // Continuations must not run under the lock, nor in the writer's thread.
            waiting = new(stream, seq, new(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiting.Add(waiting);
        }

        try
        {
            await waiting.Reached.Task.WaitAsync(timeout, cancel).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            lock (_lock)
                _waiting.Remove(waiting);
        }
    }

    private void Wake(StreamId stream, long seq)
    {
        for (int i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].Stream != stream || _waiting[i].Seq > seq)
                continue;
            _waiting[i].Reached.SetResult();
            _waiting.RemoveAt(i);
        }
    }

    private sealed record Waiting(StreamId Stream, long Seq, TaskCompletionSource Reached);
}
