using System.Text.Json;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Metering;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Entitlements;

/// <summary>A decision as the API writes it. What a kind of feature does not have is null.</summary>
internal static class DecisionJson
{
    public static void Write(Utf8JsonWriter json, Decision decision, AsOf asOf, string decisionId, string? eventId)
    {
        json.WriteStartObject();
        WriteFields(json, decision, asOf, decisionId, eventId);
        json.WriteEndObject();
    }

    public static void WriteFields(Utf8JsonWriter json, Decision decision, AsOf asOf, string decisionId, string? eventId)
    {
        json.WriteBoolean("allowed"u8, decision.Allowed);
        json.WriteString("account_id"u8, decision.AccountId);
        json.WriteString("feature"u8, decision.Feature);
        WriteState(json, decision);
        json.WriteString("granted_units"u8, decision.GrantedUnits);
        json.WriteBoolean("duplicate"u8, decision.Duplicate);
        if (decision.Conflict)
            json.WriteBoolean("conflict"u8, true);
        json.WriteString("resets_at"u8, decision.ResetsAt);
        json.WriteString("reason"u8, Words.Of(decision.Reason));
        WriteRetry(json, decision);
        WriteValue(json, decision);
        WriteSeats(json, decision);
        WriteExplanation(json, decision);
        WriteAsOf(json, asOf);
        if (eventId is not null)
            json.WriteString("event_id"u8, eventId);
        json.WriteString("decision_id"u8, decisionId);
    }

    /// <summary>As little as a caller of many needs; what is as usual is left out.</summary>
    /// <param name="madeId">The event id that was made for the request; null when it brought its own, or has none.</param>
    public static void WriteCompact(Utf8JsonWriter json, Decision decision, Quantity asked, string? madeId)
    {
        json.WriteStartObject();
        json.WriteBoolean("allowed"u8, decision.Allowed);
        json.WriteString("remaining"u8, decision.Remaining);
        bool less = decision.GrantedUnits < asked;
        if (!decision.Allowed || (less && !decision.Duplicate))
            json.WriteString("reason"u8, Words.Of(decision.Reason));
        if (decision.Allowed && less)
            json.WriteString("granted_units"u8, decision.GrantedUnits);
        WriteRetry(json, decision);
        if (decision.Duplicate)
            json.WriteBoolean("duplicate"u8, true);
        if (decision.Conflict)
            json.WriteBoolean("conflict"u8, true);
        WriteValue(json, decision);
        if (madeId is not null)
            json.WriteString("event_id"u8, madeId);
        json.WriteEndObject();
    }

    /// <summary>A request of many that got no decision.</summary>
    public static void WriteRefused(Utf8JsonWriter json, int index, Fault fault)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        json.WriteString("code"u8, fault.Code);
        json.WriteString("detail"u8, fault.Detail);
        if (fault.Pointer is not null)
            json.WriteString("pointer"u8, fault.Pointer);
        json.WriteEndObject();
    }

    public static void WriteValue(Utf8JsonWriter json, Decision decision)
    {
        if (decision.Value is null)
            return;
        json.WritePropertyName("value"u8);
        json.WriteRawValue(decision.Value, skipInputValidation: true);
    }

    /// <summary>How a seat feature stands, and whether the subject holds one; left out of any other.</summary>
    public static void WriteSeats(Utf8JsonWriter json, Decision decision)
    {
        if (decision.Seats is not { } state)
            return;
        json.WriteStartObject("seats"u8);
        json.WriteString("type"u8, Words.Of(state.Type));
        WriteNumber(json, "limit"u8, state.Limit);
        json.WriteNumber("taken"u8, state.Taken);
        WriteNumber(json, "available"u8, state.Available);
        if (state.Subject is null)
            json.WriteNull("held"u8);
        else
            json.WriteBoolean("held"u8, state.Seat is not null);
        json.WriteString("expires_at"u8, state.Seat?.ExpiresAt);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? number)
    {
        if (number is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }

    public static void WriteRetry(Utf8JsonWriter json, Decision decision)
    {
        if (decision.Throttle?.RetryAfterMilliseconds is { } milliseconds)
            json.WriteNumber("retry_after_ms"u8, milliseconds);
    }

    public static void WriteAsOf(Utf8JsonWriter json, AsOf asOf)
    {
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
        json.WriteString("usage_reserved"u8, state.Reserved);
        json.WriteString("remaining"u8, decision.Remaining);
        json.WriteString("overage_units"u8, state.OverageUnits);
        json.WriteString("overage_price"u8, state.OveragePrice);
        if (state.Wallet is not { } wallet)
            return;
        json.WriteStartObject("wallet"u8);
        json.WriteString("unit"u8, wallet.Unit);
        json.WriteString("available"u8, wallet.Available);
        json.WriteString("cost"u8, wallet.Cost);
        json.WriteEndObject();
    }

    public static void WriteExplanation(Utf8JsonWriter json, Decision decision)
    {
        if (decision.Contract is null && decision.Rule == Rule.Plan)
        {
            json.WriteNull("explanation"u8);
            return;
        }

        json.WriteStartObject("explanation"u8);
        json.WriteString("rule"u8, Words.Of(decision.Rule));
        if (decision.Override is { } exception)
        {
            json.WriteStartObject("override"u8);
            json.WriteString("id"u8, exception.Id);
            json.WriteString("reason"u8, exception.Reason);
            json.WriteString("author"u8, exception.Author);
            json.WriteString("ends_at"u8, exception.Until);
            json.WriteEndObject();
        }

        if (decision.IsDegraded)
            json.WriteBoolean("degraded"u8, true);
        if (decision.NeedsSeatOf is { } seat)
            json.WriteString("seat"u8, seat);
        if (decision.Unmet is { } unmet)
            WriteUnmet(json, unmet);
        if (decision.Contract is { } contract)
        {
            json.WriteString("contract"u8, contract.Id);
            json.WriteNumber("contract_version"u8, contract.Version);
            if (contract.Paused)
                json.WriteBoolean("paused"u8, true);
            json.WriteString("plan"u8, contract.Plan);
            json.WriteNumber("catalog_version"u8, contract.CatalogVersion);
        }

        json.WriteStartArray("burns"u8);
        foreach (Burn burn in decision.Metered?.Burns ?? [])
        {
            json.WriteStartObject();
            json.WriteString("grant"u8, burn.LotId);
            json.WriteString("units"u8, burn.Units);
            json.WriteEndObject();
        }

        if (decision is { Metered: { Burnt.IsZero: false } state, Contract: { } granting })
        {
            json.WriteStartObject();
            WriteGrant(json, granting.Id, decision.Feature, state.PeriodStart);
            json.WriteString("units"u8, state.Burnt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("limited_by"u8, decision.LimitedBy);
        LimitJson.Write(json, decision);
        json.WriteEndObject();
    }

    private static void WriteUnmet(Utf8JsonWriter json, UnmetCondition unmet)
    {
        json.WriteStartObject("condition"u8);
        json.WriteString("kind"u8, Words.Of(unmet.Kind));
        if (unmet.Name is not null)
            json.WriteString("name"u8, unmet.Name);
        json.WriteStartArray("wanted"u8);
        foreach (string wanted in unmet.Wanted)
            json.WriteStringValue(wanted);
        json.WriteEndArray();
        json.WriteString("found"u8, unmet.Found);
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
