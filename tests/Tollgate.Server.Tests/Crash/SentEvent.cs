using System.Globalization;

namespace Tollgate.Server.Tests.Crash;

/// <summary>An event as a sender remembers it.</summary>
internal sealed record SentEvent(string Id, string Account, long Quantity)
{
    public string Json => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"event_id":"{{Id}}","account_id":"{{Account}}","meter":"api_calls","quantity":{{Quantity}},"timestamp":"2025-06-10T10:15:22Z"}"""
    );

    public string ConsumeJson => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"event_id":"{{Id}}","account_id":"{{Account}}","feature":"api_calls","requested_units":{{Quantity}},"timestamp":"2025-06-10T10:15:22Z"}"""
    );

    public static string Lines(IEnumerable<SentEvent> events) => string.Join('\n', events.Select(sent => sent.Json));
}
