using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Ledger;

/// <summary>
/// A check that, when it allows, holds the units: they are not available to anybody else until the reservation is settled, released or expired. Nothing is
/// counted yet.
/// </summary>
public static class Reserving
{
    public const long LeastTimeToLive = 1_000_000;

    /// <summary>A week.</summary>
    public const long MostTimeToLive = 7 * 24 * 3_600_000_000L;

    /// <summary>So many may be open of one account at once: each takes memory, and so does its end.</summary>
    public const int MostOpen = 10_000;

    public static Outcome Decide(Books books, ReserveUnits command, RecordedAt now)
    {
        EntitlementRequest request = command.Request;
        if ((Check.Refuse(request) ?? RefuseTime(command.TimeToLive)) is { } senseless)
            return senseless;
        if (books.Account(request.AccountId) is not { } account)
            return Outcome.Of(new Reserved(Check.NoAccount(request), null));
        EffectiveAt at = request.At ?? new EffectiveAt(now.Microseconds);
        Resolution resolution = Resolution.Of(books, account, request, at, now);
        Reservation? open = account.Holdings?.ReservationOf(command.Source, command.EventId);
        Decision decision = RetryPromise.Kept(books, account, request, resolution, Check.Decide(account, account.Holdings, request, resolution, at, now, taken: false, held: open is null), now);
        if (open is not null)
            return Outcome.Of(new Reserved(Again(decision, request, open), open) { Checked = decision });
        if (books.AccountOfReservation(command.ReservationId) is not null)
            return new Rejection(RejectionKind.Conflict, "reservation_exists", $"There is, or was today, a reservation '{command.ReservationId}'.", "/id");
        if (command.Seen is not null)
            return new Rejection(RejectionKind.Conflict, "event_already_counted", $"The event '{command.EventId}' of this account was counted already, so nothing can be held for it.", "/event_id");
        if (decision.Reason == Reason.InsufficientCredits && !decision.Allowed)
            return Outcome.Of(new Reserved(decision, null), TopUp.Asked(account, [], now));
        if (!decision.Allowed || decision.GrantedUnits.IsZero || resolution.Meter is not { } meter || decision.Metered is not { } state)
            return Outcome.Of(new Reserved(decision, null));
        if (AcceptanceWindow.Refuse(at, now, books.Environment!.AcceptanceWindowDays) is { } refused)
            return refused;
        if (account.Holdings?.Reservations.Count >= MostOpen)
            return new Rejection(RejectionKind.Conflict, "too_many_reservations", $"The account '{account.Id}' has {MostOpen} open reservations, the most at once. Settle or release some, or let them expire sooner.");

        Quantity granted = decision.GrantedUnits;
        var usage = new EventContent(account.Id, command.Source, meter.Event, at, granted, request.Subject, request.Properties);
        List<Burn> burns = [];
        if (Tallying.TryDecide(resolution.Contract, account.Holdings, meter.Name, usage, granted, burns, out Tally tally, resolution.Metered(request.Feature), held: true) is { } full)
            return full with { Pointer = "/requested_units" };
        // What a wallet does not have is nothing that could be held.
        burns.RemoveAll(burn => burn.From == Balance.Issued);
        Quantity fromAllowance = burns.Aggregate(tally.Covered, (rest, burn) => rest - burn.Covered);
        Quantity fromLots = burns.Aggregate(Quantity.Zero, (sum, burn) => sum + (burn.IsOfWallet ? Quantity.Zero : burn.Covered));
        var reservation = new Reservation(
            command.ReservationId,
            request.Feature,
            tally.Target,
            at,
            granted,
            fromAllowance,
            granted - fromAllowance - fromLots,
            // What several charges take of one lot, it holds together.
            [.. burns.GroupBy(burn => (burn.LotId, burn.From), burn => burn.Units).Select(of => new Hold(of.Key.LotId, of.Key.From, of.Aggregate((sum, units) => sum + units)))],
            new EffectiveAt(now.Microseconds + command.TimeToLive),
            command.Source,
            command.EventId,
            request.Subject,
            request.Properties
        )
        {
            Fees = tally.Fees,
        };
        var reserved = new UnitsReserved(account.Id, reservation, now);
        Quantity taken = state.Wallet is null ? tally.Covered : Quantity.Min(granted, state.Remaining ?? granted);
        MeteredState held = state with { Remaining = state.Remaining - taken, Reserved = state.Reserved + granted };
        var answer = new Reserved(decision with { Metered = held }, reservation);
        List<Fact> facts = [reserved, .. TopUp.Asked(account, [reserved], now)];
        if (decision.Throttle is { MovesTo: { } arrival })
            facts.Add(new ThrottlePassed(account.Id, request.Feature, arrival, now));
        return Outcome.Of(answer, facts);
    }

    /// <summary>What is held stays held, whatever has changed since; who asks for something else is told that it is not that.</summary>
    private static Decision Again(Decision now, EntitlementRequest request, Reservation open)
    {
        bool conflict = open.Feature != request.Feature || (request.AllowPartial ? open.Units > request.Units : open.Units != request.Units);
        return Consumption.Again(now, conflict ? Quantity.Zero : open.Units, conflict);
    }

    internal static Rejection? RefuseTime(long timeToLive) => timeToLive is >= LeastTimeToLive and <= MostTimeToLive
        ? null
        : new Rejection(RejectionKind.Invalid, "ttl_out_of_range", $"A reservation is held for {LeastTimeToLive / 1_000_000} to {MostTimeToLive / 1_000_000} seconds.", "/ttl_seconds");
}
