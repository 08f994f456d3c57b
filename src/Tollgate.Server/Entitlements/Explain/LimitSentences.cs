using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Numbers;
using Tollgate.Server.Http;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>The limits that stand on a request beside the units of the billing period, in the order in which a decision lists them.</summary>
internal static class LimitSentences
{
    private static readonly Dictionary<string, WindowLimit> Windows = Enum.GetValues<WindowUnit>()
        .SelectMany(per => new[] { new WindowLimit(per, Quantity.Zero, EachSubject: false), new WindowLimit(per, Quantity.Zero, EachSubject: true) })
        .ToDictionary(LimitNames.Of, StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        [LimitNames.UsageLimit] = "the limit of the billing period",
        [LimitNames.Cap] = "the cap",
        [LimitNames.OverageCap] = "the cap on overage",
        [LimitNames.SpendCap] = "the cap on spend",
        [LimitNames.PlanSpendCap] = "the plan's cap on spend",
    };

    public static IEnumerable<string> Of(Findings found, Wording words) => found.Decision.Limits
        .Where(limit => limit.Name != LimitNames.UsageLimit)
        .Select(limit => limit switch
        {
            UnitLimit units when Windows.ContainsKey(limit.Name) => OfWindow(units, found, words),
            UnitLimit { OfAllUnits: false } units => $"At most {words.UnitsOf(units.Limit)} {words.Verb("may", "could")} pass as overage in a billing period: {Wording.Number(units.Used)} {HasBeen(units.Used, words)} counted as such, and {Left(units, found, words)}.",
            UnitLimit units => $"At most {words.UnitsOf(units.Limit)} {words.Verb("may", "could")} be used in a billing period, whatever {words.Is} available: {Wording.Number(units.Used)} {HasBeen(units.Used, words)} used, and {Left(units, found, words)}.",
            SpendLimit spend => OfSpend(spend, found, words),
            _ => $"{Wording.Capital(Name(limit.Name))} {words.Verb("stands", "stood")} on it too.",
        });

    /// <summary>The limit that answers, where it is not the units of the billing period; null where it is, or where none does.</summary>
    public static LimitState? Answering(Decision decision) => decision.TightestLimit is null || decision.TightestLimit == LimitNames.UsageLimit
        ? null
        : decision.Limits.FirstOrDefault(limit => limit.Name == decision.TightestLimit);

    public static bool IsWindow(LimitState limit) => Windows.ContainsKey(limit.Name);

    /// <summary>What a limit is called in a sentence: <c>the limit in each minute</c>.</summary>
    public static string Name(string name) => Windows.TryGetValue(name, out WindowLimit? window)
        ? $"the limit{(window.EachSubject ? " of each subject" : "")} in each {Words.Of(window.Per)}"
        : Names.GetValueOrDefault(name) ?? $"the limit {name}";

    /// <summary>Why who names no subject is denied, where a window counts each by itself.</summary>
    public static string NeedsSubject(Findings found, Wording words)
    {
        string name = found.Decision.TightestLimit!;
        WindowLimit? window = found.Rights.Select(one => one.Right).OfType<MeteredEntitlement>().SelectMany(right => right.Limits?.Windows ?? []).FirstOrDefault(one => LimitNames.Of(one) == name);
        string limit = window is null ? $"{Wording.Capital(Name(name))} {words.Verb("stands", "stood")} on it" : Most(window, words);
        return $"{limit}, and the request {words.Verb("names", "named")} none: who cannot be told apart {words.Is} denied.";
    }

    public static string Amount(Money amount, Findings found) => Wording.Price(amount, found.Decision.Contract!.Currency);

    private static string OfWindow(UnitLimit limit, Findings found, Wording words)
    {
        WindowLimit window = Windows[limit.Name];
        string by = window.EachSubject && found.Asked.Subject is { } subject ? $" by '{Texts.Quoted(subject)}'" : "";
        return $"{Most(window with { Units = limit.Limit }, words)}: {Wording.Number(limit.Used)} {HasBeen(limit.Used, words)} used in this one{by}, and {Left(limit, found, words, window.EachSubject)}.";
    }

    private static string Most(WindowLimit window, Wording words) =>
        $"At most {words.UnitsOf(window.Units)} {words.Verb("may", "could")} be used in each {Words.Of(window.Per)}{(window.EachSubject ? " by each subject" : "")}";

    private static string OfSpend(SpendLimit limit, Findings found, Wording words)
    {
        string of = limit.Name == LimitNames.PlanSpendCap ? "All usage on the plan" : $"What {words.Is} used of {words.Feature}";
        return $"{of} {words.Verb("may", "could")} cost {Amount(limit.Limit, found)} in a billing period at most: it {words.Verb("costs", "cost")} {Amount(limit.Spent, found)} so far, and {Amount(limit.Remaining, found)} {words.Is} left{Gap(limit.Limit - limit.Spent > limit.Remaining, found, words)}.";
    }

    private static string Left(UnitLimit limit, Findings found, Wording words, bool eachSubject = false) =>
        $"{Wording.Number(limit.Remaining)} {Wording.Agreeing(limit.Remaining, words.Is, words.Are)} left{Gap(limit.Limit - limit.Used > limit.Remaining, found, words, eachSubject)}";

    /// <summary>Why less is left than was not used.</summary>
    private static string Gap(bool isLess, Findings found, Wording words, bool eachSubject = false) => (isLess, found) switch
    {
        (false, _) => "",
        (_, { Decision.Metered.Reserved.IsZero: false }) => $" beside what {words.Is} held for reservations",
        _ when eachSubject => $", since it {words.Is} not known what was used: it was too long ago, or the window counts as many other subjects as it can",
        _ => $", since what was used so long ago {words.Is} not known any more",
    };

    private static string HasBeen(Quantity units, Wording words) => words.Verb(Wording.Agreeing(units, "has been", "have been"), "had been");
}
