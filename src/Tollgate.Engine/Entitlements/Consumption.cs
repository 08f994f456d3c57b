using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>
/// A check that, when it allows, counts the units in the same step as a usage event of the feature's meter. A denied consume takes no id;
/// one whose id is counted already is allowed again and burns nothing.
/// </summary>
public static class Consumption
{
    public static Outcome Decide(Books books, ConsumeUnits command, RecordedAt now)
    {
        EntitlementRequest request = command.Request;
        if (Check.Refuse(request) is { } senseless)
            return senseless;

        if (books.Account(request.AccountId) is not { } account)
            return Outcome.Of(Check.NoAccount(request));
        EffectiveAt at = request.At ?? new EffectiveAt(now.Microseconds);
        Resolution resolution = Resolution.Of(books, account, request, at, now);
        Decision decision = RetryPromise.Kept(books, account, request, resolution, Check.Decide(account, account.Holdings, request, resolution, at, now, taken: command.Seen is null), now);
        if (command.Seen is { } seen)
        {
            // A part may have been granted; then that is what was counted under the id, and no conflict.
            if (request.AllowPartial && command.Counted is null)
                return Outcome.Of(new CountedBefore(seen.First));
            Quantity units = request.AllowPartial ? Quantity.Min(command.Counted!.Value, request.Units) : request.Units;
            UsageEvent again = AsEvent(command, account, resolution.Meter, at, units);
            Outcome repeat = UsageReporting.Repeat(AsFirstCounted(books, request, again, seen), request.At is not null, seen, now);
            return Outcome.Of(Again(decision, units, ((UsageReported)repeat.Answer!).Conflict), repeat.Facts);
        }

        // A boolean or config feature has no units that could go: the answer is the check's.
        if (decision.Reason == Reason.InsufficientCredits && !decision.Allowed)
            return Outcome.Of(decision, TopUp.Asked(account, [], now));
        if (!decision.Allowed || request.Units.IsZero || resolution.Meter is not { } meter || decision.Metered is not { } state)
            return Outcome.Of(decision);
        if (AcceptanceWindow.Refuse(at, now, books.Environment!.AcceptanceWindowDays) is { } refused)
            return refused;
        Quantity granted = decision.GrantedUnits;
        ContractBook contract = resolution.Contract!;
        BillingPeriod period = contract.PeriodAt(at);
        bool closed = contract.IsClosed(period);
        if (Tallying.RefuseAmount(contract, period, closed, meter.Name, granted) is { } full)
            return full with { Pointer = "/requested_units" };
        // What the decision says of allowance, grants and wallet is what is counted: it was worked out by the rules of any usage.
        Quantity covered = state.Burnt;
        foreach (Burn burn in state.Burns)
            covered += burn.Covered;
        if (Tallying.TryTally(contract, contract.Target(meter.Name, period, closed, at, request.Properties), granted, covered, request.Properties, out Tally tally) is { } tooDear)
            return tooDear with { Pointer = "/requested_units" };
        IReadOnlyList<Fact> facts = UsageReporting.Facts(account, new UsageCounted(AsEvent(command, account, meter, at, granted), now, Consumed: true, [tally]), state.Burns);
        return decision.Throttle is { MovesTo: { } arrival }
            ? Outcome.Of(decision, [.. facts, new ThrottlePassed(account.Id, request.Feature, arrival, now)])
            : Outcome.Of(decision, facts);
    }

    private static UsageEvent AsEvent(ConsumeUnits command, AccountBook account, Meter? meter, EffectiveAt at, Quantity units) => new(
        command.EventId,
        command.Source,
        account.Id,
        meter?.Event ?? command.Request.Feature,
        at,
        units,
        command.Request.Subject,
        command.Request.Properties
    );

    /// <summary>The event under the type that it was counted by, which another contract or catalog may call otherwise since.</summary>
    private static UsageEvent AsFirstCounted(Books books, EntitlementRequest request, UsageEvent usage, Sighting seen) => books.Catalogs
        .EventTypesOf(request.Feature)
        .Select(type => usage with { Type = type })
        .FirstOrDefault(same => UsageContent.Same(UsageContent.Fingerprint(same), seen.Content, request.At is not null)) ?? usage;

    /// <summary>What was allowed once stays allowed, whatever has changed since; the state is that of now.</summary>
    internal static Decision Again(Decision now, Quantity units, bool conflict) => now with
    {
        Allowed = true,
        Duplicate = true,
        Conflict = conflict,
        // Who asks for something else than was counted is granted none of it.
        GrantedUnits = conflict ? Quantity.Zero : units,
        Reason = Reason.WithinLimit,
        Throttle = null,
        Unmet = null,
        TightestLimit = LimitState.Least(now.Limits)?.Name,
        Metered = now.Metered is { } state ? state with { OverageUnits = Quantity.Zero, Burnt = Quantity.Zero, Burns = [], Wallet = state.Wallet is { } wallet ? wallet with { Cost = Units.Zero } : null } : null,
    };
}
