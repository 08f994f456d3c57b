using System.Collections.Immutable;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Accounts;

public sealed record AccountRegistered(Account Account, RecordedAt At) : Fact;

/// <summary>An account has these attributes from now on, and no others.</summary>
public sealed record AttributesSet(string AccountId, ImmutableSortedDictionary<string, string> Attributes, RecordedAt At) : Fact;

/// <summary>A subject of an account is in these groups from now on, and in no others.</summary>
/// <param name="Groups">In ordinal order, each once.</param>
public sealed record GroupsSet(string AccountId, string Subject, ImmutableArray<string> Groups, RecordedAt At) : Fact;
