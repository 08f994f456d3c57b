using System.Collections.Immutable;

namespace Tollgate.Engine.Accounts;

/// <summary>Enters an account into the environment's directory.</summary>
public sealed record RegisterAccount(Account Account) : Command<AccountRegistered>;

/// <summary>Gives an account other attributes.</summary>
/// <param name="AccountId">Or an external id.</param>
/// <param name="Attributes">All that it has from now on; what is left out is gone.</param>
public sealed record SetAttributes(string AccountId, ImmutableSortedDictionary<string, string> Attributes) : Command<AttributesSet>;

/// <summary>Says which groups a subject of an account is in.</summary>
/// <param name="AccountId">Or an external id.</param>
/// <param name="Groups">All that it is in from now on; none takes it out of every one.</param>
public sealed record SetGroups(string AccountId, string Subject, ImmutableArray<string> Groups) : Command<GroupsSet>;
