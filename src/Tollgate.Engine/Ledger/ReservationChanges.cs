using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// The end of a reservation. A settlement burns what is held, in the order of burning, returns what is not needed, and burns what goes beyond by the
/// normal rules: it is never refused for want of units, since they are used already.
/// </summary>
public static class ReservationChanges
{
    public static Outcome Decide(Books books, SettleReservation command, RecordedAt now)
    {
        if (command.Units.IsNegative)
            return MeterReading.Negative("/units");
        if (Find(books, command.ReservationId, out AccountBook account, out Reservation reservation) is { } missing)
            return missing;
        if (command.Seen is not null)
            return new Rejection(RejectionKind.Conflict, "event_already_counted", $"The event '{reservation.EventId}' was counted meanwhile by other means; release the reservation.");

        ContractBook contract = books.Contracts[reservation.Target.ContractId!];
        Meter meter = contract.Catalog.Meters[reservation.Target.Meter];
        BillingPeriod period = contract.PeriodAt(reservation.Time);
        bool closed = contract.IsClosed(period);
        TallyTarget target = contract.Target(meter.Name, period, closed, reservation.Properties);

        List<Burn> burns = [];
        List<Hold> returned = [];
        Quantity left = command.Units;
        foreach (Hold hold in reservation.Holds)
        {
            // What it costs is only known now: all of it goes back, and what is needed is burnt as by any use.
            if (account.Holdings!.Lot(hold.LotId).Grant.Wallet is not null)
            {
                returned.Add(hold with { From = BackTo(account.Holdings, hold) });
                continue;
            }

            Quantity held = hold.Units.ToQuantity();
            Quantity burnt = Quantity.Min(held, left);
            left -= burnt;
            if (!burnt.IsZero)
                burns.Add(new Burn(hold.LotId, Balance.Reserved, Units.Of(burnt), target));
            if (burnt < held)
                returned.Add(new Hold(hold.LotId, BackTo(account.Holdings!, hold), Units.Of(held - burnt)));
        }

        // An allowance closes with its period, and what it held with it.
        Quantity fromAllowance = closed ? Quantity.Zero : Quantity.Min(reservation.FromAllowance, left);
        left -= fromAllowance;
        var ended = new ReservationEnded(account.Id, reservation.Id, ReservationOutcome.Settled, [.. returned], command.Units, now);
        if (command.Units.IsZero)
            return Outcome.Of(new ReservationEnd(reservation, ReservationOutcome.Settled, command.Units, Quantity.Zero, now), ended);

        // What was used beyond the hold finds what is available to anybody, and what is not needed of the hold is not needed by this either.
        Quantity more = Quantity.Zero;
        if (!left.IsZero)
            more = new Burning(account.Holdings, contract.Features(meter.Name), Allowance.Of(contract, period, meter.Name), contract.FinalThrough)
                .Cover(left, reservation.Time, reservation.Properties, target, burns);
        Quantity covered = command.Units - left + more;
        if (!closed && contract.MeteredRight(meter.Name) is { Entitlement.PaidFrom: not null } right)
        {
            Holdings? then = account.Holdings?.Copy();
            then?.Apply(ended);
            covered += new WalletBurning(then, right, meter.Name, contract.FinalThrough).Pay(contract, contract.Totals(period), reservation.Time, reservation.Properties, command.Units, covered, target, burns);
        }

        var usage = new UsageEvent(reservation.EventId, reservation.Source, account.Id, meter.Event, reservation.Time, command.Units, reservation.Subject, reservation.Properties);
        var counted = new UsageCounted(usage, now, Consumed: true, [new Tally(target, command.Units, covered)]);
        return Outcome.Of(new ReservationEnd(reservation, ReservationOutcome.Settled, command.Units, covered, now), [ended, .. UsageReporting.Facts(account, counted, burns)]);
    }

    public static Outcome Decide(Books books, ExtendReservation command, RecordedAt now)
    {
        if (Reserving.RefuseTime(command.TimeToLive) is { } senseless)
            return senseless;
        if (Find(books, command.ReservationId, out AccountBook account, out Reservation reservation) is { } missing)
            return missing;
        var until = new EffectiveAt(now.Microseconds + command.TimeToLive);
        return Outcome.Of(reservation with { ExpiresAt = until }, new ReservationExtended(account.Id, reservation.Id, until, now));
    }

    public static Outcome Decide(Books books, ReleaseReservation command, RecordedAt now)
    {
        if (Find(books, command.ReservationId, out AccountBook account, out Reservation reservation) is { } missing)
            return missing;
        return Outcome.Of(
            new ReservationEnd(reservation, ReservationOutcome.Released, Quantity.Zero, Quantity.Zero, now),
            End(account.Holdings!, account.Id, reservation, ReservationOutcome.Released, now)
        );
    }

    /// <summary>The end of a reservation that counts nothing.</summary>
    internal static ReservationEnded End(Holdings holdings, string accountId, Reservation reservation, ReservationOutcome outcome, RecordedAt now) =>
        new(accountId, reservation.Id, outcome, [.. reservation.Holds.Select(hold => hold with { From = BackTo(holdings, hold) })], Quantity.Zero, now);

    /// <summary>A lot that has ended meanwhile has nothing available any more.</summary>
    private static Balance BackTo(Holdings holdings, Hold hold) => holdings.Lot(hold.LotId) switch
    {
        { Grant: var grant } when holdings.Grants[grant.Id].VoidedAt is not null => Balance.Voided,
        { HasEnded: true } => Balance.Expired,
        _ => Balance.Available,
    };

    private static Rejection? Find(Books books, string id, out AccountBook account, out Reservation reservation)
    {
        account = books.AccountOfReservation(id)!;
        reservation = null!;
        if (account?.Holdings is { } holdings)
        {
            if (holdings.Reservations.TryGetValue(id, out reservation!))
                return null;
            if (holdings.Ended(id) is { } ended)
                return new Rejection(RejectionKind.Conflict, $"reservation_{Word(ended.Outcome)}", $"The reservation '{id}' {Said(ended.Outcome)} at {ended.At}.");
        }

        return new Rejection(RejectionKind.NotFound, "reservation_not_found", $"There is no reservation '{id}'; one that has ended is known for a day.");
    }

    private static string Word(ReservationOutcome outcome) => outcome switch
    {
        ReservationOutcome.Settled => "settled",
        ReservationOutcome.Released => "released",
        _ => "expired",
    };

    private static string Said(ReservationOutcome outcome) => outcome switch
    {
        ReservationOutcome.Settled => "was settled",
        ReservationOutcome.Released => "was released",
        _ => "expired, and its units were returned,",
    };
}
