using Tollgate.Engine.Accounts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Entitlements;

/// <summary>How an account stands beyond the limit of a metered feature, before a request.</summary>
/// <param name="Over">Units of the billing period that are overage already.</param>
/// <param name="ExceededAt">When the limit was first exceeded in the period, where a grace period depends on it; null when it was not.</param>
/// <param name="Arrival">The instant of the account's and feature's throttle; see <see cref="Gcra"/>.</param>
/// <param name="Now">The shard's time.</param>
/// <param name="ResetsAt">The end of the billing period.</param>
/// <param name="Closed">The period's invoice is final.</param>
public readonly record struct Standing(Quantity Over, RecordedAt? ExceededAt, Int128? Arrival, RecordedAt Now, EffectiveAt ResetsAt, bool Closed)
{
    public static Standing Of(AccountBook account, string feature, PeriodBook totals, string meter, in Limit limit, RecordedAt now, BillingPeriod period, bool closed) =>
        new(limit.Exceeded, totals.ExcessOf(meter)?.Since, account.ThrottleOf(feature), now, period.End, closed);
}
