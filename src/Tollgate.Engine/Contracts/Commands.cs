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
) : Command<Contract>
{
    /// <inheritdoc cref="Contract.PurchaseOrder"/>
    public string? PurchaseOrder { get; init; }
}
