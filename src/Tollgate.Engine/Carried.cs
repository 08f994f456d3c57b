using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Commitments;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
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
) : Fact
{
    /// <summary>What is counted by calendar window, of those that anything was counted in.</summary>
    public ImmutableArray<CarriedWindows> Windows { get; init; } = [];

    /// <summary>Closed periods that usage can still reach, as their invoices had them.</summary>
    public ImmutableArray<CarriedPeriod> Closed { get; init; } = [];

    /// <summary>What was billed of them.</summary>
    public ImmutableArray<BilledBoundary> Billed { get; init; } = [];

    /// <summary>How its commits stand, by name and term, with what was voided since.</summary>
    public ImmutableArray<CommitUse> Commits { get; init; } = [];
}

public readonly record struct CarriedDraft(string InvoiceId, long Boundary)
{
    public string? BillTo { get; init; }

    public string? ConsolidatedIn { get; init; }

    /// <summary>The date that it was opened for, where one of the two is said.</summary>
    public EffectiveAt? Date { get; init; }
}

/// <param name="AfterCutoff">Usage that reached the period after it was closed.</param>
/// <param name="FromGrants">The part of what each meter has covered that was burnt from grants; null when nothing was.</param>
/// <param name="Overage">What nothing covered, by its time; null when there is none.</param>
public sealed record CarriedPeriod(
    EffectiveAt Start,
    bool AfterCutoff,
    ImmutableArray<CarriedMeter> Meters,
    ImmutableArray<CarriedCharge> Charges,
    ImmutableArray<CarriedBurnt>? FromGrants = null,
    ImmutableArray<OverageEntry>? Overage = null
)
{
    /// <summary>The latest instant of any event; null when there was none.</summary>
    public EffectiveAt? Latest { get; init; }

    public ImmutableArray<PassedMark> Passed { get; init; } = [];

    /// <summary>What wallets paid of each charge.</summary>
    public ImmutableArray<CarriedPaid> Paid { get; init; } = [];
}

public readonly record struct CarriedPaid(string Charge, Money Amount);

public readonly record struct CarriedBurnt(string Meter, Quantity Units);

public readonly record struct CarriedMeter(string Meter, Total Total, Excess? Excess = null);

public readonly record struct CarriedCharge(string Charge, int Cell, Total Total);

/// <param name="ForgottenThrough">Windows that start here or earlier are forgotten; null while none is.</param>
public sealed record CarriedWindows(string Meter, WindowUnit Per, bool EachSubject, EffectiveAt? ForgottenThrough, ImmutableArray<CarriedWindow> Windows);

/// <param name="IsTold">The burn rate was reached, and told.</param>
public sealed record CarriedWindow(EffectiveAt Start, Quantity Units, bool IsTold, ImmutableArray<CarriedSubject> Subjects);

public readonly record struct CarriedSubject(string Subject, Quantity Units);

/// <param name="LotsMade">How many lots the account was ever given.</param>
public sealed record HoldingsCarried(string AccountId, int LotsMade, ImmutableArray<CarriedGrant> Grants) : Fact
{
    public ImmutableArray<Reservation> Reservations { get; init; } = [];

    public ImmutableArray<CarriedOwed> Owed { get; init; } = [];

    public ImmutableArray<CarriedTopUp> TopUps { get; init; } = [];

    public ImmutableArray<CarriedPassed> Passed { get; init; } = [];

    /// <summary>Those that ended in the last day.</summary>
    public ImmutableArray<EndedReservation> Ended { get; init; } = [];
}

public readonly record struct CarriedOwed(string Wallet, Units Units, EffectiveAt Since);

public readonly record struct CarriedPassed(string Wallet, ImmutableArray<Quantity> Percents);

public readonly record struct CarriedTopUp(string Wallet, TopUpRule Rule);

public sealed record CarriedGrant(Grant Grant, RecordedAt IssuedAt, RecordedAt? PaidAt, RecordedAt? VoidedAt, ImmutableArray<CarriedLot> Lots)
{
    public string? VoidReason { get; init; }

    public string? VoidAuthor { get; init; }

    internal static CarriedGrant Of(GrantBook book) => new(
        book.Grant,
        book.IssuedAt,
        book.PaidAt,
        book.VoidedAt,
        [.. book.Lots.Select(lot => new CarriedLot(lot.Id, lot.Start, lot.End, lot.RolledSince, lot.Number, lot.HasEnded, [.. lot.Balances()]))]
    )
    {
        VoidReason = book.VoidReason,
        VoidAuthor = book.VoidAuthor,
    };

    internal GrantBook ToBook()
    {
        var book = new GrantBook(Grant, IssuedAt, PaidAt, VoidedAt) { VoidReason = VoidReason, VoidAuthor = VoidAuthor };
        foreach (CarriedLot carried in Lots)
        {
            var lot = new Lot(Grant, carried.Id, carried.Start, carried.End, carried.RolledSince, carried.Number) { HasEnded = carried.HasEnded, EndedUnpaid = carried.HasEnded && Grant.PendingPayment && PaidAt is null };
            lot.Restore(carried.Balances.AsSpan());
            book.Add(lot);
        }

        return book;
    }
}

/// <param name="Balances">In the order of <see cref="Balance"/>.</param>
public sealed record CarriedLot(
    string Id,
    EffectiveAt Start,
    EffectiveAt? End,
    EffectiveAt? RolledSince,
    int Number,
    bool HasEnded,
    ImmutableArray<Units> Balances
);

/// <summary>How many seats of a feature were held on which days.</summary>
/// <param name="Before">At the start of the first day that is kept.</param>
public sealed record SeatDaysCarried(string AccountId, string Feature, int Before, ImmutableArray<Seats.SeatDay> Days) : Fact;

public sealed record NumbersCarried(ImmutableSortedDictionary<string, long> Last) : Fact;
