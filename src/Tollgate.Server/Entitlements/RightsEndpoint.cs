using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
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
        "Every feature of the catalog and the account's right to it. at asks what was true then, with what had been used by then; known_at what we believed then.",
        null,
        """{"account_id":"acct_4821","at":"2025-02-01T10:15:22Z","known_at":null,"data":[{"feature":"api_calls","kind":"metered","included":true,"enforcement":"soft","usage_limit":"50000","usage_consumed":"47210","usage_reserved":"0","remaining":"2790","overage_units":"0","overage_price":"0.002","resets_at":"2025-03-01T00:00:00Z","reason":"within_limit","explanation":{"rule":"plan","contract":"ctr_0Zk3mN4pR6sT8uV0","contract_version":1,"plan":"growth","catalog_version":12,"burns":[],"limited_by":"acct_4821"}}],"next_cursor":null}""")
    {
        Gives = DecisionShape.Rights,
        Query = [("at", "RFC 3339; now unless given."), ("known_at", "RFC 3339; what is known now unless given.")],
    });

    private static async Task Answer(Gate gate)
    {
        string account = await gate.ResolveAccount(gate.Route("id"));
        EffectiveAt? at = gate.Instant("at");
        EffectiveAt? knownAt = gate.Instant("known_at");
        RecordedAt real = gate.Services.RealTime;
        RecordedAt now = await gate.Host.Shard.Read((books, _) => books.Time(real), gate.Cancel);
        Rights rights;
        if (knownAt is not null || at < new EffectiveAt(now.Microseconds))
        {
            var known = new RecordedAt((knownAt ?? new EffectiveAt(now.Microseconds)).Microseconds);
            Books past = await gate.Host.StateAsOf(known, at, gate.Cancel);
            if (past.Account(account) is null)
                throw new ProblemException(Problem.NotFound(Codes.AccountNotFound, $"The account '{Texts.Quoted(account)}' was not known at {known}."));
            rights = Of(past, account, at, known);
        }
        else
        {
            rights = await gate.Host.Shard.Read((books, _) => Of(books, account, at, now), gate.Cancel);
        }

        await gate.Answer(StatusCodes.Status200OK, json => Write(json, account, rights, knownAt));
    }

    private static Rights Of(Books books, string account, EffectiveAt? at, RecordedAt now)
    {
        EffectiveAt instant = at ?? new EffectiveAt(now.Microseconds);
        AccountBook book = books.Account(account)!;
        ContractBook? contract = book.ContractAt(instant);
        SortedDictionary<string, FeatureKind> features = new(StringComparer.Ordinal);
        foreach (CatalogVersion? catalog in new[] { books.Catalogs.Current, contract?.Catalog })
        {
            foreach (Feature feature in catalog?.Features.Values ?? [])
                features[feature.Name] = feature.Kind;
        }

        return new Rights(
            instant,
            [
                .. features.Select(feature => (
                    feature.Value,
                    Engine.Entitlements.Check.Decide(books, new EntitlementRequest(account, feature.Key, Quantity.Zero, null, instant, null, Properties.None), now)
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

            DecisionJson.WriteExplanation(json, decision);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("next_cursor"u8);
        json.WriteEndObject();
    }

    private sealed record Rights(EffectiveAt At, IReadOnlyList<(FeatureKind Kind, Decision Decision)> All);
}
