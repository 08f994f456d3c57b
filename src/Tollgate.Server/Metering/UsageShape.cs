using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Metering;

/// <summary>The fields of usage: those that <see cref="PlainEvent"/> and <see cref="CloudEvent"/> read, and the answers about it.</summary>
internal static class UsageShape
{
    public static readonly ObjectShape Sent = Request(
        "SentEvent",
        Needs("event_id", Text, "With account and source it says which event this is; one that was sent before counts once."),
        Needs("account_id", Text, "Whose usage; an external id is written system:id.") with { Alias = "customer_id" },
        Needs("meter", Text, "The event's type, which meters of the catalog count.") with { Alias = "metric" },
        Takes("quantity", DecimalSent, "How much, for meters that read it."),
        Takes("timestamp", Instant, "When it was used; the instant of receipt unless given."),
        Takes("source", Text, "Where it comes from; api unless given."),
        Takes("subject", Text, "Who or what used it, such as a user."),
        Takes("properties", MapOf(Anything), "What else meters count or group by.")
    );

    public static readonly ObjectShape Cloud = Request(
        "CloudEvent",
        Needs("specversion", OneOf(null, CloudEvent.Version), "The version of CloudEvents."),
        Needs("id", Text, "The event_id."),
        Needs("source", Text, "Where it comes from."),
        Needs("type", Text, "What meters of the catalog count."),
        Needs("subject", Text, "Whose usage: the account."),
        Takes("time", Instant, "When it was used; the instant of receipt unless given."),
        Takes("data", MapOf(Anything), "The properties; its quantity is the event's.")
    ) with { Closed = false };

    private static readonly Shape Refused = Answer(
        "RefusedEvent",
        Has("index", Integer, "Its place in the request, from 0."),
        Has("event_id", Text.OrNull),
        Has("code", Text),
        Has("detail", Text),
        MayHave("pointer", Text, "The place in the event.")
    );

    public static readonly ObjectShape Taken = Answer(
        "UsageReceipt",
        Has("accepted", Integer),
        Has("duplicates", Integer),
        Has("rejected", ListOf(Refused)),
        Has("conflicts", ListOf(Refused), "Events that say something else than the first time.")
    );

    private static readonly Field[] EventFields =
    [
        Has("event_id", Text),
        Has("source", Text),
        Has("account_id", Text),
        Has("type", Text),
        Has("timestamp", Instant),
        Has("quantity", DecimalText.OrNull),
        Has("subject", Text.OrNull),
        Has("properties", MapOf(Anything)),
    ];

    private static readonly Shape Receipt = Answer(
        "EventReceipt",
        Has("received_at", Instant),
        Has("conflict", Flag),
        MayHave("said", Answer("SaidEvent", EventFields), "What a conflicting receipt says.")
    );

    private static readonly Shape Billing = Answer(
        "EventCharge",
        Has("charge", Text),
        Has("billing", OneOf("EventBilling", "invoiced", "draft", "not_yet_billed", "recorded_after_cutoff", Codes.PriceMissing)),
        Has("invoice_id", Text.OrNull),
        Has("line", Integer.OrNull)
    );

    private static readonly Shape Counted = Answer(
        "CountedUsage",
        Has("meter", Text),
        Has("value", DecimalText),
        Has("covered", DecimalText, "The part that an allowance covered."),
        Has("contract_id", Text.OrNull, "null while no contract covers it."),
        Has("period_start", Instant.OrNull),
        Has("after_cutoff", Flag),
        Has("charges", ListOf(Billing))
    );

    public static readonly ObjectShape Event = Answer(
        "UsageEvent",
        [.. EventFields, Has("consumed", Flag, "It came by a consume."), Has("receipts", ListOf(Receipt)), Has("counted", ListOf(Counted))]
    );

    public static readonly ObjectShape Windows = Answer(
        "Usage",
        Has("account_id", Text),
        Has("meter", Text),
        Has("window", OneOf<UsageWindowSize>()),
        Has("from", Instant),
        Has("to", Instant),
        Has("data", ListOf(Answer(
            "UsageWindow",
            Has("start", Instant),
            Has("end", Instant),
            MayHave("group", MapOf(Text.OrNull), "With group_by: the dimensions' values."),
            Has("quantity", DecimalText),
            Has("events", Integer)
        ))),
        Has("next_cursor", Text.OrNull)
    );
}
