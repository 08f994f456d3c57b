using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;

namespace Tollgate.Server.Entitlements;

/// <summary>All rights of an account at an instant, as they are known, or as they were known at another.</summary>
internal static class RightsEndpoint
{
    public static void Map(Routes routes) => routes.Get("/v1/accounts/{id}/entitlements", Scopes.EntitlementsRead, Answer, new(
        "Decisions",
        "Entitlements of an account",
        "Every feature of the catalog and the account's right to it. at asks what was true then, with what had been used by then; known_at what we believed then. A right under a condition is told for the subject and the place that are given.",
        null,
        """{"account_id":"acct_4821","at":"2025-02-01T10:15:22Z","known_at":null,"data":[{"feature":"api_calls","kind":"metered","included":true,"enforcement":"soft","usage_limit":"50000","usage_consumed":"47210","usage_reserved":"0","remaining":"2790","overage_units":"0","overage_price":"0.002","resets_at":"2025-03-01T00:00:00Z","reason":"within_limit","explanation":{"rule":"plan","contract":"ctr_0Zk3mN4pR6sT8uV0","contract_version":1,"plan":"growth","catalog_version":12,"burns":[],"limited_by":"acct_4821"}}],"next_cursor":null}""")
    {
        Gives = DecisionShape.Rights,
        Query =
        [
            ("at", "RFC 3339; now unless given."),
            ("known_at", "RFC 3339; what is known now unless given."),
            ("subject", "For whom, where conditions ask for a subject or its groups; for nobody unless given."),
            ("region", "Where, as a request's property; as the account's attributes say unless given."),
            ("deployment", "The same."),
        ],
    });

    private static async Task Answer(Gate gate)
    {
        string account = await gate.ResolveAccount(gate.Route("id"));
        AskedTimes times = await AskedTimes.Read(gate);
        var asked = new EntitlementRequest(account, "", Quantity.Zero, null, times.At, Named(gate, "subject"), Given(gate, "region", "deployment"));
        Rights rights = await times.Ask(gate, account, (books, now) => Of(books, asked, now));
        await gate.Answer(StatusCodes.Status200OK, json => Write(json, account, rights, times.KnownAt));
    }

    private static string? Named(Gate gate, string name) => gate.Query(name) is not { } text || Texts.IsId(text)
        ? gate.Query(name)
        : throw new ProblemException(Problem.Shape(Codes.MalformedId, $"{name} has 1 to {Texts.LongestId} printable characters.", "?" + name));

    private static Properties Given(Gate gate, params string[] names) =>
        Properties.Of(names.Where(name => Named(gate, name) is not null).Select(name => new Property(name, JsonSerializer.Serialize(gate.Query(name)))));

    private static Rights Of(Books books, EntitlementRequest asked, RecordedAt now)
    {
        EffectiveAt instant = asked.At ?? new EffectiveAt(now.Microseconds);
        AccountBook book = books.Account(asked.AccountId)!;
        SortedDictionary<string, FeatureKind> features = new(StringComparer.Ordinal);
        foreach (CatalogVersion? catalog in (CatalogVersion?[])[books.Catalogs.Current, .. book.ContractsAt(instant).Select(contract => contract.Catalog)])
        {
            foreach (Feature feature in catalog?.Features.Values ?? [])
                features[feature.Name] = feature.Kind;
        }

        return new Rights(
            instant,
            [
                .. features.Select(feature => (
                    feature.Value,
                    Engine.Entitlements.Check.Decide(books, asked with { Feature = feature.Key, At = instant }, now)
                )),
            ]
        );
    }

    private static void Write(Utf8JsonWriter json, string account, Rights rights, EffectiveAt? knownAt)
    {
        json.WriteStartObject();
        json.WriteString("account_id"u8, account);
        json.WriteString("at"u8, (EffectiveAt?)rights.At);
        json.WriteString("known_at"u8, knownAt);
        json.WriteStartArray("data"u8);
        foreach ((FeatureKind kind, Decision decision) in rights.All)
        {
            json.WriteStartObject();
            json.WriteString("feature"u8, decision.Feature);
            json.WriteString("kind"u8, Words.Of(kind));
            DecisionJson.WriteState(json, decision);
            json.WriteString("resets_at"u8, decision.ResetsAt);
            json.WriteString("reason"u8, Words.Of(decision.Reason));
            if (decision.Value is not null)
            {
                json.WritePropertyName("value"u8);
                json.WriteRawValue(decision.Value, skipInputValidation: true);
            }

            DecisionJson.WriteSeats(json, decision);
            DecisionJson.WriteExplanation(json, decision);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("next_cursor"u8);
        json.WriteEndObject();
    }

    private sealed record Rights(EffectiveAt At, IReadOnlyList<(FeatureKind Kind, Decision Decision)> All);
}
