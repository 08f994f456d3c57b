using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>
/// When whoever was throttled is told to ask again: once the throttle lets the rest pass, or else when the next billing period begins. An instant is named only if the same
/// request, asked then, is allowed by all that is known now: a contract that ends, a grant that expires, a cap or a condition may stand in the way, and then nothing is named.
/// </summary>
internal static class RetryPromise
{
    // Any month, also one that daylight saving lengthens: what falls due until then is worked out for each, and nobody waits for longer.
    private const long Furthest = 32 * 24 * 3_600_000_000L;

    /// <summary>The decision with the wait that can be kept.</summary>
    public static Decision Kept(Books books, AccountBook account, EntitlementRequest request, in Resolution resolution, Decision decision, RecordedAt now)
    {
        if (decision is not { Reason: Reason.Throttled, Throttle: { } throttle, Metered: { } state })
            return decision;
        // The rest of what was granted in part comes behind that, and is all beyond the limit: the throttle's own instant stands, whatever else is left by then.
        ThrottleTerms? terms = decision.Allowed ? (resolution.Right as MeteredEntitlement)?.Throttle : null;
        long? wait = throttle.RetryAfterMilliseconds is { } sooner && Passes(books, account, request, Later(now, sooner), terms) ? sooner
            : UntilReset(state, now) is { } reset && Passes(books, account, request, Later(now, reset), null) ? reset
            : null;
        return decision with { Throttle = throttle with { RetryAfterMilliseconds = wait } };
    }

    /// <param name="passed">A throttle that is known to let the request pass then; null asks it as well.</param>
    private static bool Passes(Books books, AccountBook account, EntitlementRequest request, RecordedAt then, ThrottleTerms? passed)
    {
        EffectiveAt at = request.At ?? new EffectiveAt(then.Microseconds);
        // By then it may be too old to be counted.
        if (at.Microseconds < then.Microseconds && AcceptanceWindow.Refuse(at, then, books.Environment!.AcceptanceWindowDays) is not null)
            return false;
        EntitlementRequest whole = request with { AllowPartial = false };
        Resolution resolution = Resolution.Of(books, account, whole, at, then);
        if (passed is not null && resolution.Right is MeteredEntitlement right && right.Throttle == passed)
            resolution = resolution with { Right = right with { Enforcement = Enforcement.Soft, Throttle = null } };
        Holdings? holdings = account.HoldingsAt(at.Microseconds > then.Microseconds ? at : new EffectiveAt(then.Microseconds), then);
        Decision decision = Check.Decide(account, holdings, whole, resolution, at, then, taken: false);
        return decision.Allowed && Check.RefuseTotal(books, decision, at) is null;
    }

    private static long? UntilReset(MeteredState state, RecordedAt now)
    {
        long left = state.ResetsAt.Microseconds - now.Microseconds;
        return left is > 0 and <= Furthest ? (left + 999) / 1_000 : null;
    }

    private static RecordedAt Later(RecordedAt now, long milliseconds) => new(now.Microseconds + (milliseconds * 1_000));
}
