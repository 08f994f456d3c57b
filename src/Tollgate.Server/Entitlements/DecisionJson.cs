using System.Text.Json;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Entitlements;

/// <summary>A decision as the API writes it. What a kind of feature does not have is null.</summary>
internal static class DecisionJson
{
    public static void Write(Utf8JsonWriter json, Decision decision, AsOf asOf, string decisionId, string? eventId)
    {
        json.WriteStartObject();
        json.WriteBoolean("allowed"u8, decision.Allowed);
        json.WriteString("account_id"u8, decision.AccountId);
        json.WriteString("feature"u8, decision.Feature);
        WriteState(json, decision);
        json.WriteString("granted_units"u8, decision.GrantedUnits);
        json.WriteBoolean("duplicate"u8, decision.Duplicate);
        if (decision.Conflict)
            json.WriteBoolean("conflict"u8, true);
        json.WriteString("resets_at"u8, decision.Metered?.ResetsAt);
        json.WriteString("reason"u8, Words.Of(decision.Reason));
        if (decision.Value is not null)
        {
            json.WritePropertyName("value"u8);
            json.WriteRawValue(decision.Value, skipInputValidation: true);
        }

        WriteExplanation(json, decision);
        json.WriteStartObject("as_of"u8);
        json.WriteNumber("shard"u8, asOf.Shard);
        json.WriteNumber("incarnation"u8, asOf.Incarnation);
        json.WriteNumber("epoch"u8, asOf.Epoch);
        json.WriteNumber("seq"u8, asOf.Seq);
        if (asOf.Ordinal is { } ordinal)
            json.WriteNumber("ordinal"u8, ordinal);
        else
            json.WriteNull("ordinal"u8);
        json.WriteEndObject();
        if (eventId is not null)
            json.WriteString("event_id"u8, eventId);
        json.WriteString("decision_id"u8, decisionId);
        json.WriteEndObject();
    }

    /// <summary>How the feature stands: what a decision and the list of an account's rights share.</summary>
    public static void WriteState(Utf8JsonWriter json, Decision decision)
    {
        json.WriteBoolean("included"u8, decision.Included);
        if (decision.Metered is not { } state)
        {
            json.WriteNull("enforcement"u8);
            json.WriteNull("usage_limit"u8);
            json.WriteNull("usage_consumed"u8);
            json.WriteNull("usage_reserved"u8);
            json.WriteNull("remaining"u8);
            json.WriteNull("overage_units"u8);
            json.WriteNull("overage_price"u8);
            return;
        }

        json.WriteString("enforcement"u8, Words.Of(state.Enforcement));
        json.WriteString("usage_limit"u8, state.Limit);
        json.WriteString("usage_consumed"u8, state.Consumed);
        // Reservations come later; until then nothing is ever reserved.
        json.WriteString("usage_reserved"u8, "0"u8);
        json.WriteString("remaining"u8, state.Remaining);
        json.WriteString("overage_units"u8, state.OverageUnits);
        json.WriteString("overage_price"u8, state.OveragePrice);
    }

    public static void WriteExplanation(Utf8JsonWriter json, Decision decision)
    {
        if (decision.Contract is not { } contract)
        {
            json.WriteNull("explanation"u8);
            return;
        }

        json.WriteStartObject("explanation"u8);
        // The step of the resolution that decided: there is only this one by now.
        json.WriteString("rule"u8, "plan"u8);
        json.WriteString("contract"u8, contract.Id);
        json.WriteNumber("contract_version"u8, contract.Version);
        json.WriteString("plan"u8, contract.Plan);
        json.WriteNumber("catalog_version"u8, contract.CatalogVersion);
        json.WriteStartArray("burns"u8);
        if (decision.Metered is { Burnt.IsZero: false } state)
        {
            json.WriteStartObject();
            WriteGrant(json, contract.Id, decision.Feature, state.PeriodStart);
            json.WriteString("units"u8, state.Burnt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("limited_by"u8, decision.LimitedBy);
        json.WriteEndObject();
    }

    /// <summary>A plan's grant is named by its contract, feature and period.</summary>
    private static void WriteGrant(Utf8JsonWriter json, string contract, string feature, EffectiveAt start)
    {
        Span<char> grant = stackalloc char[(2 * Texts.LongestId) + 64];
        json.WriteString("grant"u8, grant.TryWrite($"{contract}/{feature}/", out int length) && Timestamps.TryWrite(start, grant[length..], out int more)
            ? grant[..(length + more)]
            : $"{contract}/{feature}/{start}");
    }
}
