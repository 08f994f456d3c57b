using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Storage.Projections;

/// <summary>Adds buckets up to the windows and groups of a query.</summary>
internal sealed class UsageSum(UsageQuery query)
{
    private readonly Dictionary<(long Start, int Group), UsageWindow> _windows = [];
    private readonly Dictionary<string, int> _groupOfDimensions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _groupOfValues = new(StringComparer.Ordinal);
    private readonly List<ImmutableArray<string?>> _groups = [];

    public WindowCalendar Calendar { get; } = new(query);

    public long FirstHour => Minutes.Floor(Calendar.From, Minutes.HourLong);

    /// <summary>The whole hour lies in the range and in one window, so that its minutes need not be looked at.</summary>
    public bool IsWhole(long hour) =>
        query.Window != UsageWindowSize.Minute
        && Calendar.Covers(hour)
        && hour + Minutes.HourLong <= Calendar.Of(hour).End;

    /// <param name="at">The start of a minute or hour inside the range.</param>
    public void Add(long at, string dimensions, Quantity quantity, long events)
    {
        (long start, long end) = Calendar.Of(at);
        int group = GroupOf(dimensions);
        _windows[(start, group)] = _windows.TryGetValue((start, group), out UsageWindow? window)
            ? window with { Quantity = window.Quantity + quantity, Events = window.Events + events }
            : new(new EffectiveAt(start), new EffectiveAt(end), _groups[group], quantity, events);
    }

    public UsageWindow[] InOrder()
    {
        UsageWindow[] windows = [.. _windows.Values];
        Array.Sort(windows, Compare);
        return windows;
    }

    private static int Compare(UsageWindow left, UsageWindow right)
    {
        int order = left.Start.CompareTo(right.Start);
        for (int i = 0; order == 0 && i < left.Group.Length; i++)
            order = string.CompareOrdinal(left.Group[i], right.Group[i]);
        return order;
    }

    private int GroupOf(string dimensions)
    {
        if (_groupOfDimensions.TryGetValue(dimensions, out int group))
            return group;
        // Rows that differ only in dimensions nobody asked for fall into one group.
        string?[] values = DimensionTexts.Read(dimensions, query.GroupBy);
        string name = JsonSerializer.Serialize(values);
        if (!_groupOfValues.TryGetValue(name, out group))
        {
            _groupOfValues.Add(name, group = _groups.Count);
            _groups.Add([.. values]);
        }

        _groupOfDimensions.Add(dimensions, group);
        return group;
    }
}
