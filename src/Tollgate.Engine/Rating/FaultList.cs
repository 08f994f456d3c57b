using System.Collections.Immutable;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>Faults as they are found, and the rules that any amount or size obeys.</summary>
internal sealed class FaultList
{
    private readonly ImmutableArray<PriceFault>.Builder _faults = ImmutableArray.CreateBuilder<PriceFault>();

    public void Add(string place, string code, string message) => _faults.Add(new(place, code, message));

    public void NotNegative(Money amount, string place)
    {
        if (amount.IsNegative)
            AddNegative(amount.ToString(), place);
    }

    public void NotNegative(Rate amount, string place)
    {
        if (amount.IsNegative)
            AddNegative(amount.ToString(), place);
    }

    public void Positive(Quantity size, string place, string meaning)
    {
        if (size <= Quantity.Zero)
            Add(place, "not_positive", $"The number of {meaning} is {size}; it must be above zero.");
    }

    public ImmutableArray<PriceFault> ToImmutable() => _faults.ToImmutable();

    private void AddNegative(string amount, string place) =>
        Add(place, "negative", $"The amount is {amount}; a price is zero or more.");
}
