using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

public sealed record ContractStarted(Contract Contract, RecordedAt At) : Fact;

/// <summary>A contract has other terms from an instant on, which may lie in the past.</summary>
/// <param name="Contract">As it is then.</param>
public sealed record ContractAmended(Contract Contract, EffectiveAt EffectiveAt, AllowanceOnChange AllowanceOnChange, string? Reason, string? Author, RecordedAt At) : Fact
{
    /// <summary>The migration that it is of; null of any other.</summary>
    public string? Migration { get; init; }
}
