using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
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
        EffectiveAt at = request.At ?? new EffectiveAt(now.Microseconds);
        if (request.Units.IsNegative)
            return MeterReading.Negative("/requested_units");

        Decision decision = Check.Decide(books, request, now);
        if (command.Seen is { } seen)
            return Again(books, command, seen, decision, now, at);
        if (!decision.Allowed || request.Units.IsZero)
            return Outcome.Of(decision);
        if (decision.Metered is null)
        {
            return new Rejection(
                RejectionKind.Invalid,
                "feature_not_metered",
                $"The feature '{request.Feature}' is not metered, so there is nothing to consume. Use check.",
                "/feature"
            );
        }

        if (AcceptanceWindow.Refuse(at, now, books.Environment!.AcceptanceWindowDays) is { } refused)
            return refused;

        AccountBook account = books.Accounts[decision.AccountId];
        Meter meter = books.Catalogs.Meter(account.ContractAt(at)!.Catalog.Features[request.Feature].Meter!)!;
        UsageEvent usage = AsEvent(command, decision.AccountId, meter, at);
        Tally tally = Tallying.Decide(account, meter.Name, usage, request.Units);
        return Outcome.Of(After(decision, tally), new UsageCounted(usage, now, Consumed: true, [tally]));
    }

    private static Outcome Again(Books books, ConsumeUnits command, Sighting seen, Decision decision, RecordedAt now, EffectiveAt at)
    {
        AccountBook account = books.Account(command.Request.AccountId)!;
        Meter? meter = books.Catalogs.Current?.Features.GetValueOrDefault(command.Request.Feature)?.Meter is { } name
            ? books.Catalogs.Meter(name)
            : null;
        Outcome repeated = UsageReporting.Repeat(AsEvent(command, account.Account.Id, meter, at), command.Request.At is not null, seen, now);
        Decision answer = decision with
        {
            Allowed = true,
            Duplicate = true,
            GrantedUnits = command.Request.Units,
            Reason = decision.Metered is null ? decision.Reason : Reason.WithinLimit,
            Metered = decision.Metered is { } state ? state with { OverageUnits = Quantity.Zero } : null,
            Explanation = decision.Explanation is { } explanation ? explanation with { Burns = [], LimitedBy = null } : null,
        };
        return Outcome.Of(answer, repeated.Facts);
    }

    private static UsageEvent AsEvent(ConsumeUnits command, string accountId, Meter? meter, EffectiveAt at) => new(
        command.EventId,
        command.Source,
        accountId,
        meter?.Event ?? command.Request.Feature,
        at,
        command.Request.Units,
        command.Request.Subject,
        command.Request.Properties
    );

    /// <summary>The state after the units are gone.</summary>
    private static Decision After(Decision decision, in Tally tally)
    {
        MeteredState before = decision.Metered!;
        var limit = new Limit(before.Limit, before.Consumed + tally.Value);
        return decision with { Metered = before with { Consumed = limit.Consumed, Remaining = limit.Remaining } };
    }
}
