using System.Text.Json;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Orders;
using Tollgate.Engine.Time;
using Tollgate.Server.Contracts;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;
using Words = Tollgate.Server.Http.Words;

namespace Tollgate.Server.Orders;

/// <summary>Orders and their revisions, as answers tell them.</summary>
internal static class OrderJson
{
    public const string Example =
        """{"order_id":"SO-1001","account_id":"acme","revision":1,"state":"applied","purchase_order":"PO-77","problem":null,"done":[{"line":"1","kind":"contract","id":"ctr_0Zk3mN4pR6sT8uV0","act":"made"}],"tries":1,"received_at":"2025-06-01T00:00:00Z","decided_at":"2025-06-01T00:00:00Z"}""";

    public const string WholeExample =
        """{"order_id":"SO-1001","account_id":"acme","revision":1,"state":"applied","revisions":[{"revision":1,"state":"applied","purchase_order":"PO-77","problem":null,"done":[{"line":"1","kind":"contract","id":"ctr_0Zk3mN4pR6sT8uV0","act":"made"}],"tries":1,"received_at":"2025-06-01T00:00:00Z","decided_at":"2025-06-01T00:00:00Z","lines":[{"id":"1","contract":{"plan":"growth","starts_at":"2025-06-01T00:00:00Z","ends_at":null},"grant":null}]}]}""";

    private static readonly Field[] RevisionFields =
    [
        Has("revision", Integer),
        Has("state", OneOf<OrderState>(), "waiting stands in the inbox: nothing of it is done."),
        Has("purchase_order", Text.OrNull),
        MayHave("effective_at", Instant, "From when what it changes of contracts holds, where it says so."),
        Has("problem", Answer("OrderProblem", Has("code", Text), Has("detail", Text), Has("remedy", Text, "What to do about it."), Has("pointer", Text.OrNull, "The place in the order.")).OrNull, "Why it waits or is refused."),
        Has("done", ListOf(Answer(
            "OrderedChange",
            Has("line", Text),
            Has("kind", OneOf<OrderedKind>()),
            Has("id", Text, "Of the contract or grant."),
            Has("act", OneOf<OrderedAct>())
        )), "What this revision made and took back."),
        Has("tries", Integer),
        Has("received_at", Instant),
        Has("decided_at", Instant, "When it was tried last, or a newer one took its place."),
    ];

    public static readonly ObjectShape Shape = Answer("Order", [Has("order_id", Text), Has("account_id", Text), .. RevisionFields]);

    public static readonly ObjectShape Whole = Answer(
        "OrderHistory",
        Has("order_id", Text),
        Has("account_id", Text),
        Has("revision", Integer, "The newest."),
        Has("state", OneOf<OrderState>(), "Of the newest."),
        Has("revisions", ListOf(Answer("OrderRevision", [
            .. RevisionFields,
            Has("lines", ListOf(Answer(
                "OrderedLine",
                Has("id", Text),
                MayHave("effective_at", Instant, "From when it changes its contract."),
                Has("contract", Answer("OrderedContractTerms", [Has("plan", Text), Has("starts_at", Instant), Has("ends_at", Instant.OrNull), .. ContractTermsJson.Shape]).OrNull),
                Has("grant", Answer("OrderedGrantTerms", Has("feature", Text.OrNull), Has("wallet", Text.OrNull), Has("amount", DecimalText), Has("source", OneOf<GrantSource>()), Has("effective_at", Instant), Has("expires_at", Instant.OrNull)).OrNull)
            ))),
        ])), "In the order in which they came.")
    );

    /// <summary>One revision, as the answer to who asked about it.</summary>
    public static void Write(Utf8JsonWriter json, PlacedOrder placed)
    {
        json.WriteStartObject();
        json.WriteString("order_id"u8, placed.Order.Id);
        json.WriteString("account_id"u8, placed.AccountId);
        WriteRevision(json, placed.Revision);
        json.WriteEndObject();
    }

    public static void WriteWhole(Utf8JsonWriter json, PlacedOrder placed)
    {
        json.WriteStartObject();
        json.WriteString("order_id"u8, placed.Order.Id);
        json.WriteString("account_id"u8, placed.AccountId);
        json.WriteNumber("revision"u8, placed.Revision.Terms.Revision);
        json.WriteString("state"u8, Words.Of(placed.Revision.Outcome.State));
        json.WriteStartArray("revisions"u8);
        foreach (OrderRevision revision in placed.Order.Revisions)
        {
            json.WriteStartObject();
            WriteRevision(json, revision);
            json.WriteStartArray("lines"u8);
            foreach (OrderLine line in revision.Terms.Lines)
                WriteLine(json, line);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRevision(Utf8JsonWriter json, OrderRevision revision)
    {
        json.WriteNumber("revision"u8, revision.Terms.Revision);
        json.WriteString("state"u8, Words.Of(revision.Outcome.State));
        json.WriteString("purchase_order"u8, revision.Terms.PurchaseOrder);
        if (revision.Terms.EffectiveAt is { } from)
            json.WriteString("effective_at"u8, (EffectiveAt?)from);
        if (revision.Outcome.Problem is { } problem)
        {
            json.WriteStartObject("problem"u8);
            json.WriteString("code"u8, problem.Code);
            json.WriteString("detail"u8, problem.Detail);
            json.WriteString("remedy"u8, ErrorCodes.RemedyOf(problem.Code));
            json.WriteString("pointer"u8, problem.Pointer);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("problem"u8);
        }

        json.WriteStartArray("done"u8);
        foreach (OrderedChange done in revision.Outcome.Done)
        {
            json.WriteStartObject();
            json.WriteString("line"u8, done.Line);
            json.WriteString("kind"u8, Words.Of(done.Kind));
            json.WriteString("id"u8, done.Id);
            json.WriteString("act"u8, Words.Of(done.Act));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("tries"u8, revision.Tries);
        json.WriteString("received_at"u8, (RecordedAt?)revision.ReceivedAt);
        json.WriteString("decided_at"u8, (RecordedAt?)revision.DecidedAt);
    }

    private static void WriteLine(Utf8JsonWriter json, OrderLine line)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, line.Id);
        if (line.EffectiveAt is not null)
            json.WriteString("effective_at"u8, line.EffectiveAt);
        if (line.Contract is { } contract)
        {
            json.WriteStartObject("contract"u8);
            json.WriteString("plan"u8, contract.Plan);
            json.WriteString("starts_at"u8, (EffectiveAt?)contract.StartsAt);
            json.WriteString("ends_at"u8, contract.EndsAt);
            ContractTermsJson.Write(json, contract.Terms);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("contract"u8);
        }

        if (line.Grant is { } grant)
        {
            json.WriteStartObject("grant"u8);
            json.WriteString("feature"u8, grant.Feature);
            json.WriteString("wallet"u8, grant.Wallet);
            json.WriteString("amount"u8, grant.Amount);
            json.WriteString("source"u8, Words.Of(grant.Source));
            json.WriteString("effective_at"u8, (EffectiveAt?)grant.EffectiveAt);
            json.WriteString("expires_at"u8, grant.ExpiresAt);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("grant"u8);
        }

        json.WriteEndObject();
    }
}
