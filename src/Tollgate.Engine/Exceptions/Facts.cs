using Tollgate.Engine.Time;

namespace Tollgate.Engine.Exceptions;

/// <summary>What an operator decided of an account, with who and why.</summary>
public abstract record StandingFact : Fact
{
    public abstract string AccountId { get; init; }

    public abstract RecordedAt At { get; init; }
}

public sealed record AccountSuspended(string AccountId, string Reason, string Author, RecordedAt At) : StandingFact;

public sealed record AccountResumed(string AccountId, string Reason, string Author, RecordedAt At) : StandingFact;

public sealed record DelinquencyMarked(
    string AccountId,
    EffectiveAt Since,
    DelinquencyPolicy Policy,
    int AfterDays,
    string Reason,
    string Author,
    RecordedAt At
) : StandingFact
{
    /// <summary>The invoice that is not paid; null where an operator says so by hand.</summary>
    public string? InvoiceId { get; init; }
}

public sealed record DelinquencyCleared(string AccountId, string Reason, string Author, RecordedAt At) : StandingFact;

public sealed record OverrideSet(string AccountId, Override Override, RecordedAt At) : StandingFact;

/// <summary>An override was ended before its time.</summary>
public sealed record OverrideEnded(string AccountId, string OverrideId, string Reason, string Author, RecordedAt At) : StandingFact;
