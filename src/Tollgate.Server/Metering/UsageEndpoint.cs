using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using Tollgate.Engine.Access;
using Tollgate.Engine.Time;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using Words = Tollgate.Server.Http.Words;

namespace Tollgate.Server.Metering;

/// <summary>An account's usage by window and group.</summary>
internal static class UsageEndpoint
{
    private const int MostWindows = 100_000;

    public static void Map(Routes routes) => routes.Get("/v1/accounts/{id}/usage", Scopes.EventsRead, Answer, new(
        "Usage",
        "Usage over time",
        "What a meter counted for an account, by window, and by dimension if asked. Windows without usage are left out. Days and months are those of the account's time zone; from is rounded down and to up to the minute.",
        null,
        """{"account_id":"acct_1","meter":"api_calls","window":"day","from":"2025-06-01T00:00:00Z","to":"2025-07-01T00:00:00Z","data":[{"start":"2025-06-01T00:00:00Z","end":"2025-06-02T00:00:00Z","group":{"region":"eu"},"quantity":"1500","events":12}],"next_cursor":null}""")
    {
        Gives = UsageShape.Windows,
        Query =
        [
            ("meter", "Which meter."),
            ("from", "RFC 3339; 30 days before to unless given."),
            ("to", "RFC 3339, exclusive; now unless given."),
            ("window", "minute, hour, day (unless given) or month."),
            ("group_by", "Dimensions of the meter, separated by commas."),
        ],
    });

    private static async Task Answer(Gate gate)
    {
        string meter = gate.Required("meter");
        string account = await gate.ResolveAccount(gate.Route("id"));
        ImmutableArray<string> groupBy = gate.Query("group_by") is { } names ? [.. names.Split(',', StringSplitOptions.TrimEntries)] : [];
        RecordedAt real = gate.Services.RealTime;
        (string zone, EffectiveAt now, Engine.Catalog.Meter? known) = await gate.Host.Shard.Read(
            (books, _) => (books.Account(account)!.Account.TimeZone, new EffectiveAt(books.Time(real).Microseconds), MeterOf(books, meter)),
            gate.Cancel
        );
        Check(meter, known, groupBy);
        EffectiveAt to = gate.Instant("to") ?? now;
        EffectiveAt from = gate.Instant("from") ?? EffectiveAt.From(to.ToInstant() - Duration.FromDays(30));
        UsageWindowSize window = gate.Choice<UsageWindowSize>("window") ?? UsageWindowSize.Day;
        if (to < from)
            throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, $"to is {to}, which is before from, {from}.", "?to"));
        if (window == UsageWindowSize.Minute && (to.Microseconds - from.Microseconds) / 60_000_000 > MostWindows)
            throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, $"That are more than {MostWindows} minutes; ask for less, or for hours.", "?from"));

        await gate.Fresh();
        var query = new UsageQuery(account, meter, from, to, window, DateTimeZoneProviders.Tzdb[zone], groupBy);
        IReadOnlyList<UsageWindow> windows = gate.Host.Projections.Usage(query);
        await gate.Answer(StatusCodes.Status200OK, json => Write(json, query, windows));
    }

    /// <summary>The meter as the newest catalog version that has it says.</summary>
    private static Engine.Catalog.Meter? MeterOf(Engine.Books books, string name)
    {
        for (int version = books.Catalogs.Current?.Version ?? 0; version > 0; version--)
        {
            if (books.Catalogs.Has(version) && books.Catalogs[version].Meters.TryGetValue(name, out Engine.Catalog.Meter? meter))
                return meter;
        }

        return null;
    }

    private static void Check(string meter, Engine.Catalog.Meter? known, ImmutableArray<string> groupBy)
    {
        if (known is null)
            throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, $"The catalog has no meter '{Texts.Quoted(meter)}'.", "?meter"));
        foreach (string dimension in groupBy)
        {
            if (!known.Dimensions.Contains(dimension))
            {
                throw new ProblemException(Problem.Shape(
                    Codes.ParameterInvalid,
                    $"The meter '{meter}' has no dimension '{Texts.Quoted(dimension)}'; it has: {string.Join(", ", known.Dimensions)}.",
                    "?group_by"
                ));
            }
        }
    }

    private static void Write(Utf8JsonWriter json, UsageQuery query, IReadOnlyList<UsageWindow> windows)
    {
        json.WriteStartObject();
        json.WriteString("account_id"u8, query.AccountId);
        json.WriteString("meter"u8, query.Meter);
        json.WriteString("window"u8, Words.Of(query.Window));
        json.WriteString("from"u8, (EffectiveAt?)query.From);
        json.WriteString("to"u8, (EffectiveAt?)query.To);
        json.WriteStartArray("data"u8);
        foreach (UsageWindow window in windows)
        {
            json.WriteStartObject();
            json.WriteString("start"u8, (EffectiveAt?)window.Start);
            json.WriteString("end"u8, (EffectiveAt?)window.End);
            if (query.GroupBy.Length > 0)
            {
                json.WriteStartObject("group"u8);
                for (int i = 0; i < query.GroupBy.Length; i++)
                    json.WriteString(query.GroupBy[i], window.Group[i]);
                json.WriteEndObject();
            }

            json.WriteString("quantity"u8, window.Quantity);
            json.WriteNumber("events"u8, window.Events);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("next_cursor"u8);
        json.WriteEndObject();
    }
}
