using System.Collections.Immutable;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>Puts an account on a plan of the catalog in force.</summary>
/// <param name="Id">Made for the command; it names the account's home shard.</param>
/// <param name="AccountId">Or an external id.</param>
/// <param name="StartsAt">May lie in the past; null is now.</param>
public sealed record StartContract(
    string Id,
    string AccountId,
    string Plan,
    EffectiveAt? StartsAt,
    EffectiveAt? EndsAt,
    ImmutableSortedDictionary<string, string> ExternalIds
) : Command<Contract>;

/// <summary>Gives a contract other terms.</summary>
/// <param name="Plan">As the catalog in force has it; null leaves it.</param>
/// <param name="EffectiveAt">From when; null is now. It may lie in the past.</param>
/// <param name="EndsAt">Null leaves it.</param>
public sealed record AmendContract(
    string ContractId,
    string? Plan,
    EffectiveAt? EffectiveAt,
    NewEnd? EndsAt,
    AllowanceOnChange AllowanceOnChange,
    string? Reason,
    string? Author
) : Command<Contract>;

/// <param name="At">Exclusive; null is for good.</param>
public sealed record NewEnd(EffectiveAt? At);
