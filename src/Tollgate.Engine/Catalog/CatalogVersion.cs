using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>One version of everything that is sold. Immutable; contracts stay on the version they were made from.</summary>
public sealed record CatalogVersion(
    int Version,
    string Currency,
    ImmutableSortedDictionary<string, Meter> Meters,
    ImmutableSortedDictionary<string, Feature> Features,
    ImmutableSortedDictionary<string, Plan> Plans
)
{
    /// <summary>The environment's own rights, by feature, to what a plan does not name.</summary>
    public ImmutableSortedDictionary<string, Entitlement> Defaults { get; init; } = ImmutableSortedDictionary<string, Entitlement>.Empty;

    /// <summary>Units of wallets beside the currency.</summary>
    public ImmutableSortedDictionary<string, Credit> Credits { get; init; } = ImmutableSortedDictionary<string, Credit>.Empty;

    /// <summary>Prices that plans share.</summary>
    public ImmutableSortedDictionary<string, RateCard> RateCards { get; init; } = ImmutableSortedDictionary<string, RateCard>.Empty;

    /// <summary>What is sold beside plans.</summary>
    public ImmutableSortedDictionary<string, AddOn> AddOns { get; init; } = ImmutableSortedDictionary<string, AddOn>.Empty;

    /// <summary>Plans that are sold together with add-ons, under one name.</summary>
    public ImmutableSortedDictionary<string, Bundle> Bundles { get; init; } = ImmutableSortedDictionary<string, Bundle>.Empty;

    /// <summary>Discounts for a time, by their code.</summary>
    public ImmutableSortedDictionary<string, Promotion> Promotions { get; init; } = ImmutableSortedDictionary<string, Promotion>.Empty;
}

/// <summary>A unit that wallets are held in, which the vendor makes up.</summary>
/// <param name="Price">What an amount of it costs that is bought at once; null when the catalog does not say.</param>
public sealed record Credit(string Name, Price? Price);

/// <summary>How usage events of one type become a quantity.</summary>
/// <param name="Event">The event type that is counted.</param>
/// <param name="Value"><c>quantity</c>, or a path into the event's properties (<c>usage.input_tokens</c>); not read by <c>count</c>.</param>
public sealed record Meter(string Name, string Event, Aggregation Aggregation, string Value, ImmutableArray<string> Dimensions);

public enum Aggregation
{
    Count,
    Sum,
}

public enum FeatureKind
{
    Boolean,
    Config,
    Metered,

    /// <summary>A place that is held and given back.</summary>
    Seat,
}

public enum ConfigType
{
    Number,
    String,
    Boolean,
}

/// <summary>A capability that is sold.</summary>
/// <param name="ConfigType">What values a config feature takes; null for the other kinds.</param>
/// <param name="Meter">The meter of a metered feature; null for the other kinds.</param>
public sealed record Feature(string Name, FeatureKind Kind, ConfigType? ConfigType, string? Meter)
{
    /// <summary>The values that a config feature of type string may have, the least generous first. Empty is any, in no order.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>How the seats of a seat feature are held; null for the other kinds.</summary>
    public SeatTerms? Seats { get; init; }
}

public enum PeriodUnit
{
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>Where billing periods begin: at the contract's own start, or with the calendar's day, week (Monday), month, quarter or year.</summary>
public enum PeriodAnchor
{
    Contract,
    Calendar,
}

/// <summary>A sold bundle of entitlements (by feature) and charges (by name).</summary>
public sealed record Plan(
    string Id,
    string Name,
    PeriodUnit Period,
    PeriodAnchor Anchor,
    ImmutableSortedDictionary<string, Entitlement> Entitlements,
    ImmutableArray<Charge> Charges
)
{
    /// <summary>What all its usage charges may cost in a billing period; null is no bound.</summary>
    public SpendCap? SpendCap { get; init; }

    /// <summary>What a contract on it promises to spend, in the order of the document; a charge counts toward one at most.</summary>
    public ImmutableArray<Commit> Commits { get; init; } = [];

    /// <summary>The least that a billing period costs, fixed charges among it; null is no bound.</summary>
    public Money? Minimum { get; init; }

    /// <summary>The rate card whose prices stand among its charges where it has none of its own; null has only its own.</summary>
    public string? RateCard { get; init; }

    /// <summary>Contracts on it stay, and none is started any more.</summary>
    public bool Retired { get; init; }

    /// <summary>So many days from a contract's start, in its account's calendar, cost nothing; null is none.</summary>
    public int? TrialDays { get; init; }

    /// <summary>What it is billed in: its rate card's currency, else the catalog's.</summary>
    public required string Currency { get; init; }
}

/// <summary>A plan's right to one feature.</summary>
public abstract record Entitlement
{
    /// <summary>What must be so for it to hold; null is always.</summary>
    public Condition? When { get; init; }

    /// <summary>The seat feature of which a subject must hold a seat to use this one; null asks for none.</summary>
    public string? NeedsSeatOf { get; init; }
}

/// <summary>Several rights of one plan to a boolean or config feature: of those that hold, the most generous.</summary>
/// <param name="Rights">One at least; each with its own condition, or none.</param>
public sealed record AlternativeEntitlements(ImmutableArray<Entitlement> Rights) : Entitlement;

public sealed record BooleanEntitlement(bool Granted) : Entitlement;

/// <summary>Exactly one of the three values is set, as the feature's type says.</summary>
public sealed record ConfigEntitlement(Quantity? Number, string? Text, bool? Flag) : Entitlement;

/// <summary>Units included in each billing period (null: without limit), and what happens beyond them.</summary>
public sealed record MeteredEntitlement(Quantity? Included, Enforcement Enforcement) : Entitlement
{
    /// <summary>How far <see cref="Enforcement.Grace"/> goes; null with any other.</summary>
    public GraceTerms? Grace { get; init; }

    /// <summary>How fast <see cref="Enforcement.Throttle"/> lets pass; null with any other.</summary>
    public ThrottleTerms? Throttle { get; init; }

    /// <summary>What pays for what nothing covers, as it is used; null when the invoice does.</summary>
    public WalletTerms? PaidFrom { get; init; }

    /// <summary>No more units than these in a billing period, whatever is available; null is no bound. Only an override sets one.</summary>
    public Quantity? Cap { get; init; }

    /// <summary>What limits it beside its units of the billing period; null is nothing, as for most.</summary>
    public FeatureLimits? Limits { get; init; }

    /// <summary>When usage raises alerts, in percent of what was granted; rising. Empty is never.</summary>
    public ImmutableArray<Quantity> Thresholds { get; init; } = Alerts.Thresholds.Default;
}

/// <summary>A feature that is paid from a wallet as it is used.</summary>
/// <param name="Unit">The catalog's currency, in which its charges are told, or a credit.</param>
/// <param name="CreditRate">Credits for each unit; null when it is paid in money.</param>
public sealed record WalletTerms(string Unit, Rate? CreditRate);

/// <summary>How many subjects may hold a seat at one instant.</summary>
/// <param name="Seats">Null is without limit.</param>
/// <param name="Terms">As the feature has them.</param>
public sealed record SeatEntitlement(int? Seats, SeatTerms Terms) : Entitlement;

public enum Bill
{
    Arrears,
    Advance,
}

/// <summary>How a fixed amount is cut when its period is cut: by calendar day in the account's zone, by the second, or not.</summary>
public enum Proration
{
    Day,
    Second,
    None,
}

/// <summary>When a charge's amount is revenue: by day over its line's period, or on the invoice's date.</summary>
public enum RevenueRule
{
    OverPeriod,
    AtOnce,
}

/// <summary>One price of a plan. Charges keep the order of the document, and so do invoice lines.</summary>
/// <param name="Meter">What is counted; null for a fixed charge.</param>
/// <param name="AfterIncluded">Prices only what no grant covered.</param>
public sealed record Charge(string Name, string? Meter, bool AfterIncluded, Price Price, Bill Bill, Proration Proration)
{
    /// <summary>The rate card that the price stands in; null when the plan has it itself.</summary>
    public string? RateCard { get; init; }

    /// <summary>The add-on that it is of; null when it is the plan's.</summary>
    public AddOnQuantity? AddOn { get; init; }

    /// <summary>What it would cost without what the contract negotiates; null when it negotiates nothing of it.</summary>
    public Price? ListPrice { get; init; }

    /// <summary>The codes of the promotions whose discounts are in the price.</summary>
    public ImmutableArray<string> Promotions { get; init; } = [];

    /// <summary>The general-ledger account of its revenue, as the books call it.</summary>
    public string? GlAccount { get; init; }

    /// <summary>Null is at once.</summary>
    public RevenueRule? Revenue { get; init; }

    /// <summary>What kind of thing it sells, for the table of taxes.</summary>
    public string? TaxCategory { get; init; }

    /// <summary>The part of usage of its meter that it prices.</summary>
    internal Quantity Prices(Quantity used, Quantity covered) => AfterIncluded ? used - covered : used;
}
