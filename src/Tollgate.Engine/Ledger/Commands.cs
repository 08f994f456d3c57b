namespace Tollgate.Engine.Ledger;

/// <summary>Issues units to an account.</summary>
/// <param name="AccountId">Or an external id.</param>
/// <param name="Grant">Its id is made for the command.</param>
public sealed record IssueGrant(string AccountId, Grant Grant) : Command<GrantBook>;

/// <summary>Makes a grant that waits for its payment spendable.</summary>
public sealed record PayGrant(string GrantId) : Command<GrantBook>;

/// <summary>Takes back what is left of a grant.</summary>
public sealed record VoidGrant(string GrantId, string? Reason, string? Author) : Command<GrantBook>;

/// <summary>Records what fell due for accounts that nobody has touched since: a bounded slice at a time.</summary>
public sealed record SweepDues : Command<DuesSwept>;

/// <summary>Records what fell due for one account, for who wants to read it in the journal.</summary>
/// <param name="AccountId">Or an external id.</param>
public sealed record RecordDues(string AccountId) : Command<DuesSwept>;

/// <param name="More">Further accounts are due.</param>
public readonly record struct DuesSwept(int Accounts, bool More);
