using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Ledger;

/// <summary>A grant as the API answers it, with its balances over all its lots.</summary>
internal static class GrantJson
{
    public static readonly Field[] Balances =
    [
        Has("issued", DecimalText.OrNull, "Units that were ever issued; null is without limit."),
        Has("pending", DecimalText),
        Has("available", DecimalText.OrNull, "null is without limit."),
        Has("reserved", DecimalText),
        Has("consumed", DecimalText),
        Has("expired", DecimalText),
        Has("rolled_over", DecimalText, "Units that went on into a lot of their own."),
        Has("voided", DecimalText),
    ];

    public static readonly ObjectShape Shape = Answer(
        "Grant",
        Has("id", Text),
        Has("account_id", Text),
        Has("feature", Text.OrNull, "null of a wallet."),
        Has("wallet", Text.OrNull, "The currency or credit; null of units of a feature."),
        Has("features", ListOf(Text), "Of a wallet: pays for these alone; empty for any."),
        Has("meters", ListOf(Text), "Of a wallet: pays for what these count alone; empty for any."),
        Has("amount", DecimalText),
        Has("priority", Integer),
        Has("source", OneOf<GrantSource>()),
        Has("effective_at", Instant),
        Has("expires_at", Instant.OrNull, "Exclusive; null never."),
        Has("recurrence", Answer("Recurrence", Has("every", OneOf<PeriodUnit>()), Has("anchor", Instant)).OrNull),
        Has("rollover", Answer("Rollover", Has("min", DecimalText), Has("max", DecimalText), Has("again", Flag)).OrNull),
        Has("dimensions", MapOf(Text)),
        Has("cost_basis", DecimalText.OrNull),
        Has("state", OneOf<GrantState>(), "As of now; one that is active may have nothing left, or begin later."),
        Has("pending_payment", Flag, "It waits for its payment."),
        Has("reason", Text.OrNull),
        Has("author", Text.OrNull),
        Has("external_ids", MapOf(Text)),
        Has("issued_at", Instant),
        Has("paid_at", Instant.OrNull),
        Has("voided_at", Instant.OrNull),
        Has("void_reason", Text.OrNull, "Why it was voided."),
        Has("void_author", Text.OrNull, "Who voided it."),
        Has("balances", Answer("GrantBalances", Balances))
    );

    public static void Write(Utf8JsonWriter json, string accountId, GrantBook book)
    {
        Grant grant = book.Grant;
        json.WriteStartObject();
        json.WriteString("id"u8, grant.Id);
        json.WriteString("account_id"u8, accountId);
        json.WriteString("feature"u8, grant.Feature);
        json.WriteString("wallet"u8, grant.Wallet);
        Write(json, "features"u8, grant.Features);
        Write(json, "meters"u8, grant.Meters);
        json.WriteString("amount"u8, grant.Amount);
        json.WriteNumber("priority"u8, grant.Priority);
        json.WriteString("source"u8, Words.Of(grant.Source));
        json.WriteString("effective_at"u8, (EffectiveAt?)grant.EffectiveAt);
        json.WriteString("expires_at"u8, grant.ExpiresAt);
        Write(json, grant.Recurrence);
        Write(json, grant.Rollover);
        json.WriteMap("dimensions"u8, grant.Dimensions);
        json.WriteString("cost_basis"u8, grant.CostBasis);
        json.WriteString("state"u8, Words.Of(book.State));
        json.WriteBoolean("pending_payment"u8, grant.PendingPayment && book.PaidAt is null);
        json.WriteString("reason"u8, grant.Reason);
        json.WriteString("author"u8, grant.Author);
        json.WriteMap("external_ids"u8, grant.ExternalIds);
        json.WriteString("issued_at"u8, (RecordedAt?)book.IssuedAt);
        json.WriteString("paid_at"u8, book.PaidAt);
        json.WriteString("voided_at"u8, book.VoidedAt);
        json.WriteString("void_reason"u8, book.VoidReason);
        json.WriteString("void_author"u8, book.VoidAuthor);
        json.WriteStartObject("balances"u8);
        WriteBalances(json, balance => book.Lots.Aggregate(Units.Zero, (sum, lot) => sum + lot[balance]));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteBalances(Utf8JsonWriter json, Func<Balance, Units> of)
    {
        json.WriteString("issued"u8, -of(Balance.Issued));
        json.WriteString("pending"u8, of(Balance.Pending));
        json.WriteString("available"u8, of(Balance.Available));
        json.WriteString("reserved"u8, of(Balance.Reserved));
        json.WriteString("consumed"u8, of(Balance.Consumed));
        json.WriteString("expired"u8, of(Balance.Expired));
        json.WriteString("rolled_over"u8, of(Balance.RolledOver));
        json.WriteString("voided"u8, of(Balance.Voided));
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<string> ids)
    {
        json.WriteStartArray(name);
        foreach (string id in ids)
            json.WriteStringValue(id);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Recurrence? recurrence)
    {
        if (recurrence is null)
        {
            json.WriteNull("recurrence"u8);
            return;
        }

        json.WriteStartObject("recurrence"u8);
        json.WriteString("every"u8, Words.Of(recurrence.Every));
        json.WriteString("anchor"u8, (EffectiveAt?)recurrence.Anchor);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Rollover? rollover)
    {
        if (rollover is null)
        {
            json.WriteNull("rollover"u8);
            return;
        }

        json.WriteStartObject("rollover"u8);
        json.WriteString("min"u8, rollover.Min);
        json.WriteString("max"u8, rollover.Max);
        json.WriteBoolean("again"u8, rollover.Again);
        json.WriteEndObject();
    }
}
