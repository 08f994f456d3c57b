using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Catalog;

/// <summary>Why a limit beside the included units could never do anything, as a sentence; null when it can. A plan and an override are refused for the same.</summary>
internal static class LimitEffect
{
    /// <param name="included">Null is without limit.</param>
    public static string? OfOverageCap(Quantity? included, Enforcement enforcement) => (included, enforcement) switch
    {
        (null, _) => "Nothing is beyond units without limit, so overage_cap would never do anything; include a number of units, or remove it.",
        (_, Enforcement.Hard or Enforcement.Grace) =>
            $"With enforcement {enforcement.ToString().ToLowerInvariant()} overage_cap would do nothing: hard lets no overage pass, and grace_units bounds that of a grace. It belongs to soft and throttle.",
        _ => null,
    };

    /// <summary>What money pays is no overage in units.</summary>
    public static string? OfOverageCap(WalletTerms? paidFrom) => paidFrom is { CreditRate: null }
        ? "Money pays for each unit, so none of them is overage; cap what they may cost with spend_cap, or remove overage_cap."
        : null;

    /// <param name="priced">Whether a charge prices the usage that is capped.</param>
    /// <param name="what">What is capped: <c>the meter 'calls'</c>.</param>
    public static string? OfSpendCap(bool priced, string what) => priced
        ? null
        : $"No charge of the plan prices {what}, so nothing is ever spent on it; add a charge, or remove spend_cap.";

    public static string? NotPositive(Quantity units, string key) => units > Quantity.Zero ? null : $"{key} is {units}; it must be above zero.";

    public static string? NotPositive(Money spendCap) => spendCap > Money.Zero
        ? null
        : $"spend_cap is {spendCap}; it must be above zero. What nobody may pay for is included, with enforcement hard.";
}
