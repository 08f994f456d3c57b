using System.Globalization;

namespace Tollgate.Bench.Soak;

/// <summary>What was seen in a part of the time.</summary>
/// <param name="Seconds">Since the beginning, at its end.</param>
/// <param name="P50">Milliseconds from a batch's due time to its acknowledgement; waiting for a free turn counts.</param>
/// <param name="Heap">Of the managed heap after the last collection, in MB.</param>
/// <param name="Lag">How many milliseconds the projections were behind at its end.</param>
internal sealed record Interval(double Seconds, double EventsPerSecond, double P50, double P99, double WorkingSet, double Heap, double Lag)
{
    public const string Head = "seconds,events_per_second,p50_ms,p99_ms,working_set_mb,heap_mb,projections_lag_ms";

    public string ToLine() => string.Join(',', new[] { Seconds, EventsPerSecond, P50, P99, WorkingSet, Heap, Lag }.Select(value => value.ToString("F1", CultureInfo.InvariantCulture)));
}
