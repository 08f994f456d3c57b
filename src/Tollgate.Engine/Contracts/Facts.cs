using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

public sealed record ContractStarted(Contract Contract, RecordedAt At) : Fact;

/// <summary>A contract has other terms from an instant on, which may lie in the past.</summary>
/// <param name="Contract">As it is then.</param>
public sealed record ContractAmended(Contract Contract, EffectiveAt EffectiveAt, AllowanceOnChange AllowanceOnChange, string? Reason, string? Author, RecordedAt At) : Fact;

/// <summary>Usage of some periods of a contract was counted again, under terms that were learnt of after it: what the periods come to instead of what was counted at first.</summary>
/// <param name="From">The start of the first of the periods.</param>
/// <param name="Until">The end of the last; null is all later ones.</param>
/// <param name="Version">The latest of the contract's terms that were known.</param>
/// <param name="Before">What the same usage was counted as until now.</param>
public sealed record UsageRetallied(
    string AccountId,
    string ContractId,
    EffectiveAt From,
    EffectiveAt? Until,
    int Version,
    ImmutableArray<RetalliedPeriod> Periods,
    ImmutableArray<RetalliedUnits> Before,
    RecordedAt At
) : Fact
{
    /// <summary>What open reservations held of the periods then.</summary>
    public ImmutableArray<HeldInRetally> Held { get; init; } = [];
}

/// <summary>Units of a meter that a reservation held of an instant.</summary>
public readonly record struct HeldInRetally(string Meter, EffectiveAt Time, Quantity FromAllowance, Quantity Beyond);

/// <param name="Version">Of the contract, under whose terms the period, or the part of it, is.</param>
public sealed record RetalliedPeriod(int Version, CarriedPeriod Period);

/// <summary>Units of a meter that are counted elsewhere now.</summary>
/// <param name="Terms">As facts call the version.</param>
/// <param name="FromAllowance">What the plan's units had covered.</param>
/// <param name="Beyond">What nothing had covered.</param>
public readonly record struct RetalliedUnits(string Terms, EffectiveAt Start, string Meter, Quantity FromAllowance, Quantity Beyond);
