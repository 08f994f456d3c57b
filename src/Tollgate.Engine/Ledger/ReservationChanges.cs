using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
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

        ContractBook contract = books.TermsOf(reservation);
        Meter meter = contract.Catalog.Meters[reservation.Target.Meter];
        BillingPeriod period = contract.PeriodAt(reservation.Time);
        bool closed = contract.IsClosed(period);
        if (Tallying.RefuseAmount(contract, period, closed, meter.Name, command.Units) is { } full)
            return full with { Pointer = "/units" };
        TallyTarget target = contract.Target(meter.Name, period, closed, reservation.Time, reservation.Properties);
        var usage = new UsageEvent(reservation.EventId, reservation.Source, account.Id, meter.Event, reservation.Time, command.Units, reservation.Subject, reservation.Properties);

        List<Burn> burns = [];
        Quantity left = command.Units - FromHold(account.Holdings!, reservation, period, closed, target, command.Units, burns);
        Quantity ofAllowance = burns.Aggregate(command.Units - left, (rest, burn) => rest - burn.Covered);
        // What was used beyond the hold finds what is available to anybody, and what is not needed of the hold is not needed by this either.
        if (!left.IsZero)
            left -= new Burning(account.Holdings, contract.Features(meter.Name), Allowance.Of(contract, period, meter.Name), contract.FinalThrough)
                .Cover(left, reservation.Time, reservation.Properties, target, burns);
        if (!closed && RightOf(books, account, contract, reservation, now) is { Entitlement.PaidFrom: not null } right)
        {
            Hold[] own = [.. reservation.Holds.Where(hold => IsOfWallet(account.Holdings!, hold))];
            left -= new WalletBurning(account.Holdings, right, contract, usage.Content, target).Pay(command.Units, command.Units - left, own, burns);
        }

        var ended = new ReservationEnded(account.Id, reservation.Id, ReservationOutcome.Settled, Returned(account.Holdings!, reservation, burns), command.Units, now)
        {
            Held = HeldOf(reservation, ofAllowance),
        };
        var answer = new ReservationEnd(reservation, ReservationOutcome.Settled, command.Units, command.Units - left, now);
        if (command.Units.IsZero)
            return Outcome.Of(answer, ended);
        var counted = new UsageCounted(usage, now, Consumed: true, [contract.Tallied(target, command.Units, command.Units - left, contract.Totals(target), reservation.Properties)]);
        return Outcome.Of(answer, [ended, .. UsageReporting.Facts(account, counted, burns, ended)]);
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

    /// <summary>What lots and the plan's allowance hold of the units, in the order of burning.</summary>
    private static Quantity FromHold(Holdings holdings, Reservation reservation, BillingPeriod period, bool closed, TallyTarget target, Quantity units, List<Burn> burns)
    {
        Quantity left = units;
        // An allowance closes with its period, and what it held with it.
        Quantity allowance = closed ? Quantity.Zero : reservation.FromAllowance;
        foreach (Hold hold in reservation.Holds)
        {
            if (IsOfWallet(holdings, hold))
                continue;
            if (BurnOrder.AllowanceIsBefore(holdings.Lot(hold.LotId), period.Start, period.End))
            {
                left -= Quantity.Min(allowance, left);
                allowance = Quantity.Zero;
            }

            Quantity burnt = Quantity.Min(hold.Units.ToQuantity(), left);
            left -= burnt;
            if (!burnt.IsZero)
                burns.Add(new Burn(hold.LotId, Balance.Reserved, Units.Of(burnt), target));
        }

        left -= Quantity.Min(allowance, left);
        return units - left;
    }

    private static ImmutableArray<Hold> Returned(Holdings holdings, Reservation reservation, List<Burn> burns)
    {
        ImmutableArray<Hold>.Builder returned = ImmutableArray.CreateBuilder<Hold>();
        foreach (Hold hold in reservation.Holds)
        {
            Units rest = burns.Where(burn => burn.LotId == hold.LotId && burn.From == Balance.Reserved).Aggregate(hold.Units, (left, burn) => left - burn.Units);
            if (!rest.IsZero)
                returned.Add(new Hold(hold.LotId, BackTo(holdings, hold), rest));
        }

        return returned.ToImmutable();
    }

    private static bool IsOfWallet(Holdings holdings, Hold hold) => holdings.Lot(hold.LotId).Grant.Wallet is not null;

    /// <summary>As it applied to the instant that the units were held for; what became of the account since does not change what was used.</summary>
    private static MeteredRight? RightOf(Books books, AccountBook account, ContractBook contract, Reservation reservation, RecordedAt now) =>
        Resolution.Of(books, account, Asked(account, reservation), reservation.Time, now).Metered(reservation.Feature) ?? contract.MeteredRight(reservation.Target.Meter);

    /// <summary>What was asked when the units were held.</summary>
    private static EntitlementRequest Asked(AccountBook account, Reservation reservation) =>
        new(account.Id, reservation.Feature, reservation.Units, null, reservation.Time, reservation.Subject, reservation.Properties);

    /// <summary>The end of a reservation that counts nothing.</summary>
    internal static ReservationEnded End(Holdings holdings, string accountId, Reservation reservation, ReservationOutcome outcome, RecordedAt now) =>
        new(accountId, reservation.Id, outcome, [.. reservation.Holds.Select(hold => hold with { From = BackTo(holdings, hold) })], Quantity.Zero, now)
        {
            Held = HeldOf(reservation, Quantity.Zero),
        };

    private static EndedHold HeldOf(Reservation reservation, Quantity used) => new(reservation.Time, reservation.Target, reservation.FromAllowance, used);

    /// <summary>A lot that has ended meanwhile has nothing available any more.</summary>
    private static Balance BackTo(Holdings holdings, Hold hold) => holdings.Lot(hold.LotId) switch
    {
        { Grant: var grant } when holdings.Grants.GetValueOrDefault(grant.Id)?.VoidedAt is not null => Balance.Voided,
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
