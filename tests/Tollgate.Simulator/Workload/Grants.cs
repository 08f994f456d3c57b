using System.Collections.Immutable;
using System.Globalization;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Simulator.Model;

namespace Tollgate.Simulator.Workload;

/// <summary>Puts grants into the product's words, and back.</summary>
internal static class Grants
{
    private static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static GrantTerms Of(Grant grant) => new(
        grant.Id,
        grant.Feature ?? "",
        Usages.Number(grant.Amount),
        grant.Priority,
        grant.IsPaid,
        grant.EffectiveAt.Microseconds,
        grant.ExpiresAt?.Microseconds,
        grant.Recurrence is { } again
            ? new RecurrenceTerms(
                Enum.Parse<Step>($"{again.Every}"),
                again.Anchor.Microseconds,
                grant.Rollover is { } rolls ? new RolloverTerms(Usages.Number(rolls.Min), Usages.Number(rolls.Max), rolls.Again) : null
            )
            : null,
        grant.Dimensions.GetValueOrDefault("region"),
        grant.PendingPayment
    )
    {
        Wallet = grant.Wallet,
        ForFeature = grant.Features.SingleOrDefault(),
        ForMeter = grant.Meters.SingleOrDefault(),
        IsTopUp = grant.Source == GrantSource.TopUp,
    };

    /// <param name="source">As paid as the terms say.</param>
    public static Grant Of(GrantTerms terms, GrantSource source) => new(
        terms.Id,
        terms.Wallet is null ? terms.Feature : null,
        Units(terms.Amount),
        terms.Priority,
        source,
        new EffectiveAt(terms.Start),
        terms.End is { } end ? new EffectiveAt(end) : null,
        terms.Again is { } again ? new Recurrence(Enum.Parse<PeriodUnit>($"{again.Every}"), new EffectiveAt(again.Anchor)) : null,
        terms.Again?.Rollover is { } rolls ? new Rollover(Units(rolls.Least), Units(rolls.Most), rolls.Repeats) : null,
        terms.Region is { } region ? None.Add("region", region) : None,
        CostBasis: null,
        terms.Pending,
        Reason: "simulated",
        Author: "somebody",
        None
    )
    {
        Wallet = terms.Wallet,
        Features = terms.ForFeature is { } feature ? [feature] : [],
        Meters = terms.ForMeter is { } meter ? [meter] : [],
    };

    private static Units Units(decimal amount) => Engine.Numbers.Units.Parse(amount.ToString(CultureInfo.InvariantCulture));
}
