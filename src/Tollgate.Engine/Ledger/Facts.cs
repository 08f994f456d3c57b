using System.Collections.Immutable;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>What moved units of an account's grants.</summary>
public abstract record LedgerFact : Fact
{
    public abstract string AccountId { get; init; }

    public abstract RecordedAt At { get; init; }
}

/// <summary>A grant was issued, and its first lot opened.</summary>
public sealed record GrantIssued(string AccountId, Grant Grant, LotTerms Lot, RecordedAt At) : LedgerFact;

/// <summary>A lot's window and the units that it opens with.</summary>
/// <param name="RolledSince">Of rolled-over units: the start of the lot that they were issued in first.</param>
public sealed record LotTerms(string Id, EffectiveAt Start, EffectiveAt? End, Units Units, EffectiveAt? RolledSince);

/// <summary>A recurring grant issued its amount again.</summary>
public sealed record LotOpened(string AccountId, string GrantId, LotTerms Lot, RecordedAt At) : LedgerFact;

/// <summary>At a boundary, units went over into a lot of their own.</summary>
/// <param name="From">The lot that they were left in.</param>
/// <param name="Taken">Units that left it; a rollover's minimum may issue more than that.</param>
public sealed record UnitsRolledOver(string AccountId, string GrantId, string From, Units Taken, LotTerms Lot, RecordedAt At) : LedgerFact;

/// <summary>A lot ended with units left.</summary>
/// <param name="From">Available, or pending when it was never paid.</param>
public sealed record LotExpired(string AccountId, string LotId, EffectiveAt EffectiveAt, Balance From, Units Units, RecordedAt At) : LedgerFact;

/// <summary>A grant that waited for its payment can be spent.</summary>
public sealed record GrantPaid(string AccountId, string GrantId, string LotId, Units Units, RecordedAt At) : LedgerFact;

/// <summary>A grant was taken back: what is left of it. What was burnt stays burnt.</summary>
public sealed record GrantVoided(string AccountId, string GrantId, ImmutableArray<VoidedLot> Lots, string? Reason, string? Author, RecordedAt At) : LedgerFact;

public readonly record struct VoidedLot(string LotId, Balance From, Units Units);

/// <summary>What usage that was counted by the fact before burnt from grants; what a plan's allowance covered is in its tallies.</summary>
/// <param name="Time">Of the event.</param>
public sealed record UnitsBurnt(string AccountId, string Source, string EventId, EffectiveAt Time, ImmutableArray<Burn> Burns, RecordedAt At) : LedgerFact;

/// <summary>Units burnt from a lot.</summary>
/// <param name="From">Available; expired when the usage came late; issued when it is owed.</param>
/// <param name="Target">Where the usage was counted.</param>
public readonly record struct Burn(string LotId, Balance From, Units Units, TallyTarget Target)
{
    /// <summary>Of a wallet: the units of the feature that its credits cover, or zero of money, which covers none but pays; null for a lot of such units.</summary>
    public Quantity? Covers { get; init; }

    /// <summary>Of a wallet's money: the charge that it pays.</summary>
    public string? Pays { get; init; }

    /// <summary>Units of the feature that are covered.</summary>
    public Quantity Covered => Covers ?? Units.ToQuantity();

    /// <summary>It was burnt from a wallet.</summary>
    public bool IsOfWallet => Covers is not null;
}

/// <summary>A grant that was backdated into an open period covered overage that was counted there.</summary>
/// <param name="From">Overage of this instant and later.</param>
/// <param name="To">And before this one; null is all later.</param>
public sealed record OverageCovered(string AccountId, string LotId, TallyTarget Target, EffectiveAt From, EffectiveAt? To, Units Units, RecordedAt At) : LedgerFact
{
    /// <summary>What the units covered, by its time; empty in facts of before this was kept.</summary>
    public ImmutableArray<CoveredPart> Parts { get; init; } = [];
}

/// <summary>Overage that was covered.</summary>
/// <param name="At">By then all of it had been used.</param>
public readonly record struct CoveredPart(EffectiveAt At, Quantity Units);

/// <summary>What a wallet owed was taken from a lot that came after it.</summary>
/// <param name="Wallet">Its unit.</param>
public sealed record OwedSettled(string AccountId, string Wallet, string LotId, Units Units, RecordedAt At) : LedgerFact;

/// <summary>Lines of an invoice that became final were paid from a wallet.</summary>
public sealed record LinesPaid(string AccountId, string InvoiceId, ImmutableArray<LinePayment> Payments, RecordedAt At) : LedgerFact;

/// <param name="Line">Its number.</param>
public readonly record struct LinePayment(int Line, string LotId, Units Units);

/// <summary>What wallets had paid of an invoice's lines came back, since the invoice was voided.</summary>
public sealed record LinesRefunded(string AccountId, string InvoiceId, ImmutableArray<LineRefund> Refunds, RecordedAt At) : LedgerFact;

/// <param name="Line">Its number.</param>
/// <param name="To">Available; expired or voided where the lot has ended, or its grant was taken back.</param>
public readonly record struct LineRefund(int Line, string LotId, Balance To, Units Units);

/// <summary>How an account's wallet is topped up by itself.</summary>
/// <param name="Rule">Null: it is not any more.</param>
public sealed record TopUpRuleSet(string AccountId, string Wallet, TopUpRule? Rule, RecordedAt At) : LedgerFact;
