using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Metering;

/// <summary>Units that nothing covered.</summary>
/// <param name="First">The time of the first event in it.</param>
/// <param name="Last">The time of the last.</param>
public readonly record struct OverageEntry(TallyTarget Target, EffectiveAt First, EffectiveAt Last, Quantity Units)
{
    /// <summary>Whether all of it falls into a window.</summary>
    public bool IsWithin(EffectiveAt from, EffectiveAt? to) => First >= from && !(Last >= to);
}

/// <summary>
/// The overage of a period by its time, as finely as a bounded memory allows: events of one minute stand together, and when that gets too much, those
/// of an hour, of a day, of the whole period. A grant that is backdated into the middle of an entry leaves that entry uncovered.
/// </summary>
public sealed class OverageLog
{
    private const int Most = 1024;
    private const long Minute = 60_000_000;

    private static readonly ImmutableArray<long> Spans = [60 * Minute, 24 * 60 * Minute, long.MaxValue];

    private List<OverageEntry> _entries = [];

    public IReadOnlyList<OverageEntry> Entries => _entries;

    internal static OverageLog From(ImmutableArray<OverageEntry> entries)
    {
        var log = new OverageLog();
        log._entries.AddRange(entries);
        return log;
    }

    internal void Add(TallyTarget target, EffectiveAt time, Quantity units)
    {
        // Usage mostly comes in order, so that what belongs together stands at the end.
        if (_entries.Count > 0 && _entries[^1] is { } last && BelongTogether(last, target, time, Minute))
        {
            _entries[^1] = Join(last, new OverageEntry(target, time, time, units));
            return;
        }

        _entries.Add(new OverageEntry(target, time, time, units));
        foreach (long span in Spans)
        {
            if (_entries.Count > Most)
                Condense(span);
        }
    }

    /// <summary>Takes units away from the entries of a target that lie within a window, in order.</summary>
    /// <exception cref="InvalidOperationException">There are not so many.</exception>
    internal void Take(TallyTarget target, EffectiveAt from, EffectiveAt? to, Quantity units)
    {
        for (int i = 0; i < _entries.Count && !units.IsZero; i++)
        {
            OverageEntry entry = _entries[i];
            if (!entry.IsWithin(from, to) || !entry.Target.Equals(target))
                continue;
            Quantity taken = Quantity.Min(entry.Units, units);
            units -= taken;
            _entries[i] = entry with { Units = entry.Units - taken };
        }

        if (!units.IsZero)
            throw new InvalidOperationException($"There is no overage of {units} units left to be covered from {from} on.");
        _entries.RemoveAll(entry => entry.Units.IsZero);
    }

    private void Condense(long span)
    {
        List<OverageEntry> fewer = [];
        var places = new Dictionary<(TallyTarget, long), int>();
        foreach (OverageEntry entry in _entries)
        {
            (TallyTarget, long) key = (entry.Target, Floor(entry.First, span));
            if (places.TryGetValue(key, out int place))
            {
                fewer[place] = Join(fewer[place], entry);
                continue;
            }

            places.Add(key, fewer.Count);
            fewer.Add(entry);
        }

        _entries = fewer;
    }

    private static bool BelongTogether(OverageEntry entry, TallyTarget target, EffectiveAt time, long span) =>
        (ReferenceEquals(entry.Target, target) || entry.Target.Equals(target)) && Floor(entry.First, span) == Floor(time, span);

    private static OverageEntry Join(OverageEntry left, OverageEntry right) => new(
        left.Target,
        left.First < right.First ? left.First : right.First,
        left.Last > right.Last ? left.Last : right.Last,
        left.Units + right.Units
    );

    private static long Floor(EffectiveAt at, long span) => at.Microseconds / span;
}
