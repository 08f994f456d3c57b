using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>A stretch of a contract's time with a plan and terms of its own, as it is asked for. It becomes a version of the contract.</summary>
/// <param name="Plan">Null when the terms name a bundle.</param>
/// <param name="StartsAt">Null is where the phase before ends.</param>
/// <param name="EndsAt">Exclusive; null is where the next phase starts, of the last the contract's end.</param>
public sealed record Phase(string? Plan, EffectiveAt? StartsAt, EffectiveAt? EndsAt, ContractTerms Terms);
