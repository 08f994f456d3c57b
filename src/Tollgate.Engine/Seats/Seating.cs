using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Seats;

/// <summary>
/// Gives seats and takes them back. Never are more given than there are; who holds one keeps it, also where there are fewer meanwhile. A heartbeat that
/// would move a seat's end by no more than a part of its margin is answered and not recorded: nothing is promised by it that the journal does not hold.
/// </summary>
public static class Seating
{
    private const long Second = 1_000_000;

    public static Outcome Decide(Books books, TakeSeat command, RecordedAt now)
    {
        if (StandingChanges.Find(books, command.AccountId, out AccountBook account) is { } missing)
            return missing;
        var at = new EffectiveAt(now.Microseconds);
        var request = new EntitlementRequest(account.Id, command.Feature, Quantity.One, null, null, command.Subject, Properties.None);
        Resolution resolution = Resolution.Of(books, account, request, at, now);
        if (resolution.Right is null)
            return Outcome.Of(new SeatAnswer(Check.Decide(account, null, request, resolution, at, now, taken: false), null, Renewed: false));
        if (resolution.Right is not SeatEntitlement right)
            return new Rejection(RejectionKind.Invalid, "feature_not_seat", $"'{command.Feature}' has no seats that could be taken; name a feature of kind seat.", "/feature");
        if (RefuseTime(command.TimeToLive, right.Terms) is { } refused)
            return refused;

        (EffectiveAt? expires, EffectiveAt? free) = End(right.Terms, command.TimeToLive, now);
        int taken = account.Seats?.Taken(command.Feature, now) ?? 0;
        if (account.Seats?.Of(command.Feature, command.Subject, now) is { } held)
        {
            if (Suffices(held, expires, now))
                return Outcome.Of(Given(held, renewed: true));
            held = held with { ExpiresAt = expires, FreeAt = free };
            return Outcome.Of(Given(held, renewed: true), new SeatRenewed(account.Id, command.Feature, command.Subject, expires, free, now));
        }

        if (taken >= right.Seats)
        {
            var state = new SeatState(right.Terms.Type, right.Seats, taken, command.Subject, null);
            return Outcome.Of(new SeatAnswer(SeatHolding.Answer(account, request, resolution, Reason.QuotaExceeded, state), null, Renewed: false));
        }

        taken++;
        var given = new SeatTaken(account.Id, command.Feature, command.Subject, expires, free, now);
        SeatAnswer answer = Given(new Seat(command.Feature, command.Subject, now, expires, free), renewed: false);
        // His last one may have run out together with so many that it is not recorded yet.
        return account.Seats?.Recorded(command.Feature, command.Subject) is { } gone
            ? Outcome.Of(answer, SeatDues.Expired(gone, account.Id, now), given)
            : Outcome.Of(answer, given);

        SeatAnswer Given(Seat seat, bool renewed)
        {
            var state = new SeatState(right.Terms.Type, right.Seats, taken, command.Subject, seat);
            return new SeatAnswer(SeatHolding.Answer(account, request, resolution, Reason.WithinLimit, state), seat, renewed);
        }
    }

    public static Outcome Decide(Books books, ReturnSeat command, RecordedAt now)
    {
        if (StandingChanges.Find(books, command.AccountId, out AccountBook account) is { } missing)
            return missing;
        return account.Seats?.Of(command.Feature, command.Subject, now) is { } seat
            ? Outcome.Of(seat, new SeatReturned(account.Id, command.Feature, command.Subject, now))
            : new Rejection(RejectionKind.NotFound, "seat_not_held", $"'{command.Subject}' holds no seat of '{command.Feature}': it was given back before, has run out, or was never taken.");
    }

    private static Rejection? RefuseTime(long? timeToLive, SeatTerms terms)
    {
        if (timeToLive is not { } time)
            return null;
        if (terms.Type == SeatType.Named)
            return new Rejection(RejectionKind.Invalid, "seat_is_named", "A named seat is held until it is returned, so it takes no ttl_seconds.", "/ttl_seconds");
        return time >= SeatTerms.LeastHeartbeat && time <= terms.HeartbeatMicroseconds
            ? null
            : new Rejection(
                RejectionKind.Invalid,
                "ttl_out_of_range",
                $"A seat of this feature is held for {SeatTerms.LeastHeartbeat / Second} to {terms.HeartbeatMicroseconds / Second} seconds without a heartbeat.",
                "/ttl_seconds"
            );
    }

    private static (EffectiveAt? ExpiresAt, EffectiveAt? FreeAt) End(SeatTerms terms, long? timeToLive, RecordedAt now)
    {
        if (terms.Type == SeatType.Named)
            return (null, null);
        long expires = now.Microseconds + (timeToLive ?? terms.HeartbeatMicroseconds);
        return (new EffectiveAt(expires), new EffectiveAt(expires + terms.SkewMicroseconds));
    }

    /// <summary>
    /// A holder who beats every second must not fill the journal. What his end would move by is left to the margin, half of which stays; and it is no more
    /// than a tenth of the time that he asks for.
    /// </summary>
    private static bool Suffices(Seat held, EffectiveAt? expires, RecordedAt now)
    {
        if (held.ExpiresAt is not { } recorded || expires is not { } wanted)
            return held.ExpiresAt is null && expires is null;
        long later = wanted.Microseconds - recorded.Microseconds;
        long margin = (held.FreeAt!.Value.Microseconds - recorded.Microseconds) / 2;
        return later >= 0 && later <= Math.Min((wanted.Microseconds - now.Microseconds) / 10, margin);
    }
}
