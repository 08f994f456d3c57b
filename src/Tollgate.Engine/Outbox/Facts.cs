using System.Collections.Immutable;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Outbox;

/// <summary>Charges go to billing together: those of the invoices that became final behind <see cref="After"/> and up to <see cref="Through"/>, and some again.</summary>
/// <param name="After">The place in the journal that the batch before ends at; null is from the first on.</param>
/// <param name="Charges">How many are new.</param>
/// <param name="Again">Those of earlier batches that are sent once more.</param>
public sealed record ChargesBatched(int Number, FactPosition? After, FactPosition Through, int Charges, ImmutableArray<PlacedCharge> Again, RecordedAt At) : Fact
{
    /// <summary>The voids and credit notes whose charges are in it.</summary>
    public ImmutableArray<string> TakenBack { get; init; } = [];
}

/// <summary>A batch's files stand where billing finds them.</summary>
/// <param name="Digest">Of its manifest.</param>
public sealed record BatchWritten(int Number, string Digest, RecordedAt At) : Fact;

/// <summary>Billing has taken charges.</summary>
/// <param name="Reference">What billing calls what it made of them; null when it does not say.</param>
public sealed record ChargesAcknowledged(ImmutableArray<PlacedCharge> Charges, string? Reference, RecordedAt At) : Fact;

/// <summary>Billing does not take charges: they are dead until somebody sends them again.</summary>
public sealed record ChargesRejected(ImmutableArray<PlacedCharge> Charges, string Reason, RecordedAt At) : Fact;

/// <summary>Dead charges go with the next batch.</summary>
public sealed record ChargesRequeued(ImmutableArray<PlacedCharge> Charges, RecordedAt At) : Fact;

/// <summary>Of snapshots alone: all that the outbox knows.</summary>
/// <param name="Acknowledged">By batch, where billing has taken some of it and not all.</param>
public sealed record OutboxCarried(ImmutableArray<Batch> Batches, ImmutableArray<CarriedAcknowledgements> Acknowledged, ImmutableArray<DeadCharge> Dead, ImmutableArray<PlacedCharge> Again) : Fact;

public sealed record CarriedAcknowledgements(int Batch, ImmutableArray<string> Charges);
