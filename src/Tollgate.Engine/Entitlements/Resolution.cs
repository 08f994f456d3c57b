using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>Which right of an account to a feature applies at an instant, or the reason why none does.</summary>
/// <param name="Contract">Null only when no contract is in force.</param>
/// <param name="Meter">What counts the feature's units, as the contract's catalog version has it, or without a contract the one in force.</param>
public readonly record struct Resolution(ContractBook? Contract, Entitlement? Right, Meter? Meter, Reason? Missing)
{
    /// <summary>Who was granted units of a feature that his plan does not name has just these.</summary>
    private static readonly MeteredEntitlement ByGrant = new(Quantity.Zero, Enforcement.Hard);

    /// <summary>The step that decided.</summary>
    public Rule Rule => ReferenceEquals(Right, ByGrant) ? Rule.Grant : Rule.Plan;

    public static Resolution Of(Books books, AccountBook account, string feature, EffectiveAt at)
    {
        ContractBook? contract = account.ContractAt(at);
        PlanFeature? said = contract?.Feature(feature);
        if (said?.Right is { } right)
            return new Resolution(contract, right, said.Meter, null);
        if (said?.Meter is { } granted && account.Holdings?.Has(feature) == true)
            return new Resolution(contract, ByGrant, granted, null);

        bool known = books.Catalogs.Current?.Features.ContainsKey(feature) == true
            || contract?.Catalog.Features.ContainsKey(feature) == true;
        Reason missing = (known, contract, account.Contracts) switch
        {
            (false, _, _) => Reason.FeatureNotFound,
            (_, not null, _) => Reason.FeatureNotIncluded,
            (_, _, { Count: 0 }) => Reason.FeatureNotIncluded,
            var (_, _, contracts) when contracts.All(other => other.Contract.StartsAt > at) => Reason.ContractNotStarted,
            _ => Reason.ContractExpired,
        };
        return new Resolution(contract, null, contract is null ? MeterOf(books.Catalogs.Current, feature) : said!.Meter, missing);
    }

    private static Meter? MeterOf(CatalogVersion? catalog, string feature) =>
        catalog?.Features.GetValueOrDefault(feature)?.Meter is { } name ? catalog.Meters[name] : null;
}
