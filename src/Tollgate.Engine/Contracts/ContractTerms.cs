using System.Collections.Immutable;
using Tollgate.Engine.Catalog;

namespace Tollgate.Engine.Contracts;

/// <summary>What was agreed beside the plan. It holds for a whole version of a contract; a later version has its own.</summary>
/// <param name="Bundle">The bundle that the contract was started from; null when it was started from a plan.</param>
/// <param name="AddOns">The bundle's among them; each once.</param>
/// <param name="Promotions">Their codes; discounts are taken off in this order.</param>
/// <param name="Negotiated">The negotiated terms as they were sent, JSON without white space, which <see cref="NegotiatedReader"/> reads; null when nothing was negotiated.</param>
public sealed record ContractTerms(string? Bundle, ImmutableArray<AddOnQuantity> AddOns, ImmutableArray<string> Promotions, string? Negotiated)
{
    public static ContractTerms None { get; } = new(null, [], [], null);

    /// <summary>The contract has its plan as everybody has it.</summary>
    public bool AreNone => AddOns.IsEmpty && Promotions.IsEmpty && Negotiated is null;

    public bool Equals(ContractTerms? other) =>
        other is not null && Bundle == other.Bundle && Negotiated == other.Negotiated && AddOns.AsSpan().SequenceEqual(other.AddOns.AsSpan()) && Promotions.AsSpan().SequenceEqual(other.Promotions.AsSpan());

    // Where the lists differ, one of their lengths mostly does; that is enough to spread them.
    public override int GetHashCode() => (Bundle?.Length ?? 0) ^ (AddOns.Length << 8) ^ (Promotions.Length << 12) ^ ((Negotiated?.Length ?? 0) << 16);
}
