using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Metering;

/// <summary>An event was counted, once, with all that it moved.</summary>
/// <param name="Consumed">It came as a consume, which asked first, and not as a report.</param>
public sealed record UsageCounted(UsageEvent Event, RecordedAt At, bool Consumed, ImmutableArray<Tally> Tallies) : Fact;

/// <summary>
/// As much of a counted event as a state or a bucket looks at, where it has one tally, which a contract takes: how events are played back by the
/// million, without the objects that the whole fact is made of. It is a fact's shadow, and never written.
/// </summary>
public readonly record struct UsageRow(string AccountId, EffectiveAt Time, RecordedAt At, Properties Properties, Tally Tally, string? Subject);

/// <summary>An event arrived again: a receipt, which counts nothing.</summary>
/// <param name="Differing">The repetition's own content when it is not that of the first receipt, else null.</param>
public sealed record UsageRepeated(
    string AccountId,
    string Source,
    string EventId,
    RecordedAt At,
    FactPosition First,
    UsageEvent? Differing
) : Fact;

/// <summary>An event counted before any contract covered its instant found one that was made later.</summary>
public sealed record UsageAttributed(
    string AccountId,
    string Source,
    string EventId,
    EffectiveAt Time,
    ImmutableArray<Tally> Tallies,
    RecordedAt At
) : Fact;

/// <summary>What one event added to one meter.</summary>
/// <param name="Covered">The part that the period's allowance covered.</param>
public readonly record struct Tally(TallyTarget Target, Quantity Value, Quantity Covered)
{
    /// <summary>What the event costs at each charge of the target that prices events one by one, and zero at the others; null where none does.</summary>
    public ImmutableArray<Money>? Fees { get; init; }

    /// <summary>What the event costs by itself at a charge of the target; zero where the quantities tell the price.</summary>
    public Money FeeAt(int charge) => Fees is { } fees ? fees[charge] : Money.Zero;
}

/// <summary>Where a tally belongs. Many events share one, so it is kept apart from their values.</summary>
/// <param name="ContractId">Null when no contract covers the event's instant.</param>
/// <param name="PeriodStart">The start of the contract's billing period that the event falls in.</param>
/// <param name="AfterCutoff">The period's invoice was final already: the usage is kept and shown as not yet billed.</param>
/// <param name="Charges">The charges that price it, with the matrix cell it stands in.</param>
public sealed record TallyTarget(
    string Meter,
    string? ContractId,
    EffectiveAt PeriodStart,
    bool AfterCutoff,
    ImmutableArray<ChargeCell> Charges
)
{
    public bool Equals(TallyTarget? other) =>
        other is not null
        && Meter == other.Meter
        && ContractId == other.ContractId
        && PeriodStart == other.PeriodStart
        && AfterCutoff == other.AfterCutoff
        && Charges.AsSpan().SequenceEqual(other.Charges.AsSpan());

    // Equal targets have equal meters, contracts and periods; that is enough to spread them.
    public override int GetHashCode() => unchecked((int)PeriodStart.Microseconds) ^ Meter.Length ^ (Charges.Length << 8);
}

/// <summary>A cell of a charge's price.</summary>
public readonly record struct ChargeCell(string Charge, int Cell)
{
    /// <summary>The price has no cell for the event: it is shown as not billed.</summary>
    public const int Unpriced = -1;

    /// <summary>The price is not in force at the event's time, and has nothing to do with it.</summary>
    public const int OutOfForce = -2;

    public bool IsPriced => Cell >= 0;
}
