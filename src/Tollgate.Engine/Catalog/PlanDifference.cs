using System.Collections.Immutable;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Catalog;

/// <summary>What becomes of plans: of a new one everything is told, of one that goes only that it goes.</summary>
internal static class PlanDifference
{
    public static IEnumerable<CatalogChange> Between(
        ImmutableSortedDictionary<string, Plan> before, ImmutableSortedDictionary<string, Plan> after, Currency currency)
    {
        foreach (Plan plan in after.Values)
        {
            if (!before.TryGetValue(plan.Id, out Plan? then))
                yield return new(ChangeKind.Added, Pointer(plan), $"Plan {plan.Id} is new");
            foreach (CatalogChange change in Aspect.Difference(then is null ? [] : Aspects(then, currency), Aspects(plan, currency)))
                yield return change;
            if (then is not null && Reordered(Own(then), Own(plan), Pointer(plan), $"Plan {plan.Id}:") is { } reordered)
                yield return reordered;
        }

        foreach (Plan plan in before.Values.Where(plan => !after.ContainsKey(plan.Id)))
            yield return new(ChangeKind.Removed, Pointer(plan), $"Plan {plan.Id} is removed");
    }

    private static IEnumerable<Aspect> Aspects(Plan plan, Currency currency)
    {
        string place = Pointer(plan);
        string label = $"Plan {plan.Id}:";
        currency = Currency.Of(plan.Currency);
        yield return new($"{place}/name", $"{label} name", $"'{plan.Name}'");
        yield return new($"{place}/period", $"{label} billed by", Word(plan.Period));
        yield return new($"{place}/anchor", $"{label} periods begin with the", Word(plan.Anchor));
        foreach (Aspect aspect in LimitWords.Of(plan.SpendCap, place, label, currency))
            yield return aspect;
        foreach ((string feature, Entitlement entitlement) in plan.Entitlements)
        {
            string of = JsonPointer.Append($"{place}/entitlements", feature);
            foreach (Aspect aspect in Aspects(entitlement, of, $"{label} {feature}"))
                yield return aspect;
            foreach (Aspect aspect in LimitWords.Of((entitlement as MeteredEntitlement)?.Limits, of, $"{label} {feature}", currency))
                yield return aspect;
        }

        if (plan.TrialDays is { } days)
            yield return new($"{place}/trial/days", $"{label} trial", $"{CatalogWords.Of((Quantity)days)} days");
        if (plan.Retired)
            yield return new($"{place}/retired", $"{label} retired,", "no new contract is started");
        if (plan.RateCard is { } card)
            yield return new($"{place}/rate_card", $"{label} other prices from rate card", card);
        if (plan.Minimum is { } minimum)
            yield return new($"{place}/minimum", $"{label} a billing period costs at least", CatalogWords.Of(minimum, currency));
        foreach (Commit commit in plan.Commits)
        {
            foreach (Aspect aspect in Aspects(commit, JsonPointer.Append($"{place}/commits", commit.Name), $"{label} commit {commit.Name}", currency))
                yield return aspect;
        }

        // What a rate card says is told of it, and not of each plan that has it.
        foreach (Charge charge in plan.Charges.Where(charge => charge.RateCard is null))
        {
            foreach (Aspect aspect in Aspects(charge, JsonPointer.Append($"{place}/charges", charge.Name), $"{label} charge {charge.Name}", currency))
                yield return aspect;
        }
    }

    private static IEnumerable<Aspect> Aspects(Commit commit, string place, string label, Currency currency)
    {
        yield return new($"{place}/kind", $"{label} is", Word(commit.Kind));
        yield return new($"{place}/amount", $"{label} amount", CatalogWords.Of(commit.Amount, currency));
        yield return new($"{place}/term", $"{label} for", commit.Term == CommitTerm.Contract ? "the whole contract" : $"each {Word(commit.Term)}");
        yield return new($"{place}/charges", $"{label} counts", commit.Charges.IsEmpty ? "all usage" : string.Join(", ", commit.Charges));
        if (commit.Rollover)
            yield return new($"{place}/rollover", $"{label} what is left", "goes on into the next term");
        foreach ((string charge, Price price) in commit.Rates)
        {
            foreach (Aspect aspect in PriceWords.Of(price, JsonPointer.Append($"{place}/rates", charge), $"{label} rate of {charge}:", currency))
                yield return aspect;
        }

        if (commit.GlAccount is { } account)
            yield return new($"{place}/gl_account", $"{label} is booked on", account);
        if (commit.TaxCategory is { } category)
            yield return new($"{place}/tax_category", $"{label} is taxed as", category);
    }

    internal static IEnumerable<Aspect> Aspects(Entitlement entitlement, string place, string label)
    {
        if (entitlement.When is { } condition)
            yield return new($"{place}/when", $"{label} holds", ConditionWords.Of(condition));
        switch (entitlement)
        {
            case AlternativeEntitlements several:
                yield return new(place, label, string.Join("; or ", several.Rights.Select(WithCondition)));
                break;
            case BooleanEntitlement or ConfigEntitlement:
                yield return new(place, label, Words(entitlement));
                break;
            case MeteredEntitlement metered:
                yield return new($"{place}/included", $"{label} allowance", metered.Included is { } included ? CatalogWords.Of(included) : "unlimited");
                yield return new($"{place}/enforcement", $"{label} limit", Words(metered));
                if (metered.PaidFrom is { } wallet)
                    yield return new($"{place}/paid_from", $"{label} paid from", wallet.CreditRate is { } rate ? $"{wallet.Unit}, {rate} for each unit" : wallet.Unit);
                // Said only where it is said: a plan that leaves it out is told as it was written.
                if (!metered.Thresholds.AsSpan().SequenceEqual(Thresholds.Default.AsSpan()))
                    yield return new($"{place}/thresholds", $"{label} alerts at", metered.Thresholds.IsEmpty ? "no threshold" : $"{string.Join(", ", metered.Thresholds)} %");
                break;
            case SeatEntitlement seats:
                yield return new($"{place}/seats", $"{label} seats", seats.Seats is { } most ? CatalogWords.Of(most) : "unlimited");
                break;
        }

        if (entitlement.NeedsSeatOf is { } seat)
            yield return new($"{place}/{SeatReader.Key}", $"{label} is for holders of a seat of", seat);
    }

    private static string Words(Entitlement right) => right switch
    {
        BooleanEntitlement { Granted: var granted } => granted ? "had" : "not had",
        ConfigEntitlement { Number: { } number } => CatalogWords.Of(number),
        ConfigEntitlement { Text: { } text } => $"'{text}'",
        ConfigEntitlement { Flag: var flag } => flag == true ? "true" : "false",
        _ => throw new ArgumentException($"No words tell of {right.GetType().Name}.", nameof(right)),
    };

    private static string WithCondition(Entitlement right) => right.When is { } condition ? $"{Words(right)} {ConditionWords.Of(condition)}" : Words(right);

    private static string Words(MeteredEntitlement right)
    {
        string word = Word(right.Enforcement);
        if (right.Throttle is { } throttle)
            // Nanoseconds are the ninth digit of seconds.
            return $"{word}, one unit every {CatalogWords.Of(Quantity.FromScaled(throttle.IntervalNanoseconds))} s and {CatalogWords.Of(throttle.Burst)} at once";
        if (right.Grace is not { } grace)
            return word;
        string units = grace.Units is { } most ? $" of {CatalogWords.Of(most)} units" : "";
        string period = grace.PeriodMicroseconds is { } length ? $" for {DurationText.Of(length)}" : "";
        return $"{word}{units}{period}{(grace.Free ? ", free" : "")}";
    }

    internal static IEnumerable<Aspect> Aspects(Charge charge, string place, string label, Currency currency)
    {
        if (charge.Meter is { } meter)
        {
            yield return new($"{place}/meter", $"{label} counts", $"{meter}{(charge.AfterIncluded ? " beyond what is included" : "")}");
        }
        else
        {
            yield return new($"{place}/bill", $"{label} is billed in", Word(charge.Bill));
            yield return new($"{place}/proration", $"{label} is cut by", Word(charge.Proration));
        }

        foreach (Aspect aspect in PriceWords.Of(charge.Price, place, $"{label}:", currency))
            yield return aspect;
        if (charge.GlAccount is { } account)
            yield return new($"{place}/gl_account", $"{label} is booked on", account);
        if (charge.Revenue is { } revenue)
            yield return new($"{place}/revenue", $"{label} is revenue", revenue == RevenueRule.OverPeriod ? "over its period" : "at once");
        if (charge.TaxCategory is { } category)
            yield return new($"{place}/tax_category", $"{label} is taxed as", category);
    }

    /// <summary>Invoice lines stand in the order of charges, so that order is part of what a plan says.</summary>
    internal static CatalogChange? Reordered(IEnumerable<Charge> before, IEnumerable<Charge> after, string place, string label)
    {
        string[] old = [.. before.Select(charge => charge.Name)];
        string[] all = [.. after.Select(charge => charge.Name)];
        string then = string.Join(", ", old.Intersect(all));
        string now = string.Join(", ", all.Intersect(old));
        return then == now ? null : new(ChangeKind.Changed, $"{place}/charges", $"{label} order of charges {then} -> {now}");
    }

    private static IEnumerable<Charge> Own(Plan plan) => plan.Charges.Where(charge => charge.RateCard is null);

    private static string Pointer(Plan plan) => JsonPointer.Append("/plans", plan.Id);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
