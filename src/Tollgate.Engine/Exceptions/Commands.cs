using System.Collections.Immutable;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Exceptions;

/// <summary>Stops an account: nothing is allowed until it is resumed. What is reported is counted all the same.</summary>
public sealed record SuspendAccount(string AccountId, string Reason, string Author) : Command<AccountStanding>;

public sealed record ResumeAccount(string AccountId, string Reason, string Author) : Command<AccountStanding>;

/// <param name="Since">Null is now.</param>
public sealed record MarkDelinquent(string AccountId, EffectiveAt? Since, DelinquencyPolicy Policy, int AfterDays, string Reason, string Author) : Command<AccountStanding>;

public sealed record ClearDelinquency(string AccountId, string Reason, string Author) : Command<AccountStanding>;

/// <param name="Override">Its id is made for the command.</param>
public sealed record SetOverride(string AccountId, Override Override) : Command<OverrideAnswer>;

/// <param name="Supersedes">Overrides of the same feature, of which some of the time is now this one's: it was recorded later.</param>
public sealed record OverrideAnswer(StandingOverride Override, ImmutableArray<string> Supersedes);

public sealed record EndOverride(string OverrideId, string Reason, string Author) : Command<StandingOverride>;
