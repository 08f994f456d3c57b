using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Simulation;

/// <summary>What an account pays for its simulated periods, and would pay. Amounts are sums of rounded lines, before wallets and tax.</summary>
/// <param name="Lines">By contract, period and charge; also those that stay the same.</param>
public sealed record SimulatedAccount(string AccountId, Money Current, Money Candidate, ImmutableArray<SimulatedLine> Lines)
{
    /// <summary>More than zero: the account would pay more.</summary>
    public Money Difference => Candidate - Current;
}

/// <param name="PeriodStart">Of the billing period.</param>
/// <param name="Current">Null where there is no such charge now.</param>
/// <param name="Candidate">Null where there would be none.</param>
public sealed record SimulatedLine(string ContractId, EffectiveAt PeriodStart, string Charge, RatedLine? Current, RatedLine? Candidate)
{
    public Money Difference => (Candidate?.Amount ?? Money.Zero) - (Current?.Amount ?? Money.Zero);
}

/// <summary>What a charge comes to in a period: the sum of its lines, of which there is one for each version of the contract.</summary>
/// <param name="Quantity">What is priced; zero for a fixed charge.</param>
/// <param name="Amount">The sum of rounded lines.</param>
public readonly record struct RatedLine(Quantity Quantity, long Events, Money ExactAmount, Money Amount)
{
    internal RatedLine With(RatedLine? other) => other is { } more
        ? new(Quantity + more.Quantity, Events + more.Events, ExactAmount + more.ExactAmount, Amount + more.Amount)
        : this;
}
