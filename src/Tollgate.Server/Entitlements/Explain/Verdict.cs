using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Numbers;
using Tollgate.Server.Http;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>The answer: in one sentence, and as what the limit says of the request.</summary>
internal static class Verdict
{
    public static string Summary(Findings found, Wording words)
    {
        Decision decision = found.Decision;
        string may = (decision.Allowed, words.IsPast) switch
        {
            (true, false) => "may use",
            (false, false) => "may not use",
            (true, true) => "could use",
            _ => "could not use",
        };
        string known = found.KnownAt is { } instant ? $", as it was known on {words.Time(instant)}" : "";
        return $"On {words.Time(found.At)}{known}, {Texts.Quoted(decision.AccountId)} {may} {What(found, words)}: {Words.Of(decision.Reason)}.";
    }

    public static IEnumerable<string> Of(Findings found, Wording words)
    {
        if (found.Given is { PropertiesDigest: not null })
            yield return "The request's properties were too long to be kept with the decision, so that they are not looked at here.";
        if (found.Given is { Answer.Duplicate: true } repeated)
            yield return $"The event '{Texts.Quoted(repeated.EventId!)}' had been counted before: the request was answered as allowed once more, and nothing was counted or burnt again{(repeated.Answer.Conflict ? ", though it asked for something else than before" : "")}.";
        else if (Said(found, words) is { } said)
            yield return said;
    }

    /// <summary>What decided, in a sentence; null where the sentences before have said it all.</summary>
    /// <remarks>A reason of the closed list that is not told here is told by its word alone; a test finds it.</remarks>
    private static string? Said(Findings found, Wording words) => found.Decision.Reason switch
    {
        Reason.AccountNotFound or Reason.AccountSuspended or Reason.AccountDelinquent => $"That {words.Verb("decides", "decided")}, and nothing further {words.Is} looked at.",
        Reason.ContractExpired when found.Contract?.PausedFrom is not null => $"{Wording.Capital(words.Feature)} {words.Is} denied.",
        Reason.ContractNotStarted or Reason.ContractExpired => $"Without a contract in force {words.Feature} {words.Is} denied.",
        Reason.FeatureNotFound => $"What nobody sells {words.Is} denied.",
        Reason.FeatureNotIncluded => $"What {words.Is} not included {words.Is} denied.",
        Reason.ValueMismatch => $"{Asked(found)} {words.Is} asked for, and {words.Feature} {words.Is} {found.Decision.Value}: that {words.Is} not enough.",
        Reason.WithinLimit => Within(found, words),
        Reason.SoftLimitExceeded => Left(found, words, $"the {(found.Decision.Throttle is null ? "limit" : "throttle")} {words.Verb("lets", "let")} {Beyond(found)} of them pass as overage, {Priced(found)}"),
        Reason.InGrace => Left(found, words, $"the grace {words.Verb("lets", "let")} {Beyond(found)} of them pass, {Priced(found)}"),
        Reason.QuotaExceeded when found.Decision.Allowed => Left(found, words, $"{Wording.Number(found.Decision.GrantedUnits)} of them {words.Are} granted, since a part {words.Is} enough"),
        Reason.QuotaExceeded => Left(found, words, $"the limit {words.Verb("lets", "let")} nothing pass beyond that"),
        Reason.InsufficientCredits when found.Decision.Allowed => Left(found, words, $"{Wording.Number(found.Decision.GrantedUnits)} of them {words.Are} granted, since a part {words.Is} enough"),
        Reason.InsufficientCredits => Left(found, words, $"the wallet {words.Verb("pays", "paid")} for no more"),
        Reason.Throttled => Left(found, words, Throttled(found, words)),
        Reason.SpendCapExceeded when found.Decision.Allowed => Left(found, words, $"{Wording.Number(found.Decision.GrantedUnits)} of them {words.Are} granted, since a part {words.Is} enough"),
        Reason.SpendCapExceeded => Left(found, words, $"nothing {words.Verb("passes", "passed")}"),
        Reason.SeatNotAssigned => SeatSentences.Unseated(found, words),
        Reason.ConditionNotMet => Unmet(found, words),
        var other => $"The answer {words.Is} {Words.Of(other)}.",
    };

    private static string What(Findings found, Wording words) => found switch
    {
        { Usage: not null } when found.Decision is { Allowed: true, Duplicate: false } && found.Decision.GrantedUnits < found.Asked.Units => $"{Wording.Number(found.Decision.GrantedUnits)} of {words.UnitsOf(found.Asked.Units)}",
        { Usage: not null } => words.UnitsOf(found.Asked.Units),
        { Asked.Value: not null } => $"{Texts.Quoted(words.Feature)} with the value {Asked(found)}",
        _ => Texts.Quoted(words.Feature),
    };

    private static string Asked(Findings found) => Texts.Quoted(found.Asked.Value ?? "nothing");

    private static string? Within(Findings found, Wording words)
    {
        if (found.Decision.Metered is not { } state)
            return found.Decision.Value is { } value ? $"{words.Feature} {words.Is} {value}{(found.Asked.Value is null ? "" : $", which {words.Is} enough for {Asked(found)}")}." : null;
        string? left = LimitSentences.Answering(found.Decision) is UnitLimit answering ? Remaining(answering, words) : state.Remaining is { } remaining ? Remaining(remaining, found, words) : null;
        if (left is null)
            return found.Decision.Limits.IsEmpty ? $"There {words.Is} no limit that could be exceeded." : $"Nothing of this {words.Is} exceeded.";
        // Where there is but one limit, nobody asks which is the tightest.
        string tightest = found.Decision.Limits.Length > 1 ? ", the tightest of these" : "";
        if (found.Asked.Units.IsZero)
            return $"{left}{tightest}.";
        return $"{left}, so that {Wording.Number(found.Asked.Units)} {Wording.Agreeing(found.Asked.Units, words.Is, words.Are)} within the limit{tightest}{Cost(state, found.Asked.Units, words)}.";
    }

    /// <summary>What the right asks for, and what was there instead.</summary>
    private static string Unmet(Findings found, Wording words)
    {
        if (found.Decision.Unmet is not { } unmet)
            return LimitSentences.NeedsSubject(found, words);
        if (found.Decision.Rule != Rule.Override && found.Rights.Count > 1)
            return $"None of these rights {words.Verb("holds", "held")}, so that {words.Feature} {words.Is} denied.";
        string right = found.Decision.Rule == Rule.Override ? "The override" : "That";
        return $"{right} {words.Verb("holds", "held")} only if {ConditionSentences.Of(unmet, found, words)}: {words.Feature} {words.Is} denied.";
    }

    /// <summary>What was left, that it was less than what was asked for, and what became of the request.</summary>
    private static string Left(Findings found, Wording words, string then)
    {
        Quantity asked = found.Asked.Units;
        Quantity? within = found.Decision.Metered?.Remaining;
        string? left = LimitSentences.Answering(found.Decision) switch
        {
            SpendLimit spend => $"{LimitSentences.Amount(spend.Remaining, found)} {words.Is} left of {LimitSentences.Name(spend.Name)}, and {words.UnitsOf(asked)} would cost more",
            UnitLimit { OfAllUnits: false } overage => $"{(within is { } most ? Remaining(most, found, words) : $"Nothing {words.Is} left")}, {Wording.Number(overage.Remaining)} more {words.Verb("may", "could")} pass as overage, and {Wording.Number(asked)} {Wording.Agreeing(asked, words.Is, words.Are)} asked for",
            UnitLimit units => $"{Remaining(units, words)}, and {Wording.Number(asked)} {Wording.Agreeing(asked, words.Is, words.Are)} asked for",
            _ when within is { } most => $"{Remaining(most, found, words)}, and {Wording.Number(asked)} {Wording.Agreeing(asked, words.Is, words.Are)} asked for",
            _ => null,
        };
        return left is null ? $"{Wording.Capital(then)}." : $"{left}; {then}.";
    }

    /// <summary>What is left of a limit beside that of the billing period.</summary>
    private static string Remaining(UnitLimit limit, Wording words) =>
        $"{words.UnitsOf(limit.Remaining)} {Wording.Agreeing(limit.Remaining, words.Is, words.Are)} left of {LimitSentences.Name(limit.Name)}";

    /// <summary>What was left. Of a wallet it is what that is enough for, and a limit that follows from it says nothing.</summary>
    private static string Remaining(Quantity remaining, Findings found, Wording words)
    {
        if (found is { Wallet: not null, Decision.Override: not { Terms.Cap: not null } })
            return $"What {words.Is} left {words.Is} enough for {words.UnitsOf(remaining)}";
        string limit = found.Decision.Metered!.Limit is { } most ? $" of a limit of {Wording.Number(most)}" : "";
        return $"{words.UnitsOf(remaining)} {Wording.Agreeing(remaining, words.Is, words.Are)} left{limit}";
    }

    private static string Cost(MeteredState state, Quantity units, Wording words) => state.Wallet is { Cost.IsZero: false } wallet
        ? $" and {words.Verb(Wording.Agreeing(units, "takes", "take"), "took")} {Wording.Amount(wallet.Cost, wallet.Unit)} from the wallet"
        : "";

    private static string Beyond(Findings found) => Wording.Number(found.Decision.Metered!.OverageUnits);

    private static string Priced(Findings found) => found.Decision switch
    {
        { Metered.OveragePrice: { IsZero: true } } => "free of charge",
        { Metered.OveragePrice: { } price, Contract: { } contract } => $"the next of them for {Wording.Price(price, contract.Currency)}",
        _ => "which the plan has no price for",
    };

    private static string Throttled(Findings found, Wording words)
    {
        string passed = found.Decision.Allowed ? $"the throttle {words.Verb("lets", "let")} {Beyond(found)} of them pass beyond the limit now, and {Wording.Number(found.Decision.GrantedUnits)} {words.Are} granted" : $"the throttle {words.Verb("lets", "let")} nothing more pass at that instant";
        return found.Decision.Throttle?.RetryAfterMilliseconds is { } wait
            ? $"{passed}; {(found.Decision.Allowed ? "the rest" : "it")} may be asked for again {Wording.Length(wait * 1_000)} later"
            : passed;
    }
}
