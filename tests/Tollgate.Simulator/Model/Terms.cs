namespace Tollgate.Simulator.Model;

// What a catalog says, in the model's own words. Numbers are decimals: the simulated ones are small enough to be exact.

internal sealed record CatalogTerms(string Name, IReadOnlyList<PlanTerms> Plans)
{
    public PlanTerms Plan(string id) => Plans.First(plan => plan.Id == id);
}

/// <param name="FromCalendar">Months begin on the first; else on the contract's own day.</param>
internal sealed record PlanTerms(string Id, bool FromCalendar, SortedDictionary<string, RightTerms> Rights, IReadOnlyList<ChargeTerms> Charges);

/// <param name="Included">Null is without limit.</param>
internal sealed record RightTerms(decimal? Included, bool Hard);

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
internal sealed record UsageSaid(string Account, string Source, string Id, string Type, long Time, decimal? Quantity, string? Region, decimal? Size);
