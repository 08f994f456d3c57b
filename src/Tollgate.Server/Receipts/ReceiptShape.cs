using Tollgate.Engine.Entitlements;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Receipts;

/// <summary>The fields of a receipt: those that <see cref="ReceiptJson"/> writes.</summary>
internal static class ReceiptShape
{
    private static readonly ObjectShape Asked = Answer(
        "ReceiptRequest",
        Has("account_id", Text, "As it was called in the request."),
        Has("feature", Text),
        Has("requested_units", DecimalText),
        Has("allow_partial", Flag, "Whether a part would have been enough."),
        MayHave("value", Anything, "Of a config feature: what was asked for."),
        Has("timestamp", Instant.OrNull, "null is the instant of the decision."),
        Has("subject", Text.OrNull),
        MayHave("properties", MapOf(Anything)),
        MayHave("properties_sha256", Text, "In place of properties of more than 1,024 characters: the SHA-256, in hex, of each one's name and JSON, a line each, in the order of the names."),
        MayHave("event_id", Text, "Of a consume."),
        MayHave("source", Text, "Of a consume.")
    );

    private static readonly ObjectShape Given = Answer(
        "ReceiptAnswer",
        Has("allowed", Flag),
        Has("included", Flag),
        Has("reason", OneOf<Reason>()),
        Has("granted_units", DecimalText),
        Has("duplicate", Flag),
        Has("conflict", Flag),
        MayHave("value", Anything, "A config feature's value."),
        MayHave("usage_limit", DecimalText.OrNull, "Of a metered feature, before a check or after a consume; null is without limit."),
        MayHave("usage_consumed", DecimalText),
        MayHave("overage_units", DecimalText)
    );

    private static readonly ObjectShape AsOf = Answer(
        "ReceiptAsOf",
        Has("shard", Integer),
        Has("incarnation", Integer),
        Has("epoch", Integer),
        Has("seq", Integer),
        Has("ordinal", Integer, "How many facts of that block the decision saw; a consume's own stand behind them."),
        Has("block_hash", Text, "The SHA-256 of that block, in hex.")
    );

    private static readonly ObjectShape Payload = Answer(
        "ReceiptPayload",
        Has("receipt_version", Integer),
        Has("installation", Text),
        Has("environment", Text),
        Has("decision_id", Text),
        Has("kind", OneOf(null, "check", "consume")),
        Has("request", Asked),
        Has("answer", Given),
        Has("as_of", AsOf, "The state that the decision saw."),
        Has("decided_at", Instant, "On the environment's clock."),
        Has("engine_version", Text),
        Has("issued_at", Instant, "When the receipt was signed, on the real clock.")
    );

    public static readonly ObjectShape Answered = Answer(
        "DecisionReceipt",
        Has("decision_id", Text),
        Has("receipt", Text, "The signed form: header, payload and signature in base64url, with points between them."),
        Has("payload", Payload, "What was signed, to be read.")
    );
}
