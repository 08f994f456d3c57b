using Tollgate.Engine;

namespace Tollgate.Storage.Index;

/// <summary>What the index says about an id. It enters Decide with the command, so that replay needs no index.</summary>
/// <param name="First">Where the first fact with this id stands; without meaning unless it is known.</param>
/// <param name="Content">The mark of the first receipt's body (<see cref="Tollgate.Engine.Metering.UsageContent"/>); 0 for an idempotency key.</param>
/// <param name="Committed">False while the block of the first fact is not durable: an answer that rests on it waits for that block.</param>
public readonly record struct Verdict(bool Known, FactPosition First, ulong Content, bool Committed)
{
    public static Verdict Unknown => default;
}
