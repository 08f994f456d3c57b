using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Entitlements;

/// <summary>
/// What becomes of a request that goes beyond what is left, by the feature's enforcement. Each says how many units may pass beyond the limit now: none
/// (hard), all (soft), what is left of the grace, what the throttle lets through. Everything else follows from that.
/// </summary>
public static class AtTheLimit
{
    /// <param name="asked">All units of the request.</param>
    /// <param name="beyond">The part of them beyond what is left; the rest is within the limit.</param>
    /// <param name="allowPartial">Grants what may pass of a request that may not pass whole.</param>
    public static Passage Decide(MeteredEntitlement right, in Standing standing, Quantity asked, Quantity beyond, bool allowPartial)
    {
        if (beyond.IsZero)
            return new Passage(Allowed: true, asked, beyond, Reason.WithinLimit, null);
        return right switch
        {
            { Enforcement: Enforcement.Soft } => Passed(asked, beyond, Reason.SoftLimitExceeded),
            { Grace: { } grace } => Bounded(asked, beyond, Grace.Room(grace, standing), Reason.InGrace, allowPartial),
            { Throttle: { } throttle } => Throttled(new Gcra(throttle, standing.Arrival, standing.Now), asked, beyond, allowPartial),
            _ => Bounded(asked, beyond, Quantity.Zero, Reason.QuotaExceeded, allowPartial),
        };
    }

    private static Passage Passed(Quantity asked, Quantity beyond, Reason reason) => new(Allowed: true, asked, beyond, reason, null);

    private static Passage Bounded(Quantity asked, Quantity beyond, Quantity room, Reason beyondReason, bool allowPartial)
    {
        if (beyond <= room)
            return Passed(asked, beyond, beyondReason);
        return allowPartial ? InPart(asked - beyond, room, Reason.QuotaExceeded, null) : Denied(Reason.QuotaExceeded, null);
    }

    private static Passage Throttled(in Gcra throttle, Quantity asked, Quantity beyond, bool allowPartial)
    {
        Quantity room = throttle.Room;
        if (beyond <= room)
            return Passed(asked, beyond, Reason.SoftLimitExceeded) with { Throttle = new Throttling(null, throttle.After(beyond)) };
        if (!allowPartial)
            room = Quantity.Zero;
        // Who counts in whole units gets whole units, and not what has just dripped in.
        else if (IsWhole(asked))
            room = WholeOf(room);
        var told = new Throttling(throttle.Wait(beyond - room, behind: room), room.IsZero ? null : throttle.After(room));
        return allowPartial ? InPart(asked - beyond, room, Reason.Throttled, told) : Denied(Reason.Throttled, told);
    }

    /// <summary>Some of it, unless there is nothing at all to give.</summary>
    private static Passage InPart(Quantity within, Quantity passing, Reason reason, Throttling? throttle)
    {
        Quantity granted = within + passing;
        return granted.IsZero ? Denied(reason, throttle) : new Passage(Allowed: true, granted, passing, reason, throttle);
    }

    private static Passage Denied(Reason reason, Throttling? throttle) => new(Allowed: false, Quantity.Zero, Quantity.Zero, reason, throttle);

    private static bool IsWhole(Quantity quantity) => quantity.Scaled % Quantity.One.Scaled == 0;

    private static Quantity WholeOf(Quantity quantity) => Quantity.FromScaled(quantity.Scaled - (quantity.Scaled % Quantity.One.Scaled));
}

/// <summary>What passes of a request.</summary>
/// <param name="Granted">All of it, or less where the rest may be left out; zero when it is denied.</param>
/// <param name="Beyond">The granted units' part beyond the limit: overage.</param>
/// <param name="Reason">Why it passed; of a part, why the rest did not.</param>
/// <param name="Throttle">Null unless the feature's throttle had a say.</param>
public readonly record struct Passage(bool Allowed, Quantity Granted, Quantity Beyond, Reason Reason, Throttling? Throttle);

/// <summary>What a throttle says of a request.</summary>
/// <param name="RetryAfterMilliseconds">When to ask again for what was not granted; null when all was, or when no instant is known at which it would be (<see cref="RetryPromise"/>).</param>
/// <param name="MovesTo">Where a consume moves the throttle's instant to, in nanoseconds since 1970; null when it does not.</param>
public sealed record Throttling(long? RetryAfterMilliseconds, Int128? MovesTo);
