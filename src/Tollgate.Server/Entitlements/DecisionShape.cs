using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Server.Http;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Entitlements;

/// <summary>The fields of decisions: those that <see cref="DecisionRequest"/> reads and <see cref="DecisionJson"/> writes.</summary>
internal static class DecisionShape
{
    public static readonly ObjectShape Check = Request(
        "CheckRequest",
        Needs("account_id", Text, "Whose right; an external id is written system:id.") with { Alias = "customer_id" },
        Needs("feature", Text, "Which feature of the catalog."),
        Takes("requested_units", DecimalSent, "How many units; 1 unless given."),
        Takes("subject", Text, "Who or what uses them, such as a user."),
        Takes("timestamp", Instant, "When they are used; now unless given."),
        Takes("properties", MapOf(Anything), "What the usage is about, such as a model or a region."),
        Takes("value", Anything, "Of a config feature: whether this much, or this word, is enough."),
        Takes("allow_partial", Flag, "Grants what may pass when not all of it may; false unless given.")
    );

    public static readonly ObjectShape Consume = Check.With(
        "ConsumeRequest",
        Takes("event_id", Text, "Makes it safe to retry; one is made unless given."),
        Takes("source", Text, "Where the event_id comes from; api unless given.")
    );

    public static readonly ObjectShape Reserve = Consume.With(
        "ReserveRequest",
        Takes("ttl_seconds", Integer, "How long the units are held, from 1 second to 7 days; 300 unless given.")
    );

    public static readonly ObjectShape CheckBatch = Request(
        "CheckBatchRequest",
        Needs("requests", ListOf(Check), "Up to 1,000, each as for check."),
        Takes("verbose", Flag, "Answers decisions in full; false unless given.")
    );

    public static readonly ObjectShape ConsumeBatch = Request(
        "ConsumeBatchRequest",
        Needs("requests", ListOf(Consume), "Up to 1,000, each as for consume."),
        Takes("verbose", Flag, "Answers decisions in full; false unless given.")
    );

    private static readonly Field[] State =
    [
        Has("included", Flag, "Whether the account has the feature at all."),
        Has("enforcement", OneOf<Enforcement>().OrNull, "What happens beyond the limit; null unless the feature is metered and included."),
        Has("usage_limit", DecimalText.OrNull, "Units that may be used in the period; null is without limit."),
        Has("usage_consumed", DecimalText.OrNull),
        Has("usage_reserved", DecimalText.OrNull, "Units that are held for reservations."),
        Has("remaining", DecimalText.OrNull, "Of the units of the period and of each window that is limited, whichever is least; null is without limit."),
        Has("overage_units", DecimalText.OrNull, "The request's own part beyond the limit."),
        Has("overage_price", DecimalText.OrNull, "What the next unit beyond the limit costs; null when the plan does not price it."),
        MayHave("wallet", Answer("WalletState", Has("unit", Text, "A currency or a credit."), Has("available", DecimalText, "For such a request."), Has("cost", DecimalText, "What the request takes.")), "Of a feature that is paid from a wallet."),
    ];

    public static readonly ObjectShape Explanation = Answer(
        "Explanation",
        Has("rule", OneOf<Rule>(), "The step of the resolution that decided."),
        MayHave("override", Answer("AppliedOverride", Has("id", Text), Has("reason", Text), Has("author", Text), Has("ends_at", Instant.OrNull)), "The exception that decided."),
        MayHave("degraded", Flag, "The account is delinquent, and the policy of that made the limit hard."),
        MayHave("seat", Text, "The seat feature of which a subject must hold a seat to use this."),
        MayHave(
            "condition",
            Answer(
                "UnmetCondition",
                Has("kind", OneOf<ConditionKind>()),
                MayHave("name", Text, "Of an attribute."),
                Has("wanted", ListOf(Text), "Any of these would have done; of from and until, the instant."),
                Has("found", Text.OrNull, "What was there instead, of groups all of them; null when nothing was.")),
            "Of condition_not_met: what was not as the right asks."),
        MayHave("contract", Text),
        MayHave("contract_version", Integer),
        MayHave("paused", Flag, "The contract is paused, and gives nothing of its own; left out unless so."),
        MayHave("plan", Text),
        MayHave("catalog_version", Integer),
        Has("burns", ListOf(Answer("Burn", Has("grant", Text), Has("units", DecimalText))), "What is burnt from which grant."),
        Has("limited_by", Text.OrNull, "The account whose limit it is."),
        LimitJson.Limits,
        LimitJson.Tightest
    );

    public static readonly ObjectShape Seats = Answer(
        "SeatState",
        Has("type", OneOf<SeatType>()),
        Has("limit", Integer.OrNull, "How many seats there are; null is without limit."),
        Has("taken", Integer, "How many are held; it may be above the limit, where that was lowered."),
        Has("available", Integer.OrNull, "null is without limit."),
        Has("held", Flag.OrNull, "Whether the subject holds one; null when the request names no subject."),
        Has("expires_at", Instant.OrNull, "When the subject's seat runs out unless a heartbeat comes; null of a named one.")
    );

    private static readonly Field[] Outcome =
    [
        Has("resets_at", Instant.OrNull, "The end of the billing period; of what another limit denied, when that begins anew."),
        Has("reason", OneOf<Reason>()),
        MayHave("retry_after_ms", Integer, "Of what a throttle did not let pass: when to ask again."),
        MayHave("value", Anything, "A config feature's value."),
        MayHave("seats", Seats, "Of a seat feature: how its seats stand."),
        Has("explanation", Explanation.OrNull),
    ];

    public static readonly ObjectShape AsOf = Answer(
        "AsOf",
        Has("shard", Integer),
        Has("incarnation", Integer, "Which branch of history."),
        Has("epoch", Integer, "Which ownership of the shard."),
        Has("seq", Integer, "The last block that it saw anything of; of a consume that was counted, the one that holds it."),
        Has("ordinal", Integer.OrNull, "How many facts of that block it saw; null is all of them.")
    );

    private static readonly Field[] Whole =
    [
        Has("allowed", Flag),
        Has("account_id", Text),
        Has("feature", Text),
        .. State,
        Has("granted_units", DecimalText, "What was granted, or would be; with allow_partial it may be less than asked for."),
        Has("duplicate", Flag, "The consume was counted before, and burnt nothing now."),
        MayHave("conflict", Flag, "It was counted with other content, which stays; nothing is granted now."),
        .. Outcome,
        Has("as_of", AsOf, "The state that the decision saw."),
        MayHave("event_id", Text, "Of a consume."),
        Has("decision_id", Text, "Names this decision: GET /v1/decisions/{id} gives its receipt."),
    ];

    public static readonly ObjectShape Decision = Answer("Decision", Whole);

    public static readonly ObjectShape Reserved = Answer(
        "ReservedDecision",
        [
            Has("reservation_id", Text.OrNull, "null when nothing is held: it was denied, or the feature has no units."),
            Has("expires_at", Instant.OrNull, "Exclusive: what is not settled by then is returned."),
            .. Whole,
        ]
    );

    public static readonly ObjectShape Reservation = Answer(
        "Reservation",
        Has("reservation_id", Text),
        Has("account_id", Text),
        Has("feature", Text),
        Has("state", OneOf("ReservationState", "open", "settled", "released")),
        Has("reserved_units", DecimalText, "What was held."),
        Has("settled_units", DecimalText.OrNull, "What was counted; null while it is open, and when it was released."),
        Has("overage_units", DecimalText.OrNull, "The part of what was counted that nothing covered."),
        Has("expires_at", Instant),
        Has("event_id", Text, "Of the usage event that a settlement counts.")
    );

    private static readonly ObjectShape Compact = Answer(
        "CompactDecision",
        Has("allowed", Flag),
        Has("remaining", DecimalText.OrNull, "null is without limit, or not counted."),
        MayHave("reason", OneOf<Reason>(), "Of a denial, or of a part."),
        MayHave("granted_units", DecimalText, "Where it is less than what was asked for."),
        MayHave("retry_after_ms", Integer, "Of what a throttle did not let pass: when to ask again."),
        MayHave("duplicate", Flag, "The consume was counted before, and burnt nothing now."),
        MayHave("conflict", Flag, "It was counted with other content, which stays; nothing is granted now."),
        MayHave("value", Anything, "A config feature's value."),
        MayHave("event_id", Text, "Of a consume that came without one.")
    );

    private static readonly ObjectShape Undecided = Answer(
        "UndecidedRequest",
        Has("index", Integer, "Its place in the list, from 0."),
        Has("code", Text, "Stable; docs/reference/errors.md lists them all."),
        Has("detail", Text, "What is wrong, in a sentence."),
        MayHave("pointer", Text, "The place in the request, as a JSON pointer.")
    );

    public static readonly ObjectShape Batch = Answer(
        "DecisionBatch",
        Has("results", ListOf(Either(Compact, Decision, Undecided)), "One for each request, in their order."),
        Has("as_of", AsOf.OrNull, "The state that the decisions saw; of a consume, the last that one of them saw. null when none was made.")
    );

    public static readonly ObjectShape Explained = Answer(
        "ExplainedDecision",
        [
            Has("account_id", Text),
            Has("feature", Text),
            Has("at", Instant, "The instant that was asked for."),
            Has("known_at", Instant.OrNull, "null is now."),
            Has("requested_units", DecimalText),
            Has("allowed", Flag),
            .. State,
            Has("granted_units", DecimalText),
            MayHave("duplicate", Flag, "Of a decision that was given: its event had been counted before."),
            .. Outcome,
            Has("decision_id", Text.OrNull, "Of a decision that was given."),
            Has("summary", Text, "The answer, in one sentence."),
            Has("sentences", ListOf(Text), "Why, in the order of the rules; times are in the account's zone."),
        ]
    );

    public static readonly ObjectShape Rights = Answer(
        "Entitlements",
        Has("account_id", Text),
        Has("at", Instant),
        Has("known_at", Instant.OrNull, "null is now."),
        Has("data", ListOf(Answer("Entitlement", [Has("feature", Text), Has("kind", OneOf<FeatureKind>()), .. State, .. Outcome]))),
        Has("next_cursor", Text.OrNull)
    );
}
