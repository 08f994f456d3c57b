using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>What moved the units of a row of the ledger.</summary>
public enum Movement
{
    Issue,
    Pay,
    Reserve,

    /// <summary>What a reservation held and did not need came back.</summary>
    Release,
    Consume,

    /// <summary>A line of an invoice was paid.</summary>
    PayLine,

    /// <summary>What was paid of a line came back, since its invoice was voided.</summary>
    RefundLine,

    /// <summary>What was owed was paid.</summary>
    Settle,
    Expire,

    /// <summary>What had expired is taken up again, since usage of before needs it.</summary>
    Return,
    RollOver,
    Void,

    /// <summary>A grant that came late covered overage.</summary>
    Cover,

    /// <summary>Usage that nothing covered.</summary>
    Overage,

    /// <summary>Usage was counted again under other terms, and takes otherwise of what plans include.</summary>
    Retally,
}

/// <summary>
/// A line of an account's ledger: units that went from one named balance of a lot to another. The rows that are effective by an instant, and recorded by
/// another, add up to what the lots held then, as it was known then.
/// </summary>
/// <param name="Lot">A grant's lot, a plan's allowance of a period, the overage beside it, or what a wallet owes.</param>
public readonly record struct LedgerRow(Movement Movement, string Lot, Balance From, Balance To, Units Units, EffectiveAt EffectiveAt, RecordedAt RecordedAt)
{
    /// <summary>Of usage: where the event came from.</summary>
    public string? Source { get; init; }

    /// <summary>Of usage.</summary>
    public string? EventId { get; init; }
}
