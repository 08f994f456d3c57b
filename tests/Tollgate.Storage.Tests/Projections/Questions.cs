using System.Collections.Immutable;
using NodaTime;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Storage.Projections;
using static Tollgate.Storage.Tests.Projections.Given;

namespace Tollgate.Storage.Tests.Projections;

/// <summary>Usage, asked in one line and answered in text.</summary>
internal static class Questions
{
    /// <returns>A line for each window: start, end, quantity, events, and the group where there is one.</returns>
    public static string[] Windows(
        this ProjectionStore projections, string meter, UsageWindowSize size, string from, string to, string zone = "UTC", params string[] groupBy)
    {
        UsageQuery query = new("acct_1", meter, At(from), At(to), size, TimeZones.Get(zone), [.. groupBy]);
        return [.. projections.Usage(query).Select(window =>
            $"{window.Start} {window.End} {window.Quantity} {window.Events}" + string.Concat(window.Group.Select(value => " " + (value ?? "-"))))];
    }

    public static string CallsInAll(this ProjectionStore projections)
    {
        UsageQuery query = new("acct_1", "calls", At("1960-01-01T00:00:00Z"), At("2100-01-01T00:00:00Z"), UsageWindowSize.Month, DateTimeZone.Utc, ImmutableArray<string>.Empty);
        return projections.Usage(query).Aggregate(Quantity.Zero, (sum, window) => sum + window.Quantity).ToString();
    }
}
