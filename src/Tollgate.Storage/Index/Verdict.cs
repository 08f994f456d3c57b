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

/// <summary>
/// What the committed part of the index said about an id, asked by any thread before the loop sees the command. Only the loop can complete it, by
/// <see cref="IdIndex.Resolve"/>: it knows the newest ids.
/// </summary>
/// <param name="Seen">The newest memtable that was looked into. What was sealed since, the loop looks up itself.</param>
public readonly record struct IndexProbe(IndexKey Key, long Seen, Verdict Verdict);

/// <summary>An event in the index: where it was counted, and where its further receipts stand, in order. All of it is durable.</summary>
public sealed record IndexedEvent(FactPosition First, IReadOnlyList<FactPosition> Receipts);
