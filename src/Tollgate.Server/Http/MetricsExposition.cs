using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Tollgate.Server.Http;

/// <summary>Listens to every meter of ours and writes what it heard in Prometheus' text format.</summary>
internal sealed class MetricsExposition
{
    private const string OurMeters = "Tollgate";
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public MetricsExposition()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!instrument.Meter.Name.StartsWith(OurMeters, StringComparison.Ordinal))
                return;
            var series = new MetricSeries(instrument);
            listener.EnableMeasurementEvents(instrument, _series.GetOrAdd(series.Name, series));
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, series) => ((MetricSeries)series!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, series) => ((MetricSeries)series!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, series) => ((MetricSeries)series!).Record(value, tags));
        _listener.Start();
    }

    public async Task Answer(HttpContext http)
    {
        string text = Text();
        http.Response.ContentType = ContentType;
        await http.Response.WriteAsync(text, http.RequestAborted);
    }

    public string Text()
    {
        foreach (MetricSeries series in _series.Values)
            series.BeginObservation();
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (MetricSeries series in _series.Values.OrderBy(series => series.Name, StringComparer.Ordinal))
            series.Write(text);
        return text.ToString();
    }
}

/// <summary>One metric with its values by labels.</summary>
internal sealed class MetricSeries
{
    private static readonly double[] SecondBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] SizeBuckets = [256, 1024, 4096, 16384, 65536, 131072, 262144, 1048576];

    private const int MostKnown = 64;

    // Taken for a set of tags that is new, and by who reads; not by a request, whichever shard it is for.
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Value> _values = new(StringComparer.Ordinal);
    private volatile (KeyValuePair<string, object?>[] Tags, Value Value)[] _known = [];
    private readonly string _description;
    private readonly string _kind;
    private readonly bool _observed;
    private readonly double[] _buckets;

    public MetricSeries(Instrument instrument)
    {
        Type type = instrument.GetType().GetGenericTypeDefinition();
        _kind = type == typeof(Histogram<>) ? "histogram" : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? "counter" : "gauge";
        _observed = instrument.IsObservable;
        _description = instrument.Description ?? "";
        _buckets = instrument.Unit == "s" ? SecondBuckets : SizeBuckets;
        Name = NameOf(instrument, _kind);
    }

    public string Name { get; }

    /// <summary>What is observed is told whole each time; what is not told any more is gone.</summary>
    public void BeginObservation()
    {
        if (!_observed)
            return;
        lock (_lock)
        {
            _values.Clear();
            _known = [];
        }
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Value held = Find(tags) ?? Make(tags);
        if (_observed || _kind == "gauge")
            held.Set(value);
        else
            held.Add(value, _buckets);
    }

    /// <summary>A series has few sets of tags, and each request brings one: they are compared, and made into text only the first time.</summary>
    private Value? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach ((KeyValuePair<string, object?>[] known, Value value) in _known)
        {
            if (tags.SequenceEqual(known))
                return value;
        }

        return null;
    }

    private Value Make(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = Labels(tags);
        lock (_lock)
        {
            if (!_values.TryGetValue(labels, out Value? held))
                _values.Add(labels, held = new Value(_kind == "histogram" ? _buckets.Length : 0));
            if (_known.Length < MostKnown)
                _known = [.. _known, (tags.ToArray(), held)];
            return held;
        }
    }

    public void Write(StringBuilder text)
    {
        lock (_lock)
        {
            text.Append("# HELP ").Append(Name).Append(' ').Append(_description).Append('\n');
            text.Append("# TYPE ").Append(Name).Append(' ').Append(_kind).Append('\n');
            foreach ((string labels, Value value) in _values)
            {
                if (_kind == "histogram")
                    WriteHistogram(text, labels, value);
                else
                    Line(text, Name, labels, value.Sum);
            }
        }
    }

    private void WriteHistogram(StringBuilder text, string labels, Value value)
    {
        string more = labels.Length == 0 ? "" : labels + ",";
        long count = 0;
        for (int i = 0; i < _buckets.Length; i++)
            Line(text, Name + "_bucket", $"{more}le=\"{_buckets[i].ToString(CultureInfo.InvariantCulture)}\"", count += value.InBucket(i));
        count += value.InBucket(_buckets.Length);
        Line(text, Name + "_bucket", more + "le=\"+Inf\"", count);
        Line(text, Name + "_sum", labels, value.Sum);
        Line(text, Name + "_count", labels, count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new StringBuilder();
        foreach ((string name, object? value) in tags)
        {
            string escaped = (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            labels.Append(labels.Length == 0 ? "" : ",").Append(name.Replace('.', '_')).Append("=\"").Append(escaped).Append('"');
        }

        return labels.ToString();
    }

    /// <summary><c>tollgate.http.request.duration</c> in seconds is <c>tollgate_http_request_duration_seconds</c>.</summary>
    private static string NameOf(Instrument instrument, string kind)
    {
        string unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        string name = instrument.Name.Replace('.', '_');
        if (!name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return kind == "counter" ? name + "_total" : name;
    }

    /// <param name="buckets">How many bounds it has; what is beyond them is counted behind the last. 0 where nothing is counted.</param>
    private sealed class Value(int buckets)
    {
        private readonly long[] _counts = buckets == 0 ? [] : new long[buckets + 1];
        private double _sum;

        public double Sum => Volatile.Read(ref _sum);

        public long InBucket(int bucket) => Interlocked.Read(ref _counts[bucket]);

        public void Set(double value) => Volatile.Write(ref _sum, value);

        public void Add(double value, double[] bounds)
        {
            double seen = Volatile.Read(ref _sum);
            double before;
            do
            {
                before = seen;
                seen = Interlocked.CompareExchange(ref _sum, before + value, before);
            }
            while (!seen.Equals(before));

            if (_counts.Length > 0)
                Interlocked.Increment(ref _counts[Bucket(value, bounds)]);
        }

        private static int Bucket(double value, double[] bounds)
        {
            int bucket = 0;
            while (bucket < bounds.Length && value > bounds[bucket])
                bucket++;
            return bucket;
        }
    }
}
