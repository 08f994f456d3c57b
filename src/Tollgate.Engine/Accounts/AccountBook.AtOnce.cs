using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Accounts;

// Several contracts in force at one time. A meter is of one of them, and a right to what has no units may be of each. Hardly any account has that: the others are
// answered by one look at whether it has.
public sealed partial class AccountBook
{
    /// <summary>Two of its contracts hold at some instant both.</summary>
    public bool HasSeveralAtOnce { get; private set; }

    /// <summary>The contracts in force at an instant, the one that was recorded first before the others.</summary>
    public IEnumerable<ContractBook> ContractsAt(EffectiveAt at)
    {
        if (!HasSeveralAtOnce)
            return ContractAt(at) is { } only ? [only] : [];
        List<ContractBook> found = _contracts.FindAll(contract => contract.Covers(at));
        found.Sort(ByRecording);
        return found;
    }

    /// <summary>
    /// The contract in force at an instant that counts a meter: the one whose plan entitles to its units or prices them, of which there is at most one; else the
    /// one that was recorded first, so that no contract which comes later takes over what another counts. Null without any.
    /// </summary>
    public ContractBook? ContractOfMeter(string meter, EffectiveAt at)
    {
        if (!HasSeveralAtOnce)
            return ContractAt(at);
        ContractBook? first = null;
        foreach (ContractBook contract in _contracts)
        {
            if (!contract.Covers(at))
                continue;
            if (contract.Names(meter))
                return contract;
            if (first is null || ByRecording(contract, first) < 0)
                first = contract;
        }

        return first;
    }

    /// <summary>
    /// The contract in force at an instant that says what an account may do with a feature: the one that gives it by the earliest step; of several, the one that was
    /// recorded first. Where none gives it, the one that counts its units, or the first. Null without any.
    /// </summary>
    public ContractBook? ContractOfFeature(string feature, EffectiveAt at)
    {
        if (!HasSeveralAtOnce)
            return ContractAt(at);
        ContractBook? giving = null, counting = null, knowing = null, first = null;
        foreach (ContractBook contract in ContractsAt(at))
        {
            first ??= contract;
            PlanFeature said = contract.Feature(feature);
            if (said.Right is not null && (giving is null || ResolutionOrder(said) < ResolutionOrder(giving.Feature(feature))))
                giving = contract;
            if (said.Meter is { } meter && ReferenceEquals(ContractOfMeter(meter.Name, at), contract))
                counting ??= contract;
            if (said.Feature is { Meter: null })
                knowing ??= contract;
        }

        return giving ?? counting ?? knowing ?? first;
    }

    /// <summary>The meters that count events of a type at an instant, each as the contract has it that counts it.</summary>
    internal IReadOnlyList<(Meter Meter, ContractBook Contract)> MetersAt(CatalogShelf catalogs, string eventType, EffectiveAt at)
    {
        List<(Meter, ContractBook)> meters = [];
        foreach (ContractBook contract in ContractsAt(at))
        {
            foreach (Meter meter in catalogs.MetersFor(eventType, contract.Contract.CatalogVersion))
            {
                if (ReferenceEquals(ContractOfMeter(meter.Name, at), contract))
                    meters.Add((meter, contract));
            }
        }

        return meters;
    }

    /// <summary>When another contract counts a meter that a contract does not name.</summary>
    internal IEnumerable<(EffectiveAt From, EffectiveAt? Until)> ElsewhereCounted(ContractBook contract, string meter) => _contracts
        .Where(other => !ReferenceEquals(other.First, contract.First) && (other.Names(meter) || ByRecording(other, contract) < 0))
        .Select(other => (other.From, other.Until));

    /// <summary>What is negotiated goes before what was bought beside a plan, and that before the plan.</summary>
    internal static int ResolutionOrder(PlanFeature said) => said.Rule switch
    {
        Entitlements.Rule.ContractTerm => 0,
        Entitlements.Rule.AddOn => 1,
        _ => 2,
    };

    private ContractBook? FirstAt(EffectiveAt at)
    {
        ContractBook? first = null;
        foreach (ContractBook contract in _contracts)
        {
            if (contract.Covers(at) && (first is null || ByRecording(contract, first) < 0))
                first = contract;
        }

        return first;
    }

    // Versions of one contract never overlap, and all stand in the order of their beginnings.
    private void LookForSeveral()
    {
        HasSeveralAtOnce = false;
        EffectiveAt? reach = BillableTime.Start;
        foreach (ContractBook contract in _contracts)
        {
            HasSeveralAtOnce |= !(contract.From >= reach);
            reach = reach is null || contract.Until is null ? null : contract.Until > reach ? contract.Until : reach;
        }
    }

    private static int ByRecording(ContractBook left, ContractBook right) => left.First.Ordinal.CompareTo(right.First.Ordinal);
}
