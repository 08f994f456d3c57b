namespace Tollgate.Simulator.Model;

/// <summary>What a wallet is to pay for: usage of a feature at an instant.</summary>
/// <param name="Feature">As it is asked for; of what is only reported, the one that the plan grants the meter's units of.</param>
internal sealed record ModelPurchase(string Feature, string Meter, long At, string? Region);

/// <summary>What is taken of a wallet.</summary>
/// <param name="Lot">Null is what is owed.</param>
/// <param name="Charge">What money pays; null of credits.</param>
internal sealed record ModelPayment(ModelLot? Lot, LotBalance From, decimal Amount, string? Charge);
