using Tollgate.Engine;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Ledger;

/// <summary>What moved the units of a posting.</summary>
internal enum Movement
{
    Issue,
    Pay,
    Reserve,

    /// <summary>What a reservation held and did not need came back.</summary>
    Release,
    Consume,

    /// <summary>A line of an invoice was paid.</summary>
    PayLine,

    /// <summary>What was owed was paid.</summary>
    Settle,
    Expire,
    RollOver,
    Void,

    /// <summary>A grant that came late covered overage.</summary>
    Cover,

    /// <summary>Usage that nothing covered.</summary>
    Overage,
}

/// <summary>A line of an account's ledger: units that went from one named balance to another.</summary>
/// <param name="Lot">The lot, or a plan's allowance; of overage, the contract's period that it stands in.</param>
/// <param name="EventId">Of usage.</param>
internal sealed record LedgerEntry(
    FactPosition Position,
    int Place,
    Movement Movement,
    string Lot,
    string From,
    string To,
    Units Units,
    EffectiveAt EffectiveAt,
    RecordedAt RecordedAt,
    string? Source,
    string? EventId
);

/// <summary>Reads facts as the movements that they are. Usage shows what it burnt of the plan's allowance and of grants, and what is overage.</summary>
internal static class LedgerEntries
{
    private const string Available = "available", Consumed = "consumed", Overage = "overage";

    /// <param name="features">The feature whose units a meter counts in a contract; null when it counts none.</param>
    public static IEnumerable<LedgerEntry> Of(Fact fact, Fact? next, FactPosition at, Func<string, string, string?> features)
    {
        int place = 0;
        switch (fact)
        {
            case LedgerFact moved:
                foreach (Posting posting in Postings.Of(moved))
                {
                    if (!posting.Units.IsZero)
                        yield return new(at, place++, MovementOf(moved), posting.LotId, Words.Of(posting.From), Words.Of(posting.To), posting.Units, EffectiveAtOf(moved), moved.At, (moved as UnitsBurnt)?.Source, (moved as UnitsBurnt)?.EventId);
                }

                break;
            case UsageCounted counted:
                foreach (Tally tally in counted.Tallies)
                {
                    foreach (LedgerEntry entry in OfTally(tally, FromGrants(tally, next, counted.Event.Source, counted.Event.Id), IsPaid(tally, next), at, counted.Event.Time, counted.At, counted.Event.Source, counted.Event.Id, features))
                        yield return entry with { Place = place++ };
                }

                break;
            case UsageAttributed attributed:
                foreach (Tally tally in attributed.Tallies)
                {
                    foreach (LedgerEntry entry in OfTally(tally, FromGrants(tally, next, attributed.Source, attributed.EventId), IsPaid(tally, next), at, attributed.Time, attributed.At, attributed.Source, attributed.EventId, features))
                        yield return entry with { Place = place++ };
                }

                break;
        }
    }

    private static IEnumerable<LedgerEntry> OfTally(
        Tally tally,
        Quantity fromGrants,
        bool isPaid,
        FactPosition at,
        EffectiveAt time,
        RecordedAt recorded,
        string source,
        string eventId,
        Func<string, string, string?> features
    )
    {
        if (tally.Target.ContractId is not { } contract || features(contract, tally.Target.Meter) is not { } feature)
            yield break;
        string allowance = $"{contract}/{feature}/{tally.Target.PeriodStart}";
        Quantity fromAllowance = tally.Covered - fromGrants;
        if (!fromAllowance.IsZero)
            yield return new(at, 0, Movement.Consume, allowance, Available, Consumed, Units.Of(fromAllowance), time, recorded, source, eventId);
        Quantity beyond = tally.Value - tally.Covered;
        // What money paid is no overage, though nothing covers it.
        if (!beyond.IsZero && !isPaid)
            yield return new(at, 0, Movement.Overage, allowance, Overage, Consumed, Units.Of(beyond), time, recorded, source, eventId);
    }

    /// <summary>What the fact behind it says that was burnt from grants.</summary>
    private static Quantity FromGrants(Tally tally, Fact? next, string source, string eventId) => next is UnitsBurnt burnt && burnt.EventId == eventId && burnt.Source == source
        ? burnt.Burns.Where(burn => burn.Target.Equals(tally.Target)).Aggregate(Quantity.Zero, (sum, burn) => sum + burn.Covered)
        : Quantity.Zero;

    private static bool IsPaid(Tally tally, Fact? next) => next is UnitsBurnt burnt && burnt.Burns.Any(burn => burn.Pays is not null && burn.Target.Equals(tally.Target));

    private static Movement MovementOf(LedgerFact fact) => fact switch
    {
        GrantIssued or LotOpened => Movement.Issue,
        UnitsRolledOver => Movement.RollOver,
        LotExpired => Movement.Expire,
        GrantPaid => Movement.Pay,
        GrantVoided => Movement.Void,
        UnitsReserved => Movement.Reserve,
        ReservationEnded => Movement.Release,
        UnitsBurnt => Movement.Consume,
        OverageCovered => Movement.Cover,
        OwedSettled => Movement.Settle,
        LinesPaid => Movement.PayLine,
        _ => throw new ArgumentException($"The ledger does not know the fact {fact.GetType().Name}.", nameof(fact)),
    };

    private static EffectiveAt EffectiveAtOf(LedgerFact fact) => fact switch
    {
        GrantIssued issued => issued.Lot.Start,
        LotOpened opened => opened.Lot.Start,
        UnitsRolledOver rolled => rolled.Lot.Start,
        LotExpired expired => expired.EffectiveAt,
        UnitsReserved reserved => reserved.Reservation.Time,
        UnitsBurnt burnt => burnt.Time,
        OverageCovered covered => covered.From,
        _ => new EffectiveAt(fact.At.Microseconds),
    };
}
