namespace Tollgate.Simulator.Model;

// What a catalog says, in the model's own words. Numbers are decimals: the simulated ones are small enough to be exact.

/// <param name="HasChat">It has the feature that no plan names.</param>
internal sealed record CatalogTerms(string Name, IReadOnlyList<PlanTerms> Plans, bool HasChat)
{
    /// <summary>What an account has of features that its plan does not name: also seats without any contract. Plans have these among their own.</summary>
    public SortedDictionary<string, RightTerms> Defaults { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, int?> DefaultSeats { get; } = new(StringComparer.Ordinal);

    /// <summary>By feature, on which terms there are seats of it.</summary>
    public SortedDictionary<string, SeatTerms> Seats { get; } = new(StringComparer.Ordinal);

    public PlanTerms Plan(string id) => Plans.First(plan => plan.Id == id);
}

/// <param name="FromCalendar">Months begin on the first; else on the contract's own day.</param>
internal sealed record PlanTerms(string Id, bool FromCalendar, SortedDictionary<string, RightTerms> Rights, IReadOnlyList<ChargeTerms> Charges)
{
    /// <summary>What all usage may cost in a period; null is no bound.</summary>
    public decimal? SpendCap { get; init; }

    /// <summary>Features that the plan has by default.</summary>
    public SortedSet<string> ByDefault { get; } = new(StringComparer.Ordinal);

    /// <summary>By seat feature, for whom it is; for everybody where nothing is said.</summary>
    public SortedDictionary<string, ConditionSaid> SeatsWhen { get; } = new(StringComparer.Ordinal);

    /// <summary>By feature, how many there are; null is without limit.</summary>
    public SortedDictionary<string, int?> Seats { get; } = new(StringComparer.Ordinal);
}

/// <summary>What happens at a limit.</summary>
internal enum AtLimit
{
    Hard,
    Soft,
    Grace,
    Throttle,
}

/// <param name="Included">Null is without limit.</param>
internal sealed record RightTerms(decimal? Included, AtLimit Limit)
{
    private static readonly decimal[] Usual = [80, 90, 100];

    /// <summary>Null with any other limit; so is the next.</summary>
    public GraceSaid? Grace { get; init; }

    public ThrottleSaid? Throttle { get; init; }

    /// <summary>What it is paid from where neither allowance nor grants cover it; null is nothing.</summary>
    public WalletSaid? From { get; init; }

    /// <summary>In percent of what was granted.</summary>
    public IReadOnlyList<decimal> Thresholds { get; init; } = Usual;

    /// <summary>At most so many units in each window. No two are alike.</summary>
    public IReadOnlyList<WindowSaid> Windows { get; init; } = [];

    /// <summary>At most so much overage in a period; null is no bound.</summary>
    public decimal? OverageCap { get; init; }

    /// <summary>What must be so; null is always.</summary>
    public ConditionSaid? When { get; init; }

    /// <summary>What its usage may cost in a period; null is no bound.</summary>
    public decimal? SpendCap { get; init; }

    /// <summary>It is for those alone who hold a seat of this feature; null is for everybody.</summary>
    public string? NeedsSeatOf { get; init; }

    public BurnRateSaid? BurnRate { get; init; }

    /// <summary>Of an override: units that a period may see at most.</summary>
    public decimal? Cap { get; init; }
}

/// <summary>What must be so for a right to hold; what is null is not asked for. Of each list one is enough.</summary>
internal sealed record ConditionSaid(string[]? Regions, string[]? Tiers, string[]? Groups, string[]? Subjects, long? From, long? Until);

/// <param name="Units">Beyond the limit; null is without bound.</param>
/// <param name="Seconds">From the first overage on; null is to the period's end.</param>
internal sealed record GraceSaid(decimal? Units, int? Seconds, bool Free);

/// <param name="Rate">Credits that a unit takes; null is money, of which usage takes what the charges come to.</param>
internal sealed record WalletSaid(string Unit, decimal? Rate);

/// <param name="Rate">Units each second, minute or hour.</param>
/// <param name="Per"><c>s</c>, <c>min</c> or <c>h</c>.</param>
internal sealed record ThrottleSaid(int Rate, string Per, decimal Burst);

/// <param name="Meter">Null for a fixed amount.</param>
/// <param name="ByDay">A fixed amount is owed for the days that the contract covers, and not whole.</param>
internal sealed record ChargeTerms(string Name, string? Meter, bool AfterIncluded, bool Advance, bool ByDay, PriceTerms Price);

internal enum PriceModel
{
    Flat,
    PerUnit,
    Package,
    Graduated,
    Volume,
    Matrix,
}

/// <param name="Amount">Of a flat price, a unit, or a package.</param>
/// <param name="Cells">A matrix: prices by region.</param>
/// <param name="Otherwise">A matrix: of any other region; null prices none.</param>
internal sealed record PriceTerms(
    PriceModel Model,
    decimal Amount = 0,
    decimal PackageSize = 1,
    IReadOnlyList<TierTerms>? Tiers = null,
    decimal Free = 0,
    decimal? Least = null,
    decimal? Most = null,
    IReadOnlyList<(string Region, PriceTerms Price)>? Cells = null,
    PriceTerms? Otherwise = null
);

/// <param name="UpTo">Inclusive; null for the last.</param>
internal sealed record TierTerms(decimal? UpTo, decimal Unit, decimal Flat);

/// <summary>What somebody said had happened.</summary>
/// <param name="Time">Microseconds since 1970.</param>
internal sealed record UsageSaid(string Account, string Source, string Id, string Type, long Time, decimal? Quantity, string? Region, decimal? Size)
{
    /// <summary>Who used it; null when nobody is named.</summary>
    public string? Subject { get; init; }
}
