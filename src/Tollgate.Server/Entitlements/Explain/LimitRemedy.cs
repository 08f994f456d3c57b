using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Numbers;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>What each limit that lets too little pass would need, after <c>to</c>: all of it together would have the request allowed.</summary>
internal static class LimitRemedy
{
    public static IEnumerable<string> Of(Findings found, Wording words)
    {
        Decision decision = found.Decision;
        if (OfPeriod(decision, found) is { } period)
            yield return period;
        // The one that answers first: it is what was asked about.
        foreach (LimitState limit in decision.Limits.OrderBy(limit => limit.Name != decision.TightestLimit))
        {
            if (Further(limit, found, words) is { } step)
                yield return step;
        }
    }

    /// <summary>The units of the billing period: whether they alone would deny it.</summary>
    private static string? OfPeriod(Decision decision, Findings found)
    {
        if (decision.Metered is not { Remaining: { } remaining } state)
            return null;
        bool answers = LimitSentences.Answering(decision) is null;
        if (found.Asked.Units <= remaining || !(answers || state.Enforcement == Enforcement.Hard))
            return null;
        Quantity needed = state.Consumed + state.Reserved + found.Asked.Units;
        if (state.Enforcement == Enforcement.Hard && decision.Override?.Terms.Cap is { } cap && cap < needed)
            return $"set an override with a higher cap, of {Wording.Count(needed)} or more";
        if (found.Wallet is not { } wallet || decision.Reason == Reason.Throttled)
            return $"issue a grant of {Wording.Count(found.Asked.Units - Passing(remaining, answers, found))} or more, or to {Softening(decision)}";
        string more = wallet.Lacking is { } lacking ? $"put {Wording.Amount(lacking, wallet.Unit)} or more into the wallet, by a grant" : "put more into the wallet, by a grant";
        return $"{more}, or to {Softening(decision)}";
    }

    /// <summary>What passes already: what is left, and what a grace or a throttle lets pass beyond it.</summary>
    private static Quantity Passing(Quantity remaining, bool answers, Findings found) => answers && found.Part is { } part ? Quantity.Max(part, remaining) : remaining;

    private static string Softening(Decision decision) => decision.IsDegraded
        ? "clear the delinquency, which makes the limit hard, once the account has paid"
        : "set an override that makes the limit soft";

    /// <summary>What is to be sent has the digits of the currency, however exact the sum is.</summary>
    private static string RoundedUp(Money amount, Findings found)
    {
        var currency = Currency.Of(found.Decision.Contract!.Currency);
        return LimitSentences.Amount(currency.Round(amount, RoundingMode.Up), found);
    }

    private static string? Further(LimitState limit, Findings found, Wording words)
    {
        Quantity asked = found.Asked.Units;
        switch (limit)
        {
            case { Name: var name } when name == LimitNames.UsageLimit:
                return null;
            case UnitLimit { OfAllUnits: false } overage:
                Quantity within = found.Decision.Metered!.Remaining is { } left ? Quantity.Min(left, asked) : asked;
                Quantity missing = asked - within - overage.Remaining;
                return missing.IsZero || missing.IsNegative || found.Decision.Metered.Enforcement == Enforcement.Hard ? null
                    : $"issue a grant of {Wording.Count(missing)} or more, or to set an override with a higher cap on overage, of {Wording.Count(Quantity.Max(overage.Limit, overage.Used) + missing)} or more";
            case UnitLimit units when asked <= units.Remaining:
                return null;
            case UnitLimit cap when cap.Name == LimitNames.Cap:
                return $"set an override with a higher cap, of {Wording.Count(cap.Limit - cap.Remaining + asked)} or more";
            case UnitLimit window when asked <= window.Limit:
                return $"wait until {words.Time(window.ResetsAt)}, when {LimitSentences.Name(window.Name)} begins anew";
            case UnitLimit window:
                return $"ask for {Wording.Number(window.Limit)} at most at once, or to move the account to a plan that allows more: {LimitSentences.Name(window.Name)} never lets {Wording.Number(asked)} pass";
            case SpendLimit spend when spend.Needed is not null || spend.Name == found.Decision.TightestLimit:
                string most = spend.Needed is { } needed ? $", of {RoundedUp(needed, found)} or more" : "";
                return (spend.Name == LimitNames.PlanSpendCap ? "move the account to a plan with a higher cap on spend" : "set an override with a higher cap on spend") + most;
            default:
                return null;
        }
    }
}
