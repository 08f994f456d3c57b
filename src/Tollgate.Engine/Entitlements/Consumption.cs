using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
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

        Decision decision = Check.Decide(books, request, now);
        if (books.Account(request.AccountId) is not { } account)
            return Outcome.Of(decision);
        EffectiveAt at = request.At ?? new EffectiveAt(now.Microseconds);
        ContractBook? contract = account.ContractAt(at);
        Meter? meter = MeterOf(contract?.Catalog ?? books.Catalogs.Current, request.Feature);
        UsageEvent usage = AsEvent(command, account, meter, at);
        if (command.Seen is { } seen)
        {
            Outcome repeat = UsageReporting.Repeat(AsFirstCounted(books, request, usage, seen), request.At is not null, seen, now);
            return Outcome.Of(Again(decision, request.Units, ((UsageReported)repeat.Answer!).Conflict), repeat.Facts);
        }

        // A boolean or config feature has no units that could go: the answer is the check's.
        if (!decision.Allowed || request.Units.IsZero || meter is null)
            return Outcome.Of(decision);
        if (AcceptanceWindow.Refuse(at, now, books.Environment!.AcceptanceWindowDays) is { } refused)
            return refused;
        if (Tallying.TryDecide(contract, meter.Name, usage.Content, request.Units, out Tally tally) is { } full)
            return full with { Pointer = "/requested_units" };
        return Outcome.Of(After(decision, tally), new UsageCounted(usage, now, Consumed: true, [tally]));
    }

    /// <summary>As the contract's own catalog version defines it, or without a contract the one in force.</summary>
    private static Meter? MeterOf(CatalogVersion? catalog, string feature) =>
        catalog?.Features.GetValueOrDefault(feature)?.Meter is { } name ? catalog.Meters[name] : null;

    private static UsageEvent AsEvent(ConsumeUnits command, AccountBook account, Meter? meter, EffectiveAt at) => new(
        command.EventId,
        command.Source,
        account.Account.Id,
        meter?.Event ?? command.Request.Feature,
        at,
        command.Request.Units,
        command.Request.Subject,
        command.Request.Properties
    );

    /// <summary>The event under the type that it was counted by, which another contract or catalog may call otherwise since.</summary>
    private static UsageEvent AsFirstCounted(Books books, EntitlementRequest request, UsageEvent usage, Sighting seen) => books.Catalogs
        .EventTypesOf(request.Feature)
        .Select(type => usage with { Type = type })
        .FirstOrDefault(same => UsageContent.Same(UsageContent.Fingerprint(same), seen.Content, request.At is not null)) ?? usage;

    /// <summary>What was allowed once stays allowed, whatever has changed since; the state is that of now.</summary>
    private static Decision Again(Decision now, Quantity units, bool conflict) => now with
    {
        Allowed = true,
        Duplicate = true,
        Conflict = conflict,
        // Who asks for something else than was counted is granted none of it.
        GrantedUnits = conflict ? Quantity.Zero : units,
        Reason = Reason.WithinLimit,
        Metered = now.Metered is { } state ? state with { OverageUnits = Quantity.Zero } : null,
        Explanation = now.Explanation is { } explanation ? explanation with { Burns = [] } : null,
    };

    /// <summary>The state after the units are gone.</summary>
    private static Decision After(Decision decision, in Tally tally)
    {
        MeteredState before = decision.Metered!;
        var limit = new Limit(before.Limit, before.Consumed + tally.Value);
        return decision with { Metered = before with { Consumed = limit.Consumed, Remaining = limit.Remaining } };
    }
}
