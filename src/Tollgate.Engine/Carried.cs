using System.Collections.Immutable;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Engine;

// Facts of snapshots alone: they carry a state forward without what led to it, and never stand in a journal.

public sealed record BooksCarried(FactPosition? Followed, RecordedAt Now) : Fact;

/// <param name="NextInvoice">The number of the next period boundary that has no invoice yet.</param>
/// <param name="FinalThrough">Periods that end here or earlier are closed; null when none is.</param>
public sealed record ContractCarried(
    string ContractId,
    long NextInvoice,
    EffectiveAt? FinalThrough,
    ImmutableArray<CarriedDraft> Drafts,
    ImmutableArray<CarriedPeriod> Periods
) : Fact;

public readonly record struct CarriedDraft(string InvoiceId, long Boundary);

/// <param name="AfterCutoff">Usage that reached the period after it was closed.</param>
public sealed record CarriedPeriod(
    EffectiveAt Start,
    bool AfterCutoff,
    ImmutableArray<CarriedMeter> Meters,
    ImmutableArray<CarriedCharge> Charges
)
{
    public ImmutableArray<PassedMark> Passed { get; init; } = [];
}

public readonly record struct CarriedMeter(string Meter, Total Total);

public readonly record struct CarriedCharge(string Charge, int Cell, Total Total);

public sealed record NumbersCarried(ImmutableSortedDictionary<string, long> Last) : Fact;
