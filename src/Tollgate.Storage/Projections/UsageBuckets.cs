using Tollgate.Engine.Metering;

namespace Tollgate.Storage.Projections;

/// <summary>Whose usage, of what, in which hour.</summary>
/// <param name="Hour">Its start in UTC, in microseconds.</param>
/// <param name="Dimensions">See <see cref="DimensionTexts"/>.</param>
internal readonly record struct BucketKey(string AccountId, string Meter, long Hour, string Dimensions);

/// <summary>The usage of some blocks, added up in memory, so that a bucket is written once for all its events.</summary>
internal sealed class UsageBuckets(MetersInForce meters)
{
    private readonly Dictionary<BucketKey, MinuteTotals> _buckets = [];
    private readonly Dictionary<string, DimensionTexts> _dimensions = new(StringComparer.Ordinal);

    /// <summary>The meters as the stream has adopted them up to here.</summary>
    public MetersInForce Meters { get; private set; } = meters;

    public int Count => _buckets.Count;

    /// <summary>Ordered, so that the writer goes through the table from one end to the other.</summary>
    public IEnumerable<KeyValuePair<BucketKey, MinuteTotals>> InOrder() => _buckets
        .OrderBy(bucket => bucket.Key.AccountId, StringComparer.Ordinal)
        .ThenBy(bucket => bucket.Key.Meter, StringComparer.Ordinal)
        .ThenBy(bucket => bucket.Key.Hour);

    public void Adopt(MetersInForce adopted)
    {
        Meters = adopted;
        _dimensions.Clear();
    }

    public void Add(UsageCounted counted)
    {
        UsageEvent usage = counted.Event;
        (long hour, int minute) = Minutes.Of(usage.Time.Microseconds);
        foreach (Tally tally in counted.Tallies)
        {
            string meter = tally.Target.Meter;
            BucketKey key = new(usage.AccountId, meter, hour, DimensionsOf(meter).Of(usage.Properties));
            if (!_buckets.TryGetValue(key, out MinuteTotals? minutes))
                _buckets.Add(key, minutes = new());
            minutes.Add(minute, tally.Value, events: 1);
        }
    }

    private DimensionTexts DimensionsOf(string meter)
    {
        if (!_dimensions.TryGetValue(meter, out DimensionTexts? texts))
            _dimensions.Add(meter, texts = new(Meters.DimensionsOf(meter)));
        return texts;
    }
}
