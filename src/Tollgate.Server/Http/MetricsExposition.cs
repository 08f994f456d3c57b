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

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly List<(KeyValuePair<string, object?>[] Tags, Value Value)> _known = [];
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
            _known.Clear();
        }
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            Value held = Of(tags);
            bool replaces = _observed || _kind == "gauge";
            held.Sum = replaces ? value : held.Sum + value;
            held.Count = unchecked(held.Count + 1);
            for (int i = 0; i < held.Buckets.Length; i++)
            {
                if (value <= _buckets[i])
                    held.Buckets[i]++;
            }
        }
    }

    /// <summary>A series has few sets of tags, and each request brings one: they are compared, and made into text only the first time.</summary>
    private Value Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach ((KeyValuePair<string, object?>[] known, Value value) in _known)
        {
            if (tags.SequenceEqual(known))
                return value;
        }

        string labels = Labels(tags);
        if (!_values.TryGetValue(labels, out Value? held))
            _values.Add(labels, held = new Value(_kind == "histogram" ? new long[_buckets.Length] : []));
        if (_known.Count < MostKnown)
            _known.Add((tags.ToArray(), held));
        return held;
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
        for (int i = 0; i < _buckets.Length; i++)
            Line(text, Name + "_bucket", $"{more}le=\"{_buckets[i].ToString(CultureInfo.InvariantCulture)}\"", value.Buckets[i]);
        Line(text, Name + "_bucket", more + "le=\"+Inf\"", value.Count);
        Line(text, Name + "_sum", labels, value.Sum);
        Line(text, Name + "_count", labels, value.Count);
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

    private sealed class Value(long[] buckets)
    {
        public double Sum { get; set; }

        public long Count { get; set; }

        public long[] Buckets => buckets;
    }
}
