using Tollgate.Engine.Accounts;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>Terms that are to hold for a time.</summary>
/// <param name="Until">Exclusive; null is for good.</param>
internal readonly record struct TermsSpan(EffectiveAt From, EffectiveAt? Until, PlanMeters Terms);

/// <summary>
/// Contracts of one account may hold at one time. A meter, and a feature with units or seats, is of one of them at a time; and what a meter has counted in one
/// contract is not taken over by another.
/// </summary>
internal static class SideBySide
{
    /// <summary>Null when terms may hold beside the other contracts of an account.</summary>
    /// <param name="first">The contract that they are of.</param>
    public static Rejection? Refuse(AccountBook account, ContractBook first, IReadOnlyList<TermsSpan> spans, string pointer)
    {
        foreach (ContractBook other in account.Contracts)
        {
            if (ReferenceEquals(other.First, first))
                continue;
            foreach (TermsSpan span in spans)
            {
                if (Overlap(other, span) && (RefuseMeter(other, span, pointer) ?? RefuseFeature(other, span, pointer) ?? RefuseUsage(account, first, other, span, pointer)) is { } refused)
                    return refused;
            }
        }

        return null;
    }

    /// <summary>When each version of a contract will hold with an amendment of it.</summary>
    public static IReadOnlyList<TermsSpan> Amended(ContractBook first, Contract contract, EffectiveAt from, PlanMeters terms)
    {
        (EffectiveAt From, PlanMeters Terms)[] parts =
        [
            .. first.Parts.Where(part => part.From != from).Select(part => (From: part.From, Terms: part.Meters)).Append((From: from, Terms: terms))
                .Where(part => !(part.From >= contract.EndsAt)).OrderBy(part => part.From.Microseconds),
        ];
        return [.. parts.Select((part, place) => new TermsSpan(part.From, place + 1 < parts.Length ? parts[place + 1].From : contract.EndsAt, part.Terms))];
    }

    private static bool Overlap(ContractBook other, TermsSpan span) => !(other.Until <= span.From) && !(span.Until <= other.From);

    private static Rejection? RefuseMeter(ContractBook other, TermsSpan span, string pointer) => span.Terms.NamedMeters.FirstOrDefault(other.Names) is { } meter
        ? Clash(other, $"the meter '{meter}' is counted in it, and a meter is counted in one contract at a time. End that contract first, or leave what counts '{meter}' out of one of the plans; units beside a contract are an add-on of it, or a grant.", pointer)
        : null;

    private static Rejection? RefuseFeature(ContractBook other, TermsSpan span, string pointer) => span.Terms.Countable.FirstOrDefault(other.Meters.Countable.Contains) is { } feature
        ? Clash(other, $"it gives '{feature}', whose units or seats are of one contract at a time. End that contract first, or leave '{feature}' out of one of the plans; more of it are an add-on of that contract.", pointer)
        : null;

    private static Rejection? RefuseUsage(AccountBook account, ContractBook first, ContractBook other, TermsSpan span, string pointer)
    {
        foreach (string meter in span.Terms.NamedMeters)
        {
            // What is this contract's own already was counted elsewhere before that.
            if (!ReferenceEquals(account.ContractOfMeter(meter, span.From)?.First, first) && other.HasUsageIn(meter, span.From, span.Until))
            {
                return new Rejection(
                    RejectionKind.Conflict,
                    "usage_counted_since",
                    $"Usage of the meter '{meter}' from {span.From} on is counted in the contract '{other.Contract.Id}' already, and stays there: begin after it.",
                    pointer
                );
            }
        }

        return null;
    }

    private static Rejection Clash(ContractBook other, string why, string pointer) => new(
        RejectionKind.Conflict,
        "contract_overlaps",
        $"The account has the contract '{other.Contract.Id}' from {other.Contract.StartsAt} to {other.Contract.EndsAt?.ToString() ?? "no end"}: {why}",
        pointer
    );
}
