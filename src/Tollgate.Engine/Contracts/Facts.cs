using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

public sealed record ContractStarted(Contract Contract, RecordedAt At) : Fact;

/// <summary>A contract has other terms from an instant on, which may lie in the past.</summary>
/// <param name="Contract">As it is then.</param>
public sealed record ContractAmended(Contract Contract, EffectiveAt EffectiveAt, AllowanceOnChange AllowanceOnChange, string? Reason, string? Author, RecordedAt At) : Fact
{
    /// <summary>What began at that instant is taken back: the terms before it go on, and so do their counts.</summary>
    public bool Withdraws { get; init; }

    /// <summary>Its end is a cancellation, which can be taken back.</summary>
    public bool Cancels { get; init; }
}
