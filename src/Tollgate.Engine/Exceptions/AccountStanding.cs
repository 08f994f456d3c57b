using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Exceptions;

/// <summary>What becomes of an account that does not pay.</summary>
public enum DelinquencyPolicy
{
    /// <summary>Nothing: it is only told.</summary>
    Allow,

    /// <summary>Nothing beyond what was granted: every limit is hard.</summary>
    Degrade,
    Deny,
}

/// <summary>An account was stopped by hand.</summary>
public sealed record Suspension(string Reason, string Author, RecordedAt At);

/// <summary>An account does not pay; the policy sets in so many days of 24 hours after that.</summary>
public sealed record Delinquency(EffectiveAt Since, DelinquencyPolicy Policy, int AfterDays, string Reason, string Author, RecordedAt At)
{
    private const long Day = 24 * 3_600_000_000L;

    /// <summary>The invoice that is not paid; null where an operator says so by hand.</summary>
    public string? InvoiceId { get; init; }

    public bool Holds(EffectiveAt at) => at.Microseconds >= Since.Microseconds + (AfterDays * Day);
}

/// <summary>How an account stands with its seller, and its overrides, in the order in which they were recorded.</summary>
public sealed class AccountStanding
{
    private readonly List<StandingOverride> _overrides = [];

    public Suspension? Suspension { get; private set; }

    public Delinquency? Delinquency { get; private set; }

    public IReadOnlyList<StandingOverride> Overrides => _overrides;

    /// <summary>Why nothing is allowed at an instant, or null.</summary>
    public Reason? Denial(EffectiveAt at) => Suspension is not null ? Reason.AccountSuspended
        : Delinquency is { Policy: DelinquencyPolicy.Deny } owing && owing.Holds(at) ? Reason.AccountDelinquent
        : null;

    /// <summary>Every limit is hard.</summary>
    public bool IsDegraded(EffectiveAt at) => Delinquency is { Policy: DelinquencyPolicy.Degrade } owing && owing.Holds(at);

    /// <summary>The override that speaks of a feature at an instant, or null. Of several, the one that was recorded last does.</summary>
    public StandingOverride? OverrideOf(string feature, EffectiveAt at) => _overrides.FindLast(known => known.Terms.Feature == feature && known.Covers(at));

    internal void Apply(StandingFact fact)
    {
        switch (fact)
        {
            case AccountSuspended suspended:
                Suspension = new Suspension(suspended.Reason, suspended.Author, suspended.At);
                break;
            case AccountResumed:
                Suspension = null;
                break;
            case DelinquencyMarked marked:
                Delinquency = new Delinquency(marked.Since, marked.Policy, marked.AfterDays, marked.Reason, marked.Author, marked.At) { InvoiceId = marked.InvoiceId };
                break;
            case DelinquencyCleared:
                Delinquency = null;
                break;
            case OverrideSet set:
                _overrides.Add(new StandingOverride(set.Override, set.At, null));
                break;
            case OverrideEnded ended:
                int place = _overrides.FindIndex(known => known.Terms.Id == ended.OverrideId);
                _overrides[place] = _overrides[place] with { EndedAt = ended.At };
                break;
        }
    }

    /// <summary>The facts that make it again.</summary>
    internal IEnumerable<StandingFact> Carry(string accountId)
    {
        if (Suspension is { } suspension)
            yield return new AccountSuspended(accountId, suspension.Reason, suspension.Author, suspension.At);
        if (Delinquency is { } owing)
            yield return new DelinquencyMarked(accountId, owing.Since, owing.Policy, owing.AfterDays, owing.Reason, owing.Author, owing.At) { InvoiceId = owing.InvoiceId };
        foreach (StandingOverride known in _overrides)
        {
            yield return new OverrideSet(accountId, known.Terms, known.SetAt);
            if (known.EndedAt is { } at)
                yield return new OverrideEnded(accountId, known.Terms.Id, "", "", at);
        }
    }
}
