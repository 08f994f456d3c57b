using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Outbox;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Time;
using Tollgate.Engine.Webhooks;
using Tollgate.Server.Alerts;
using Tollgate.Server.Http;

namespace Tollgate.Server.Webhooks;

/// <summary>What a receiver is sent.</summary>
/// <param name="Id">The same for the same event, whenever it is made.</param>
internal sealed record WebhookMessage(string Id, string EventType, string Body)
{
    private const int IdLength = 32;

    public static WebhookMessage Of(string environment, int shard, FactPosition position, AlertRaised alert) => new(
        // A hash, since the alert's own id holds what has no place in a header or in the signed text.
        "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{environment}\n{alert.Id}")))[..IdLength],
        EventTypes.Of(alert.Kind),
        Encode(EventTypes.Of(alert.Kind), environment, alert.At.ToString(), json => AlertJson.Write(json, shard, position, alert))
    );

    /// <summary>A wallet asks for more: whoever collects the money pays the grant, or voids it.</summary>
    public static WebhookMessage Of(string environment, GrantIssued issued) => new(
        "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{environment}\n{issued.Grant.Id}")))[..IdLength],
        EventTypes.TopUpRequested,
        Encode(EventTypes.TopUpRequested, environment, issued.At.ToString(), json =>
        {
            json.WriteStartObject();
            json.WriteString("grant_id"u8, issued.Grant.Id);
            json.WriteString("account_id"u8, issued.AccountId);
            json.WriteString("wallet"u8, issued.Grant.Wallet);
            json.WriteString("feature"u8, issued.Grant.Feature);
            json.WriteString("amount"u8, issued.Grant.Amount);
            json.WriteString("cost_basis"u8, issued.Grant.CostBasis);
            json.WriteString("reason"u8, issued.Grant.Reason);
            json.WriteEndObject();
        })
    );

    /// <summary>An invoice became final, with its lines as charges: whoever bills knows each by its id, whichever way it comes.</summary>
    public static WebhookMessage Of(string environment, FactPosition place, InvoiceFinalized final)
    {
        string id = "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{environment}\n{EventTypes.InvoiceFinalized}/{final.InvoiceId}")))[..IdLength];
        return new(id, EventTypes.InvoiceFinalized, Encode(EventTypes.InvoiceFinalized, environment, final.At.ToString(), json =>
        {
            json.WriteStartObject();
            json.WriteString("idempotency_key"u8, id);
            json.WriteString("invoice_id"u8, final.InvoiceId);
            json.WriteString("number"u8, final.Number);
            json.WriteString("legal_entity"u8, final.LegalEntity);
            json.WriteString("account_id"u8, final.AccountId);
            json.WriteString("contract_id"u8, final.ContractId);
            json.WriteString("date"u8, (EffectiveAt?)final.Date);
            json.WriteString("currency"u8, final.Content.Currency);
            json.WriteString("total"u8, Currency.Of(final.Content.Currency).Format(final.Content.Total));
            json.WriteStartArray("charges"u8);
            foreach (Outbox.Charge charge in Outbox.Charge.Of(final, place))
                charge.Write(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    /// <summary>An invoice is void: each of its charges is taken back, as <c>INVOICE/void/LINE</c>.</summary>
    public static WebhookMessage Of(string environment, InvoiceVoided voided) => TakingBack(environment, EventTypes.InvoiceVoided, voided, Engine.Outbox.TakingBack.VoidOf(voided.InvoiceId), voided.Reason, static _ => { });

    /// <summary>A credit note takes back some of an invoice's charges, under ids of its own.</summary>
    public static WebhookMessage Of(string environment, CreditNoteIssued issued) => TakingBack(environment, EventTypes.InvoiceCredited, issued, issued.Note.Id, issued.Note.Reason, json =>
    {
        var currency = Currency.Of(issued.Note.Currency);
        json.WriteString("number"u8, issued.Note.Number);
        json.WriteString("legal_entity"u8, issued.Note.LegalEntity);
        json.WriteString("date"u8, (EffectiveAt?)issued.Note.Date);
        json.WriteString("currency"u8, issued.Note.Currency);
        json.WriteString("total"u8, currency.Format(-issued.Note.Total));
        json.WriteStartArray("charges"u8);
        foreach (LineCredit credit in issued.Note.Lines)
        {
            json.WriteStartObject();
            json.WriteString("charge_id"u8, PlacedCharge.IdOf(issued.Note.Id, credit.Line));
            json.WriteString("takes_back"u8, PlacedCharge.IdOf(issued.InvoiceId, credit.Line));
            json.WriteString("due"u8, currency.Format(-credit.Amount));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static WebhookMessage TakingBack(string environment, string type, ReceivableFact fact, string document, string reason, Action<Utf8JsonWriter> more)
    {
        string id = "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{environment}\n{type}/{document}")))[..IdLength];
        return new(id, type, Encode(type, environment, fact.At.ToString(), json =>
        {
            json.WriteStartObject();
            json.WriteString("idempotency_key"u8, id);
            json.WriteString("invoice_id"u8, fact.InvoiceId);
            json.WriteString("account_id"u8, fact.AccountId);
            json.WriteString("reason"u8, reason);
            more(json);
            json.WriteEndObject();
        }));
    }

    /// <summary>Tells nothing, but that it arrives.</summary>
    public static WebhookMessage Test(string environment, string webhookId, EffectiveAt now) => new(
        "msg_test_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2)),
        EventTypes.Test,
        Encode(EventTypes.Test, environment, now.ToString(), json =>
        {
            json.WriteStartObject();
            json.WriteString("webhook_id"u8, webhookId);
            json.WriteEndObject();
        })
    );

    private static string Encode(string type, string environment, string at, Action<Utf8JsonWriter> data) => Answers.Text(json =>
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("timestamp"u8, at);
        json.WriteString("environment"u8, environment);
        json.WritePropertyName("data"u8);
        data(json);
        json.WriteEndObject();
    });
}
