using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// Reads seat features (<c>{kind: seat, type: named}</c>, <c>{kind: seat, type: concurrent, heartbeat: 5min, skew: 30s}</c>), how many seats a plan has
/// (<c>{seats: 10}</c>, <c>{seats: unlimited}</c>), and of which feature somebody must hold one (<c>seat: editor</c>).
/// </summary>
internal static class SeatReader
{
    /// <summary>The key of an entitlement that is for holders of a seat.</summary>
    public const string Key = "seat";

    private const string Unlimited = "unlimited";

    public static Feature? ReadFeature(string id, Place place)
    {
        SeatType? type = Fields.OpenAny(place, "a seat feature")?.Required("type")?.Choice<SeatType>(("named", SeatType.Named), ("concurrent", SeatType.Concurrent));
        SeatTerms? terms = type switch
        {
            SeatType.Named => Fields.Open(place, "a feature of named seats", "kind", "type") is null ? null : SeatTerms.Named,
            SeatType.Concurrent => ReadConcurrent(place),
            _ => null,
        };
        return terms is null ? null : new(id, FeatureKind.Seat, null, null) { Seats = terms };
    }

    /// <summary>How many seats a plan has.</summary>
    public static SeatEntitlement? ReadSeats(Place place, SeatTerms terms)
    {
        Fields? fields = Fields.Open(place, "a seat entitlement", "seats", "when");
        if (fields?.Required("seats") is not { } seats)
            return null;
        Condition? when = ConditionReader.Of(fields);
        if (seats.Kind == JsonValueKind.String && seats.Value.ValueEquals(Unlimited))
            return new(null, terms) { When = when };
        return Count(seats) is { } count ? new(count, terms) { When = when } : null;
    }

    /// <summary>Whether an entitlement that others than seats have is an object for the sake of its seat alone: <c>{seat: editor}</c>.</summary>
    public static bool IsForHolders(Place place) => place.Kind == JsonValueKind.Object && place.Value.TryGetProperty(Key, out _);

    /// <summary>The right, for holders of a seat alone where that is said.</summary>
    public static Entitlement ForHolders(Entitlement right, Place place, Declared declared) =>
        right is not SeatEntitlement && IsForHolders(place) && Fields.OpenAny(place, "an entitlement")!.Optional(Key) is { } named
            ? right with { NeedsSeatOf = SeatFeature(named, declared) }
            : right;

    /// <summary>What is for holders of a seat, in a plan without seats of that feature nobody could ever use.</summary>
    public static void RefuseUnsold(ImmutableArray<(string Id, Place Value)> entitlements, IReadOnlyDictionary<string, Entitlement> read, string where)
    {
        foreach ((string id, Place place) in entitlements)
        {
            if (!read.TryGetValue(id, out Entitlement? right) || right.NeedsSeatOf is not { } seat || entitlements.Any(other => other.Id == seat))
                continue;
            place.At(Key, place.Value).Report(ProblemCodes.SeatsNotIncluded, $"'{id}' is for holders of a seat of '{seat}', and {where} has no seats of it; give it some, or remove the key.");
        }
    }

    private static SeatTerms? ReadConcurrent(Place place)
    {
        int before = place.Problems.Count;
        Fields fields = Fields.Open(place, "a feature of concurrent seats", "kind", "type", "heartbeat", "skew")!;
        long? heartbeat = fields.Required("heartbeat") is { } time ? Duration(time, "heartbeat", SeatTerms.LeastHeartbeat, SeatTerms.MostHeartbeat) : null;
        long? skew = fields.Optional("skew") is { } margin ? Duration(margin, "skew", 0, SeatTerms.MostSkew) : SeatTerms.DefaultSkew;
        return place.Problems.Count == before ? new(SeatType.Concurrent, heartbeat!.Value, skew!.Value) : null;
    }

    private static long? Duration(Place place, string key, long least, long most)
    {
        if (place.Kind != JsonValueKind.String)
        {
            place.ReportType("a length of time, such as 5min or 30s");
            return null;
        }

        string text = place.Value.GetString()!;
        if (!DurationText.TryParse(text, out long length))
            place.Report(ProblemCodes.MalformedDuration, $"'{Names.Shortened(text)}' is no length of time; write a whole number and s, min, h or d, such as 5min.");
        else if (length < least || length > most)
            place.Report(ProblemCodes.DurationOutOfRange, $"{key} is {text}; it must be {DurationText.Of(least)} to {DurationText.Of(most)}.");
        else
            return length;
        return null;
    }

    private static int? Count(Place place)
    {
        if (place.Quantity() is not { } seats)
            return null;
        if (seats.Scaled % Quantity.One.Scaled == 0 && !seats.IsNegative && seats <= SeatTerms.MostSeats)
            return (int)(seats.Scaled / Quantity.One.Scaled);
        place.Report(ProblemCodes.SeatsOutOfRange, $"seats is {seats}; it must be a whole number from 0 to {CatalogWords.Of(SeatTerms.MostSeats)}, or {Unlimited}.");
        return null;
    }

    internal static string? SeatFeature(Place place, Declared declared)
    {
        if (Declared.Reference(place, "a feature", declared.Features) is not { } name)
            return null;
        // A null is declared, but could not be read, which is told there.
        if (declared.Features[name] is null or { Kind: FeatureKind.Seat })
            return name;
        place.Report(ProblemCodes.SeatFeatureNeeded, $"'{name}' has no seats; name a feature of kind seat.");
        return null;
    }
}
