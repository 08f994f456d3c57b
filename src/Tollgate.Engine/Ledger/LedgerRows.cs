using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// Reads facts as rows of the ledger, each at the instant at which it is true in the world: what a lot had left expired at its end, whenever that was recorded; what usage
/// took of it later was available at the usage's own time, and so it comes back from what expired at the end; and a reservation that is over holds nothing at any instant.
/// </summary>
public static class LedgerRows
{
    /// <param name="before">The fact before it in its block, and <paramref name="next"/> the one behind: usage stands beside what it settles, and what it burns.</param>
    public static IEnumerable<LedgerRow> Of(LedgerTerms terms, Fact? before, Fact fact, Fact? next) => fact switch
    {
        UsageCounted counted => counted.Tallies.SelectMany(tally => OfTally(terms, tally, counted.Event.Time, counted.At, counted.Event.Source, counted.Event.Id, before, next)),
        UsageAttributed taken => taken.Tallies.SelectMany(tally => OfTally(terms, tally, taken.Time, taken.At, taken.Source, taken.EventId, null, next)),
        OverageCovered covered => OfCover(terms, covered),
        UsageRetallied retallied => OfRetally(terms, retallied),
        LedgerFact moved => Postings.Of(moved).Where(posting => !posting.Units.IsZero).SelectMany(posting => OfPosting(terms.Lot(posting.LotId), moved, posting, EffectiveAtOf(terms, moved))).Concat(OfAllowance(terms, moved)),
        _ => [],
    };

    private static IEnumerable<LedgerRow> OfTally(LedgerTerms terms, Tally tally, EffectiveAt time, RecordedAt at, string source, string eventId, Fact? before, Fact? next)
    {
        if (terms.Allowance(tally.Target) is not { } allowance)
            yield break;
        UnitsBurnt? burnt = next is UnitsBurnt of && of.EventId == eventId && of.Source == source ? of : null;
        Quantity covered = tally.Covered - (burnt?.Burns.Where(burn => burn.Target.Equals(tally.Target)).Aggregate(Quantity.Zero, (sum, burn) => sum + burn.Covered) ?? Quantity.Zero);
        Quantity held = before is ReservationEnded { Outcome: ReservationOutcome.Settled, Held: { } hold } && hold.Target.Equals(tally.Target) ? hold.Used : Quantity.Zero;
        foreach (LedgerRow row in Taken(allowance, Movement.Consume, Balance.Reserved, Balance.Consumed, held, time, at).Concat(Taken(allowance, Movement.Consume, allowance.Source, Balance.Consumed, covered - held, time, at)))
            yield return row with { Source = source, EventId = eventId };
        Quantity beyond = tally.Value - tally.Covered;
        // What money paid is no overage, though nothing covers it.
        if (!beyond.IsZero && burnt?.Burns.Any(burn => burn.Pays is not null && burn.Target.Equals(tally.Target)) != true)
            yield return new LedgerRow(Movement.Overage, allowance.Overage, Balance.Issued, Balance.Consumed, Units.Of(beyond), time, at) { Source = source, EventId = eventId };
    }

    /// <summary>Overage that a grant took over is none any more, from the time on at which it was used.</summary>
    private static IEnumerable<LedgerRow> OfCover(LedgerTerms terms, OverageCovered covered)
    {
        // Of facts that do not tell, only that it was used by the time they were recorded, and inside the window.
        var recorded = new EffectiveAt(covered.At.Microseconds);
        IEnumerable<CoveredPart> parts = covered.Parts.IsDefaultOrEmpty ? [new CoveredPart(covered.To < recorded ? covered.To.Value : recorded, covered.Units.ToQuantity())] : covered.Parts;
        foreach (CoveredPart part in parts)
        {
            yield return new LedgerRow(Movement.Cover, covered.LotId, Balance.Available, Balance.Consumed, Units.Of(part.Units), part.At, covered.At);
            if (terms.Allowance(covered.Target) is { } allowance)
                yield return new LedgerRow(Movement.Cover, allowance.Overage, Balance.Consumed, Balance.Issued, Units.Of(part.Units), part.At, covered.At);
        }
    }

    /// <summary>What was taken of allowances goes back to them, and what is taken under the other terms leaves theirs, when that is recorded: up to then the rows say what was known.</summary>
    private static IEnumerable<LedgerRow> OfRetally(LedgerTerms terms, UsageRetallied retallied)
    {
        foreach (RetalliedUnits before in retallied.Before)
        {
            if (terms.Allowance(new TallyTarget(before.Meter, before.Terms, before.Start, AfterCutoff: false, [])) is { } allowance)
            {
                foreach (LedgerRow row in Retallied(allowance, -before.FromAllowance, -before.Beyond, retallied.At))
                    yield return row;
            }
        }

        foreach (RetalliedPeriod counted in retallied.Periods)
        {
            foreach (CarriedMeter meter in counted.Period.Meters)
            {
                Quantity granted = (counted.Period.FromGrants ?? []).Where(burnt => burnt.Meter == meter.Meter).Aggregate(Quantity.Zero, (sum, burnt) => sum + burnt.Units);
                if (terms.Allowance(new TallyTarget(meter.Meter, ContractBook.IdOf(retallied.ContractId, counted.Version), counted.Period.Start, AfterCutoff: false, [])) is not { } allowance)
                    continue;
                foreach (LedgerRow row in Retallied(allowance, meter.Total.Covered - granted, meter.Total.Beyond, retallied.At))
                    yield return row;
            }
        }
    }

    private static IEnumerable<LedgerRow> Retallied(AllowanceTerms allowance, Quantity covered, Quantity beyond, RecordedAt at)
    {
        var when = new EffectiveAt(Math.Max(at.Microseconds, allowance.Start.Microseconds));
        // An allowance that has ended has nothing available any more.
        Balance source = allowance.Included is not null && when >= allowance.End ? Balance.Expired : allowance.Source;
        if (!covered.IsZero)
            yield return Retallied(allowance.Lot, source, covered);
        if (!beyond.IsZero)
            yield return Retallied(allowance.Overage, Balance.Issued, beyond);

        LedgerRow Retallied(string lot, Balance from, Quantity units) => units.IsNegative
            ? new LedgerRow(Movement.Retally, lot, Balance.Consumed, from, Units.Of(-units), when, at)
            : new LedgerRow(Movement.Retally, lot, from, Balance.Consumed, Units.Of(units), when, at);
    }

    private static IEnumerable<LedgerRow> OfPosting(LotWindow lot, LedgerFact fact, Posting posting, EffectiveAt effective)
    {
        // What rolled over serves usage of before from the boundary on; and no lot gives anything behind its end.
        EffectiveAt at = effective < lot.Start ? lot.Start : effective > lot.End ? lot.End.Value : effective;
        var row = new LedgerRow(MovementOf(fact), posting.LotId, posting.From, posting.To, posting.Units, at, fact.At)
        {
            Source = (fact as UnitsBurnt)?.Source,
            EventId = (fact as UnitsBurnt)?.EventId,
        };
        switch (fact)
        {
            case GrantVoided:
                yield return row with { EffectiveAt = VoidedAt(lot, fact.At) };
                break;
            case UnitsBurnt or UnitsReserved when posting.From == Balance.Expired:
                yield return row with { From = Balance.Available };
                yield return row with { Movement = Movement.Return, From = Balance.Expired, To = Balance.Available, EffectiveAt = lot.End!.Value };
                break;
            case ReservationEnded when posting.To is Balance.Expired or Balance.Voided:
                yield return row with { To = Balance.Available };
                bool expires = posting.To == Balance.Expired || lot.End <= new EffectiveAt(lot.VoidedAt!.Value.Microseconds);
                if (expires)
                    yield return row with { Movement = Movement.Expire, From = Balance.Available, To = Balance.Expired, EffectiveAt = lot.End!.Value };
                if (posting.To == Balance.Voided)
                    yield return row with { Movement = Movement.Void, From = expires ? Balance.Expired : Balance.Available, To = Balance.Voided, EffectiveAt = VoidedAt(lot, lot.VoidedAt!.Value) };
                break;
            default:
                yield return row;
                break;
        }
    }

    private static EffectiveAt VoidedAt(LotWindow lot, RecordedAt at) => lot.Start.Microseconds > at.Microseconds ? lot.Start : new EffectiveAt(at.Microseconds);

    /// <summary>What a reservation holds of a plan's allowance, or held and has not used.</summary>
    private static IEnumerable<LedgerRow> OfAllowance(LedgerTerms terms, LedgerFact fact)
    {
        if (fact is UnitsReserved { Reservation: var reservation } && terms.Allowance(reservation.Target) is { } of)
            return Taken(of, Movement.Reserve, of.Source, Balance.Reserved, reservation.FromAllowance, reservation.Time, fact.At);
        return fact is ReservationEnded { Held: { } held } && terms.Allowance(held.Target) is { } allowance
            ? GivenBack(allowance, held.FromAllowance - held.Used, held.Time, fact.At)
            : [];
    }

    /// <summary>Units that leave an allowance; what its end took already comes back for them there.</summary>
    private static IEnumerable<LedgerRow> Taken(AllowanceTerms allowance, Movement movement, Balance from, Balance to, Quantity units, EffectiveAt time, RecordedAt at)
    {
        if (units.IsZero)
            yield break;
        yield return new LedgerRow(movement, allowance.Lot, from, to, Units.Of(units), time, at);
        if (from == Balance.Available && at >= allowance.ExpiredAt)
            yield return new LedgerRow(Movement.Return, allowance.Lot, Balance.Expired, Balance.Available, Units.Of(units), allowance.End, at);
    }

    private static IEnumerable<LedgerRow> GivenBack(AllowanceTerms allowance, Quantity units, EffectiveAt time, RecordedAt at)
    {
        if (units.IsZero)
            yield break;
        yield return new LedgerRow(Movement.Release, allowance.Lot, Balance.Reserved, allowance.Source, Units.Of(units), time, at);
        if (allowance.Included is not null && at >= allowance.ExpiredAt)
            yield return new LedgerRow(Movement.Expire, allowance.Lot, Balance.Available, Balance.Expired, Units.Of(units), allowance.End, at);
    }

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
        OwedSettled => Movement.Settle,
        LinesPaid => Movement.PayLine,
        LinesRefunded => Movement.RefundLine,
        _ => throw new ArgumentException($"The ledger does not know the fact {fact.GetType().Name}.", nameof(fact)),
    };

    private static EffectiveAt EffectiveAtOf(LedgerTerms terms, LedgerFact fact) => fact switch
    {
        GrantIssued issued => issued.Lot.Start,
        LotOpened opened => opened.Lot.Start,
        UnitsRolledOver rolled => rolled.Lot.Start,
        LotExpired expired => expired.EffectiveAt,
        // Once paid, it covers usage from its start on.
        GrantPaid paid => terms.Lot(paid.LotId).Start,
        UnitsReserved reserved => reserved.Reservation.Time,
        ReservationEnded { Held: { } held } => held.Time,
        UnitsBurnt burnt => burnt.Time,
        OwedSettled settled when terms.Lot(settled.LotId).End is { } end && end.Microseconds < fact.At.Microseconds => end,
        _ => new EffectiveAt(fact.At.Microseconds),
    };
}
