using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Time;
using Tollgate.Server.Catalog;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Exceptions;

/// <summary>Standings and overrides as the API answers them.</summary>
internal static class StandingJson
{
    public static readonly ObjectShape Shape = Answer(
        "Standing",
        Has("account_id", Text),
        Has("suspended", Answer("Suspension", Has("since", Instant), Has("reason", Text), Has("author", Text)).OrNull),
        Has("delinquent", Answer("Delinquency", Has("since", Instant), Has("policy", OneOf<DelinquencyPolicy>()), Has("after_days", Integer), Has("reason", Text), Has("author", Text), MayHave("invoice_id", Text, "The invoice that is not paid; absent where an operator says so by hand.")).OrNull)
    );

    public static readonly ObjectShape Override = Answer(
        "Override",
        Has("id", Text),
        Has("account_id", Text),
        Has("feature", Text),
        Has("value", Anything, "null of a metered feature."),
        Has("enforcement", OneOf<Enforcement>().OrNull),
        Has("cap", DecimalText.OrNull),
        Has("overage_cap", DecimalText.OrNull),
        Has("spend_cap", DecimalText.OrNull),
        MayHave("seats", Integer, "Of a seat feature."),
        Has("starts_at", Instant),
        Has("ends_at", Instant.OrNull, "Exclusive; null until it is ended."),
        MayHave("when", ConditionShape.Sent, "What must be so for it to hold."),
        Has("reason", Text),
        Has("author", Text),
        Has("set_at", Instant),
        Has("ended_at", Instant.OrNull, "When it was ended before its time."),
        Has("supersedes", ListOf(Text), "Overrides of which it took some of the time when it was set; of very many the last 100.")
    );

    public static void Write(Utf8JsonWriter json, string account, Suspension? suspension, Delinquency? delinquency)
    {
        json.WriteStartObject();
        json.WriteString("account_id"u8, account);
        if (suspension is null)
        {
            json.WriteNull("suspended"u8);
        }
        else
        {
            json.WriteStartObject("suspended"u8);
            json.WriteString("since"u8, (RecordedAt?)suspension.At);
            json.WriteString("reason"u8, suspension.Reason);
            json.WriteString("author"u8, suspension.Author);
            json.WriteEndObject();
        }

        if (delinquency is null)
        {
            json.WriteNull("delinquent"u8);
        }
        else
        {
            json.WriteStartObject("delinquent"u8);
            json.WriteString("since"u8, (EffectiveAt?)delinquency.Since);
            json.WriteString("policy"u8, Words.Of(delinquency.Policy));
            json.WriteNumber("after_days"u8, delinquency.AfterDays);
            json.WriteString("reason"u8, delinquency.Reason);
            json.WriteString("author"u8, delinquency.Author);
            if (delinquency.InvoiceId is { } invoice)
                json.WriteString("invoice_id"u8, invoice);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, string account, StandingOverride standing, IReadOnlyList<string> supersedes)
    {
        Engine.Exceptions.Override terms = standing.Terms;
        json.WriteStartObject();
        json.WriteString("id"u8, terms.Id);
        json.WriteString("account_id"u8, account);
        json.WriteString("feature"u8, terms.Feature);
        WriteValue(json, terms.Terms);
        json.WriteString("enforcement"u8, terms.Terms.Enforcement is { } enforcement ? Words.Of(enforcement) : null);
        json.WriteString("cap"u8, terms.Terms.Cap);
        json.WriteString("overage_cap"u8, terms.Terms.OverageCap);
        json.WriteString("spend_cap"u8, terms.Terms.SpendCap);
        if (terms.Terms.Seats is { } seats)
            json.WriteNumber("seats"u8, seats);
        json.WriteString("starts_at"u8, (EffectiveAt?)terms.From);
        json.WriteString("ends_at"u8, terms.Until);
        if (terms.When is { } when)
            ConditionShape.Write(json, "when"u8, when);
        json.WriteString("reason"u8, terms.Reason);
        json.WriteString("author"u8, terms.Author);
        json.WriteString("set_at"u8, (RecordedAt?)standing.SetAt);
        json.WriteString("ended_at"u8, standing.EndedAt);
        json.WriteStartArray("supersedes"u8);
        foreach (string id in supersedes)
            json.WriteStringValue(id);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, OverrideTerms terms)
    {
        switch (terms)
        {
            case { Flag: { } flag }:
                json.WriteBoolean("value"u8, flag);
                break;
            case { Granted: { } granted }:
                json.WriteBoolean("value"u8, granted);
                break;
            case { Text: { } text }:
                json.WriteString("value"u8, text);
                break;
            case { Number: { } number }:
                json.WritePropertyName("value"u8);
                json.WriteRawValue(number.ToString());
                break;
            default:
                json.WriteNull("value"u8);
                break;
        }
    }
}
