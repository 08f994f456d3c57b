using System.Globalization;

namespace Tollgate.Bench.Soak;

/// <summary>What was seen in a part of the time.</summary>
/// <param name="Seconds">Since the beginning, at its end.</param>
/// <param name="EventsPerSecond">Acknowledged.</param>
/// <param name="P50">Milliseconds from a batch's due time to its acknowledgement; waiting for a free turn counts.</param>
/// <param name="Resident">The process's memory in MB, the load's own share of it included; PostgreSQL's is not.</param>
/// <param name="Heap">Of the managed heap after the last collection, in MB.</param>
/// <param name="Index">Of it what the runs of the index of ids hold, in MB: it grows with the ids inside the window.</param>
/// <param name="Lag">How many milliseconds after its end the projections held what was durable then.</param>
internal sealed record Interval(double Seconds, double EventsPerSecond, double P50, double P99, double Resident, double Heap, double Index, double Lag)
{
    public const string Head = "seconds,events_per_second,p50_ms,p99_ms,rss_mb,heap_mb,index_mb,projections_lag_ms";

    public string ToLine() => string.Join(',', new[] { Seconds, EventsPerSecond, P50, P99, Resident, Heap, Index, Lag }.Select(value => value.ToString("F1", CultureInfo.InvariantCulture)));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Seconds / 60,5:F1} min: {EventsPerSecond:N0} events/s, p50 {P50:N1} ms, p99 {P99:N1} ms, RSS {Resident:N0} MB, projections {Lag:N0} ms behind");
}
