using Tollgate.Engine.Time;

namespace Tollgate.Storage.Index;

/// <summary>
/// Which blocks hold an account's usage, and of which time: how an account's events are found without reading the whole journal. Written by the
/// loop, read by any thread.
/// </summary>
internal sealed class AccountBlocks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Stay>> _staysOf = new(StringComparer.Ordinal);

    /// <summary>One account's usage in one block: between these two effective times, both inclusive.</summary>
    private record struct Stay(long Seq, long Earliest, long Latest);

    /// <param name="seq">Never below one that was given for this account before.</param>
    public void Add(string account, EffectiveAt time, long seq)
    {
        lock (_gate)
        {
            if (!_staysOf.TryGetValue(account, out List<Stay>? stays))
                _staysOf.Add(account, stays = []);
            long at = time.Microseconds;
            if (stays.Count > 0 && stays[^1].Seq == seq)
                stays[^1] = new(seq, Math.Min(stays[^1].Earliest, at), Math.Max(stays[^1].Latest, at));
            else
                stays.Add(new(seq, at, at));
        }
    }

    /// <summary>The blocks up to <paramref name="lastSeq"/> that may hold usage of <c>[from, to)</c>, in order.</summary>
    public IReadOnlyList<long> Find(string account, EffectiveAt from, EffectiveAt to, long lastSeq)
    {
        lock (_gate)
        {
            List<long> found = [];
            foreach (Stay stay in _staysOf.GetValueOrDefault(account) ?? [])
            {
                if (stay.Seq <= lastSeq && stay.Earliest < to.Microseconds && stay.Latest >= from.Microseconds)
                    found.Add(stay.Seq);
            }

            return found;
        }
    }

    /// <summary>Forgets an account's usage in blocks beyond <paramref name="lastSeq"/>.</summary>
    public void Discard(string account, long lastSeq)
    {
        lock (_gate)
        {
            if (!_staysOf.TryGetValue(account, out List<Stay>? stays))
                return;
            while (stays.Count > 0 && stays[^1].Seq > lastSeq)
                stays.RemoveAt(stays.Count - 1);
        }
    }
}
