using System.Collections.Immutable;

namespace Tollgate.Engine.Outbox;

/// <summary>Makes the next batch.</summary>
/// <param name="After">Where the asker saw the batch before end: when another was made meanwhile, none is.</param>
/// <param name="Through">Where the last invoice became final that is to be in it.</param>
/// <param name="Charges">How many its invoices have.</param>
public sealed record CutBatch(FactPosition? After, FactPosition Through, int Charges) : Command<Batch>
{
    /// <summary>The voids and credit notes that go with it. Their invoices are in it, or in a batch before.</summary>
    public ImmutableArray<string> TakenBack { get; init; } = [];
}

/// <summary>Says that a batch's files are written.</summary>
public sealed record NoteBatchWritten(int Number, string Digest) : Command<Batch>;

/// <summary>Says that billing has taken charges.</summary>
public sealed record AcknowledgeCharges(ImmutableArray<PlacedCharge> Charges, string? Reference) : Command<ChargesNoted>;

/// <summary>Says that billing does not take charges.</summary>
public sealed record RejectCharges(ImmutableArray<PlacedCharge> Charges, string Reason) : Command<ChargesNoted>;

/// <summary>Has dead charges sent again.</summary>
/// <param name="Charges">Their ids; empty is all that are dead.</param>
public sealed record RequeueCharges(ImmutableArray<string> Charges) : Command<ChargesNoted>;

/// <param name="Count">For how many something changed.</param>
public sealed record ChargesNoted(int Count);
