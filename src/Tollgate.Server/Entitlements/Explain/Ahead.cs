using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>What changes the answer by itself, as time goes by: the next of it first.</summary>
internal static class Ahead
{
    private const int Most = 5;

    public static IEnumerable<string> Of(Findings found, Wording words) => All(found, words)
        .Where(change => change.At > found.At)
        .OrderBy(change => change.At)
        .Take(Most)
        .Select(change => $"On {words.Time(change.At)} {change.What}.");

    private static IEnumerable<(EffectiveAt At, string What)> All(Findings found, Wording words)
    {
        if (found.Delinquency is { Policy: not DelinquencyPolicy.Allow } owing)
            yield return (RightSentences.SetsIn(owing), $"the account's delinquency {words.Verb("takes", "was to take")} effect");
        // Who is denied for that is not helped by anything else.
        if (found.Decision.Rule == Rule.Status)
            yield break;
        foreach (StandingOverride known in found.Overrides)
        {
            if (known.EndedAt is null)
                yield return (known.Terms.From, $"the override {known.Terms.Id} {words.Verb("begins", "was to begin")}");
            if (RightSentences.EndOf(known) is { } end && known.Terms.From <= found.At)
                yield return (end, $"the override {known.Terms.Id} {words.Verb("ends", "was to end")}");
        }

        if (found.Contract is { IsInForce: false } next)
            yield return (next.Contract.StartsAt, $"the contract {next.Contract.Id} {words.Verb("starts", "was to start")}");
        // Under an override the plan's condition does not count.
        (IEnumerable<Condition?> conditions, string of) = found.Decision.Override is { } applied
            ? (Enumerable.Repeat(applied.When, 1), $"the override {applied.Id}")
            : (found.Rights.Select(right => right.Right.When), $"a right to {words.Feature}");
        foreach (Condition condition in conditions.OfType<Condition>())
        {
            if (condition.From is { } from)
                yield return (from, $"the time {words.Verb("begins", "was to begin")} that {of} {words.Is} for");
            if (condition.Until is { } until)
                yield return (until, $"the time {words.Verb("ends", "was to end")} that {of} {words.Is} for");
        }

        foreach (SeatsFound seats in found.Seats)
        {
            if (seats.Seat?.FreeAt is { } free)
                yield return (free, $"the seat of {seats.Feature} {words.Verb("runs", "was to run")} out, unless a heartbeat {words.Verb("comes", "came")} before");
        }

        // Who holds no seat was not asked about units.
        foreach ((EffectiveAt At, string What) change in found.Decision.Reason == Reason.SeatNotAssigned ? [] : OfUnits(found, words))
            yield return change;
    }

    private static IEnumerable<(EffectiveAt At, string What)> OfUnits(Findings found, Wording words)
    {
        if (found.Usage is not { } usage)
            yield break;
        foreach (UnitLimit limit in found.Decision.Limits.OfType<UnitLimit>().Where(limit => LimitSentences.IsWindow(limit) && limit.Remaining < limit.Limit))
            yield return (limit.ResetsAt, $"{LimitSentences.Name(limit.Name)} {words.Verb("begins", "was to begin")} anew");
        yield return (usage.Period.End, OfPeriod(found, usage, words));
        foreach (LotFound lot in usage.Lots.Concat(found.Wallet?.Lots ?? []).Where(lot => lot.Grant.VoidedAt is null))
        {
            if (lot.Lot.Start > found.At)
                yield return (lot.Lot.Start, $"the grant {lot.Lot.Grant.Id} {words.Verb("begins", "was to begin")}, with {LotSentences.Count(lot, lot.Lot[Balance.Available])}");
            else if (lot.Lot.End is { } end && !lot.Lot[Balance.Available].IsZero)
                yield return (end, $"the grant {lot.Lot.Grant.Id} {words.Verb("ends", "was to end")}, and what {words.Is} left of its {LotSentences.Count(lot, lot.Lot[Balance.Available])} {words.Verb("expires", "was to expire")}{(lot.Lot.Grant.Rollover is null ? "" : " or rolls over")}");
        }

        if (usage.Reservations is [var first, ..])
            yield return (first.ExpiresAt, $"a reservation of {Wording.Count(first.Units)} {words.Verb("expires", "was to expire")}, unless it {words.Is} settled before");
    }

    private static string OfPeriod(Findings found, UsageFound usage, Wording words)
    {
        string ends = $"the billing period {words.Verb("ends", "was to end")}";
        if (usage.ContractEndsAt == usage.Period.End)
            return $"{ends}, and the contract with it";
        return usage.Allowance is { Included: { IsZero: false } included } && found.Contract?.Right is not null
            ? $"{ends}; then the plan {words.Verb("includes", "was to include")} {words.UnitsOf(included)} anew"
            : ends;
    }
}
