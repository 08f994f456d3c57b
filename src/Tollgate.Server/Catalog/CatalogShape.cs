using Tollgate.Engine.Catalog;
using Tollgate.Server.Http;
using Tollgate.Server.Rating;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Catalog;

/// <summary>The fields of the catalog document, which <see cref="CatalogReader"/> reads, and of the answers about it.</summary>
internal static class CatalogShape
{
    private static readonly Shape Meter = Request(
        "Meter",
        Needs("event", Text, "The type of the events that are counted."),
        Needs("aggregation", OneOf<Aggregation>(), "How they become a quantity."),
        Takes("value", Text, "quantity, unless another path into the properties is given."),
        Takes("dimensions", ListOf(Text), "Properties by which usage is kept apart.")
    );

    private static readonly Shape Feature = Request(
        "Feature",
        Needs("kind", OneOf<FeatureKind>(), "What a right to it says."),
        Takes("type", Either(OneOf<ConfigType>(), OneOf<SeatType>()), "Of a config feature: what its values are; of a seat feature: how its seats are held."),
        Takes("values", ListOf(Text), "Of a config feature of type string: those that it may have, the least generous first; any unless given."),
        Takes("meter", Text, "Of a metered feature: what counts it."),
        Takes("heartbeat", Text, "Of concurrent seats: how long one is held without a heartbeat, such as 5min."),
        Takes("skew", Text, "Of concurrent seats: how much later a silent one is given to others; 30s unless given.")
    );

    private static readonly Shape Limit = Request(
        "WindowLimit",
        Needs("per", OneOf<WindowUnit>(), "The window, of the calendar of the account's zone."),
        Needs("units", DecimalSent, "The most in each."),
        Takes("subject", OneOf(null, "each"), "For every subject by itself, and not for all of them together.")
    );

    private static readonly Shape BurnRate = Request(
        "BurnRate",
        Needs("per", OneOf<WindowUnit>(), "The window."),
        Needs("units", DecimalSent, "The least usage that is told.")
    );

    private static readonly Shape Metered = Request(
        "MeteredEntitlement",
        Takes("included", Either(DecimalSent, OneOf(null, "unlimited")), "Units in each billing period; 0 unless given."),
        Takes("enforcement", OneOf<Enforcement>(), "What happens beyond them; hard unless given."),
        Takes("grace_units", DecimalSent, "Of grace: units that may be used beyond them in a period."),
        Takes("grace_period", Text, "Of grace: how long after the limit was first exceeded, such as 7d or 12h."),
        Takes("grace_free", Flag, "Of grace: what is used in it costs nothing; false unless given."),
        Takes("rate", Either(DecimalSent, Text), "Of throttle: units that pass beyond them, such as 10 (a second), 10/s, 600/min."),
        Takes("burst", DecimalSent, "Of throttle: units that may pass at once."),
        Takes("seat", Text, "A seat feature: only subjects that hold a seat of it may use this one."),
        Takes("thresholds", ListOf(DecimalSent), "Percentages of them at which alerts are raised; 80, 90 and 100 unless given."),
        Takes("limits", ListOf(Limit), "No more units in a calendar window, beside the billing period's."),
        Takes("overage_cap", DecimalSent, "Of soft and throttle: no more overage in a billing period."),
        Takes("spend_cap", DecimalSent, "What the feature's usage may cost in a billing period."),
        Takes("spend_thresholds", ListOf(DecimalSent), "Percentages of spend_cap at which alerts are raised; 80, 90 and 100 unless given."),
        Takes("burn_rate", BurnRate, "An alert is raised when the usage of a window first reaches so many units."),
        Takes("paid_from", Text, "A currency or a credit whose wallet pays for what is used."),
        Takes("credit_rate", DecimalSent, "Credits for each unit, where a credit pays."),
        Takes("when", ConditionShape.Sent, "What must be so for any of it to be allowed.")
    );

    private static readonly Shape Granted = Request(
        "BooleanEntitlement",
        Needs("granted", Flag, "Of a boolean feature."),
        Takes("when", ConditionShape.Sent, "What must be so for it to hold; always unless given.")
    );

    private static readonly Shape Valued = Request(
        "ConfigEntitlement",
        Needs("value", Either(Flag, DecimalSent, Text), "Of a config feature."),
        Takes("when", ConditionShape.Sent, "What must be so for it to hold; always unless given.")
    );

    private static readonly Shape Seats = Request("SeatEntitlement", Needs("seats", Either(Integer, OneOf(null, "unlimited")), "How many subjects may hold one at a time."), Takes("when", ConditionShape.Sent, "What must be so for one to be taken; always unless given."));

    private static readonly Shape ForHolders = Request("HoldersEntitlement", Needs("seat", Text, "The seat feature of which a subject must hold a seat."), Takes("when", ConditionShape.Sent, "What must be so for it to hold; always unless given."));

    private static readonly Shape Right = Either(Flag, DecimalSent, Text, Metered, Granted, Valued, Seats, ForHolders, ListOf(Either(Flag, DecimalSent, Text, Granted, Valued)));

    private static readonly Shape Charge = Request(
        "Charge",
        [
            Takes("meter", Text, "What is counted; none for a flat charge."),
            Takes("after", OneOf(null, "included"), "Prices only what no grant covered."),
            Takes("bill", OneOf<Bill>(), "Of a flat charge: arrears unless given."),
            Takes("proration", OneOf<Proration>(), "Of a flat charge: how a part of a period is owed; day unless given."),
            Takes("gl_account", Text, "The general-ledger account of its revenue, as the books call it."),
            Takes("revenue", OneOf<RevenueRule>(), "When it is revenue: by day over its line's period, or at once, as it is unless given."),
            Takes("tax_category", Text, "What kind of thing it sells, for the table of taxes."),
            .. RatedShape.PriceParts,
        ]
    );

    private static readonly Shape Credit = Request("Credit", Takes("price", RatedShape.Price, "What an amount costs that is bought at once."));

    private static readonly Shape Plan = Request(
        "Plan",
        Takes("name", Text, "For people; the plan's id unless given."),
        Needs("period", OneOf<PeriodUnit>(), "The billing period."),
        Takes("anchor", OneOf<PeriodAnchor>(), "Where periods begin; contract unless given."),
        Takes("entitlements", MapOf(Right), "By feature: true or false, a value, included units, or seats; with a condition; or a list, of which the most generous that holds is the right."),
        Takes("charges", MapOf(Charge), "By name; invoice lines keep their order."),
        Takes("spend_cap", DecimalSent, "What all usage may cost in a billing period."),
        Takes("spend_thresholds", ListOf(DecimalSent), "Percentages of spend_cap at which alerts are raised; 80, 90 and 100 unless given.")
    );

    public static readonly ObjectShape Document = Request(
        "CatalogDocument",
        Needs("currency", Text, "ISO 4217, such as USD."),
        Takes("meters", MapOf(Meter), "By id: how usage is counted."),
        Takes("features", MapOf(Feature), "By id: what is sold."),
        Takes("credits", MapOf(Credit), "By id: units of your own that pay for usage."),
        Takes("defaults", MapOf(Right), "By feature, as a plan's entitlements: the right to what a plan does not name."),
        Takes("plans", MapOf(Plan), "By id: what is sold together, and its prices.")
    );

    public static readonly ObjectShape Changes = Answer(
        "CatalogChanges",
        Has("version", Integer),
        Has("changes", ListOf(Answer(
            "CatalogChange",
            Has("kind", OneOf<ChangeKind>()),
            Has("pointer", Text, "The place in the document; of what is removed, in the old one."),
            Has("sentence", Text)
        ))),
        Has("stays", Answer("StaysBehind", Has("contracts", Integer), Has("accounts", Integer)), "How many stay on older versions.")
    );

    public static readonly ObjectShape Version = Answer("CatalogVersion", Has("version", Integer), Has("published_at", Instant), Has("document", Document));
}
