using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Metering;

/// <summary>What a meter reads in one event.</summary>
public static class MeterReading
{
    public const string QuantityPath = "quantity";

    /// <summary>The quantity that an event adds to a meter, or why it cannot be read.</summary>
    public static Rejection? TryRead(Meter meter, in EventContent usage, out Quantity value)
    {
        value = Quantity.One;
        if (meter.Aggregation == Aggregation.Count)
            return null;
        if (meter.Value == QuantityPath)
            return FromQuantity(meter, usage, out value);

        string? json = usage.Properties.At(meter.Value);
        if (json is null)
        {
            return new Rejection(
                RejectionKind.Invalid,
                "value_missing",
                $"The meter '{meter.Name}' sums '{meter.Value}', which the event does not have.",
                PointerTo(meter.Value)
            );
        }

        string text = JsonText.IsString(json) ? JsonText.Unquote(json) : json;
        if (!Quantity.TryParse(text, out value, out NumberError error))
        {
            return new Rejection(
                RejectionKind.Invalid,
                "value_invalid",
                $"The meter '{meter.Name}' cannot count {JsonText.Shorten(json)} at '{meter.Value}': {error.Explain()}",
                PointerTo(meter.Value)
            );
        }

        return value.IsNegative ? Negative(PointerTo(meter.Value)) : null;
    }

    public static Rejection Negative(string pointer) =>
        new(RejectionKind.Invalid, "quantity_negative", "A quantity cannot be negative.", pointer);

    private static Rejection? FromQuantity(Meter meter, in EventContent usage, out Quantity value)
    {
        value = usage.Quantity ?? default;
        return usage.Quantity is not null
            ? null
            : new Rejection(
                RejectionKind.Invalid,
                "quantity_missing",
                $"The meter '{meter.Name}' sums 'quantity', which the event does not have.",
                "/quantity"
            );
    }

    private static string PointerTo(string path) => "/properties/" + path.Replace('.', '/');
}

/// <summary>JSON values as text.</summary>
internal static class JsonText
{
    private const int LongestShown = 40;

    public static bool IsString(string json) => json.Length >= 2 && json[0] == '"';

    public static string Unquote(string json)
    {
        if (!json.Contains('\\', StringComparison.Ordinal))
            return json[1..^1];
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no text; what stands between the quotes still tells it from any other value.
            return json[1..^1];
        }
    }

    public static string Shorten(string json) => json.Length <= LongestShown ? json : json[..LongestShown] + "...";
}
