using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Storage.Projections;

/// <summary>Whose usage, of what, in which hour.</summary>
/// <param name="Hour">Its start in UTC, in microseconds.</param>
/// <param name="Dimensions">See <see cref="DimensionTexts"/>.</param>
internal readonly record struct BucketKey(string AccountId, string Meter, long Hour, string Dimensions);

/// <summary>The usage of some blocks, added up in memory, so that a bucket is written once for all its events.</summary>
internal sealed class UsageBuckets(MetersInForce meters)
{
    private const int RecentSlices = 8;

    private readonly Dictionary<(string AccountId, int Slice), MinuteTotals> _buckets = new(ByAccount.Comparer);
    private readonly Dictionary<Slice, int> _sliceOf = [];
    private readonly List<Slice> _slices = [];
    private readonly RecentSlice[] _recent = new RecentSlice[RecentSlices];
    private readonly Dictionary<string, DimensionTexts> _dimensions = new(StringComparer.Ordinal);
    private int _nextRecent;

    /// <summary>What buckets share but for their account: millions of events are of a few of these, which are numbered.</summary>
    private readonly record struct Slice(string Meter, long Hour, string Dimensions);

    /// <summary>Which slice an event was of that had this very object of properties; a block has one for all events that say the same.</summary>
    private readonly record struct RecentSlice(string Meter, long Hour, Properties Properties, int Slice);

    /// <summary>The meters as the stream has adopted them up to here.</summary>
    public MetersInForce Meters { get; private set; } = meters;

    public int Count => _buckets.Count;

    /// <summary>Ordered as the table is, so that the writer goes through it from one end to the other.</summary>
    public IEnumerable<KeyValuePair<BucketKey, MinuteTotals>> InOrder()
    {
        int[] rank = Ranks();
        var ordered = new (string AccountId, int Slice, MinuteTotals Minutes)[_buckets.Count];
        int count = 0;
        foreach (((string account, int slice), MinuteTotals minutes) in _buckets)
            ordered[count++] = (account, slice, minutes);
        Array.Sort(ordered, (left, right) => string.CompareOrdinal(left.AccountId, right.AccountId) is not 0 and var order
            ? order
            : rank[left.Slice].CompareTo(rank[right.Slice]));
        foreach ((string account, int slice, MinuteTotals minutes) in ordered)
        {
            (string meter, long hour, string dimensions) = _slices[slice];
            yield return new(new(account, meter, hour, dimensions), minutes);
        }
    }

    public void Adopt(MetersInForce adopted)
    {
        Meters = adopted;
        _dimensions.Clear();
        Array.Clear(_recent);
    }

    public void Add(UsageCounted counted)
    {
        UsageEvent usage = counted.Event;
        for (int i = 0; i < counted.Tallies.Length; i++)
            Add(usage.AccountId, usage.Time, usage.Properties, counted.Tallies.ItemRef(i));
    }

    public void Add(in UsageRow row) => Add(row.AccountId, row.Time, row.Properties, row.Tally);

    private void Add(string account, EffectiveAt time, Properties properties, in Tally tally)
    {
        (long hour, int minute) = Minutes.Of(time.Microseconds);
        (string, int) key = (account, SliceOf(tally.Target.Meter, hour, properties));
        ref MinuteTotals? minutes = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_buckets, key, out _);
        (minutes ??= new()).Add(minute, tally.Value, events: 1);
    }

    private int SliceOf(string meter, long hour, Properties properties)
    {
        foreach (ref readonly RecentSlice recent in _recent.AsSpan())
        {
            if (ReferenceEquals(recent.Properties, properties) && recent.Hour == hour && string.Equals(recent.Meter, meter))
                return recent.Slice;
        }

        Slice slice = new(meter, hour, DimensionsOf(meter).Of(properties));
        if (!_sliceOf.TryGetValue(slice, out int number))
        {
            _sliceOf.Add(slice, number = _slices.Count);
            _slices.Add(slice);
        }

        _recent[_nextRecent] = new(meter, hour, properties, number);
        _nextRecent = (_nextRecent + 1) % RecentSlices;
        return number;
    }

    /// <summary>Where each slice stands among all of them in the table's order.</summary>
    private int[] Ranks()
    {
        int[] rank = new int[_slices.Count];
        int next = 0;
        foreach (int slice in Enumerable.Range(0, _slices.Count)
            .OrderBy(slice => _slices[slice].Meter, StringComparer.Ordinal)
            .ThenBy(slice => _slices[slice].Hour)
            .ThenBy(slice => _slices[slice].Dimensions, StringComparer.Ordinal))
            rank[slice] = next++;
        return rank;
    }

    private DimensionTexts DimensionsOf(string meter)
    {
        if (!_dimensions.TryGetValue(meter, out DimensionTexts? texts))
            _dimensions.Add(meter, texts = new(Meters.DimensionsOf(meter)));
        return texts;
    }

    private sealed class ByAccount : IEqualityComparer<(string AccountId, int Slice)>
    {
        public static readonly ByAccount Comparer = new();

        public bool Equals((string AccountId, int Slice) left, (string AccountId, int Slice) right) =>
            left.Slice == right.Slice && string.Equals(left.AccountId, right.AccountId, StringComparison.Ordinal);

        public int GetHashCode((string AccountId, int Slice) key) => unchecked(key.AccountId.GetHashCode(StringComparison.Ordinal) + key.Slice * (int)2654435761);
    }
}
