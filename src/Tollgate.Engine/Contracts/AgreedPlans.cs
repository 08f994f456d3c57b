using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>The plans of an environment's contracts, each worked out once for all contracts that have it alike, and how many have a promotion.</summary>
internal sealed class AgreedPlans
{
    private readonly Dictionary<(int CatalogVersion, string Plan), PlanMeters> _plans = [];
    private readonly Dictionary<(int CatalogVersion, string Plan, string Currency, ContractTerms Terms), PlanMeters> _agreed = [];
    private readonly Dictionary<(int CatalogVersion, string Plan), PlanMeters> _paused = [];
    private readonly Dictionary<string, int> _redemptions = new(StringComparer.Ordinal);

    public PlanMeters Of(Contract contract, CatalogVersion catalog, Account account)
    {
        if (contract.Paused)
            return OfPaused(contract.Plan, catalog);
        if (contract.Terms.AreNone && contract.Currency == catalog.Plans[contract.Plan].Currency)
            return Of(contract.Plan, catalog);
        // When a promotion ends depends on the contract's own periods.
        if (!contract.Terms.Promotions.IsEmpty)
            return Make(contract, catalog, account);
        (int, string, string, ContractTerms) key = (catalog.Version, contract.Plan, contract.Currency, contract.Terms with { Bundle = null });
        if (!_agreed.TryGetValue(key, out PlanMeters? meters))
            _agreed.Add(key, meters = Make(contract, catalog, account));
        return meters;
    }

    /// <summary>How many contracts have a promotion.</summary>
    public int Redemptions(string code) => _redemptions.GetValueOrDefault(code);

    public void Redeem(IEnumerable<string> promotions)
    {
        foreach (string code in promotions)
            _redemptions[code] = Redemptions(code) + 1;
    }

    private static PlanMeters Make(Contract contract, CatalogVersion catalog, Account account)
    {
        var agreed = Agreement.Of(catalog, contract, TimeZones.Get(account.TimeZone));
        return new PlanMeters(agreed.Plan, catalog, agreed.Rules);
    }

    private PlanMeters OfPaused(string plan, CatalogVersion catalog)
    {
        if (!_paused.TryGetValue((catalog.Version, plan), out PlanMeters? meters))
            _paused.Add((catalog.Version, plan), meters = new PlanMeters(Pausing.Paused(catalog.Plans[plan]), catalog));
        return meters;
    }

    private PlanMeters Of(string plan, CatalogVersion catalog)
    {
        if (!_plans.TryGetValue((catalog.Version, plan), out PlanMeters? meters))
            _plans.Add((catalog.Version, plan), meters = new PlanMeters(catalog.Plans[plan], catalog));
        return meters;
    }
}
