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

    private static readonly Shape RateCard = Request(
        "RateCard",
        Takes("currency", Text, "ISO 4217; the catalog's unless given. Plans with the card are billed in it."),
        Needs("charges", MapOf(Charge), "By name, as a plan's."),
        Takes("effective", ListOf(Request(
            "RateCardVersion",
            Needs("from", Instant, "When its prices come into force."),
            Needs("charges", MapOf(Charge), "By name: what stands from then on in place of the price of the same name.")
        )), "Dated versions, in the order of time.")
    );

    private static readonly Shape Commits = MapOf(Request(
        "Commit",
        Needs("kind", OneOf<CommitKind>(), "prepaid is billed when a term begins and drawn down by its usage; of postpaid, what usage falls short of it is billed when a term ends."),
        Needs("amount", DecimalSent, "For each term, in the plan's currency."),
        Takes("currency", Text, "The plan's, where it is said at all."),
        Needs("term", OneOf<CommitTerm>(), "For how long, counted from when the contract takes the commit up; it holds the billing periods that begin in it."),
        Takes("charges", ListOf(Text), "The names of the usage charges that count toward it; all unless given."),
        Takes("rates", MapOf(RatedShape.Price), "By charge: what usage costs as far as the commit covers it."),
        Takes("rollover", Flag, "What is left of a prepaid one goes on into the next term; else it is forfeited."),
        Takes("gl_account", Text, "The general-ledger account of what is billed for the commit itself."),
        Takes("tax_category", Text, "What kind of thing it is, for the table of taxes.")
    ));

    private static readonly Shape Plan = Request(
        "Plan",
        Takes("name", Text, "For people; the plan's id unless given."),
        Needs("period", OneOf<PeriodUnit>(), "The billing period."),
        Takes("anchor", OneOf<PeriodAnchor>(), "Where periods begin; contract unless given."),
        Takes("entitlements", MapOf(Right), "By feature: true or false, a value, included units, or seats; with a condition; or a list, of which the most generous that holds is the right."),
        Takes("rate_card", Text, "The id of a rate card, whose prices stand among the charges where the plan has none of the same name."),
        Takes("charges", MapOf(Charge), "By name; invoice lines keep their order."),
        Takes("trial", Request("Trial", Needs("days", Integer, "How many, in the calendar of the account's zone.")), "The first days of a contract cost nothing."),
        Takes("retired", Flag, "Contracts on it stay, and none is started any more; false unless given."),
        Takes("commits", Commits, "By name: what a contract promises to spend on usage; a charge counts toward one at most."),
        Takes("minimum", DecimalSent, "The least that a billing period costs, fixed charges among it; what it falls short is a line of its own."),
        Takes("spend_cap", DecimalSent, "What all usage may cost in a billing period."),
        Takes("spend_thresholds", ListOf(DecimalSent), "Percentages of spend_cap at which alerts are raised; 80, 90 and 100 unless given.")
    );

    private static readonly Shape AddOnTerms = Request(
        "AddOn",
        Takes("name", Text, "For people; the add-on's id unless given."),
        Takes("entitlements", MapOf(Right), "By feature: units and seats that come to the plan's, or a right in place of the plan's."),
        Takes("charges", MapOf(Charge), "By name: a flat amount for each that is bought."),
        Takes("plans", ListOf(Text), "The plans that may take it; all unless given."),
        Takes("max_quantity", Integer, "The most that one contract may have; 1000000 unless given.")
    );

    public static readonly Shape AddOnQuantity = Request("AddOnQuantity", Needs("add_on", Text, "An add-on of the catalog."), Takes("quantity", Integer, "How many; 1 unless given."));

    private static readonly Shape BundleTerms = Request(
        "Bundle",
        Needs("plan", Text, "The plan of a contract that is started from it."),
        Needs("add_ons", ListOf(AddOnQuantity), "What such a contract has beside its plan.")
    );

    private static readonly Shape PromotionTerms = Request(
        "Promotion",
        Takes("discount_percent", DecimalSent, "Off each of its charges, after the charge's own discounts; this or discount_amount."),
        Takes("discount_amount", DecimalSent, "Off each of the charges that are named."),
        Takes("charges", ListOf(Text), "The names of its charges, of an add-on as support/fee; all unless given."),
        Takes("periods", Integer, "For how many billing periods; for as long as the contract runs unless given."),
        Takes("from", Instant, "For contracts that start from here on."),
        Takes("until", Instant, "For contracts that start before."),
        Takes("max_redemptions", Integer, "How many contracts may have it; any number unless given.")
    );

    /// <summary>What one contract negotiates, which <see cref="NegotiatedReader"/> reads.</summary>
    public static readonly ObjectShape Negotiated = Request(
        "NegotiatedTerms",
        Takes("entitlements", MapOf(Right), "By feature: a right in place of the plan's; of a metered one, what is left unsaid stays as the plan has it."),
        Takes("discount_percent", MapOf(DecimalSent), "By charge: off its price, after the charge's own discounts."),
        Takes("prices", MapOf(Request(
            "NegotiatedPrice",
            Takes("overwrite", RatedShape.Price, "Another price altogether; one of the three."),
            Takes("multiplier", DecimalSent, "The list price so many times."),
            Takes("tiers", ListOf(RatedShape.PriceTier), "The list price with other tiers.")
        )), "By charge: what is paid in place of the list price."),
        Takes("commits", Commits, "By name: beside the plan's, or in place of the one of the same name."),
        Takes("minimum", DecimalSent, "In place of the plan's.")
    );

    public static readonly ObjectShape Document = Request(
        "CatalogDocument",
        Needs("currency", Text, "ISO 4217, such as USD."),
        Takes("meters", MapOf(Meter), "By id: how usage is counted."),
        Takes("features", MapOf(Feature), "By id: what is sold."),
        Takes("credits", MapOf(Credit), "By id: units of your own that pay for usage."),
        Takes("defaults", MapOf(Right), "By feature, as a plan's entitlements: the right to what a plan does not name."),
        Takes("rate_cards", MapOf(RateCard), "By id: prices that plans share."),
        Takes("plans", MapOf(Plan), "By id: what is sold together, and its prices."),
        Takes("add_ons", MapOf(AddOnTerms), "By id: what is sold beside plans."),
        Takes("bundles", MapOf(BundleTerms), "By id: plans with add-ons, under one name."),
        Takes("promotions", MapOf(PromotionTerms), "By code: discounts for a time.")
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
        Has("stays", Answer("StaysBehind", Has("contracts", Integer), Has("accounts", Integer)), "How many stay on older versions."),
        Has("touches", ListOf(Answer(
            "CatalogTouch",
            Has("what", Text, "The map of the catalog that it stands in, such as plans."),
            Has("name", Text),
            Has("contracts", Integer, "How many have it; they keep it as it was."),
            Has("accounts", Integer)
        )), "Who has something that changes.")
    );

    public static readonly ObjectShape Version = Answer("CatalogVersion", Has("version", Integer), Has("published_at", Instant), Has("document", Document));
}
