using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>Several versions of a contract's terms that one command makes, with the numbers that follow its latest.</summary>
internal sealed class VersionRun(ContractBook first, string? reason, string? author, RecordedAt now)
{
    private readonly List<ContractAmended> _facts = [];

    // What is none of the terms, such as a purchase order's number, holds whatever they are.
    private readonly HeldTerms _held = HeldTerms.Of(first.Started, first.Amendments, now)!;

    public IReadOnlyList<ContractAmended> Facts => _facts;

    public void Add(Contract contract, EffectiveAt from, AllowanceOnChange allowance = AllowanceOnChange.Remaining) =>
        _facts.Add(new ContractAmended(contract with { Version = first.LatestVersion + _facts.Count + 1, PurchaseOrder = _held.At(from).PurchaseOrder }, from, allowance, reason, author, now));

    /// <param name="amended">With the number that follows.</param>
    public void Add(ContractAmended amended) => _facts.Add(amended);

    /// <summary>What begins at an instant is taken back: the terms before it go on.</summary>
    /// <param name="contract">As it is then.</param>
    public void Withdraw(Contract contract, EffectiveAt from)
    {
        Add(contract, from);
        _facts[^1] = _facts[^1] with { Withdraws = true };
    }

    /// <summary>Answers how the contract is from an instant on.</summary>
    public Outcome Outcome(EffectiveAt at)
    {
        ContractAmended[] all = [.. first.Amendments, .. _facts];
        return Engine.Outcome.Of(new AmendedContract(HeldTerms.Of(first.Started, all, now)!.At(at), [.. all]), _facts);
    }
}
