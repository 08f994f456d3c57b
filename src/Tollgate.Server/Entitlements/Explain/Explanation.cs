using Tollgate.Engine.Entitlements;
using Tollgate.Server.Http;

namespace Tollgate.Server.Entitlements.Explain;

/// <summary>Why something is, or was, allowed or denied, in sentences for people. All of them are made in this folder.</summary>
/// <param name="Summary">The answer, in one sentence.</param>
/// <param name="Sentences">In the order of the rules, up to the one that decided; then seats, the wallet that pays, what is used, every further limit, the one that answers, what happens next, and what would help.</param>
internal sealed record Explanation(string Summary, IReadOnlyList<string> Sentences)
{
    public static Explanation Of(Findings found)
    {
        var words = new Wording(found.Zone, found.Asked.Feature, found.IsPast);
        IEnumerable<string> sentences =
        [
            .. RightSentences.OfStatus(found, words),
            .. RightSentences.OfOverrides(found, words),
            .. PlanSentences.Of(found, words),
            .. SeatSentences.Of(found, words),
            .. OfUnits(found, words),
            .. Verdict.Of(found, words),
            .. Ahead.Of(found, words),
            .. Remedy.Of(found, words),
        ];
        // Reasons, names and values in them were written by others.
        return new Explanation(Texts.Straight(Verdict.Summary(found, words)), [.. sentences.Select(Texts.Straight)]);
    }

    /// <summary>Who holds no seat was not asked about units.</summary>
    private static IEnumerable<string> OfUnits(Findings found, Wording words) => found.Decision.Reason == Reason.SeatNotAssigned ? [] :
    [
        .. UnitSentences.OfGrants(found, words),
        .. WalletSentences.Of(found, words),
        .. UnitSentences.OfUsage(found, words),
        .. LimitSentences.Of(found, words),
    ];
}
