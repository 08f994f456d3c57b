namespace Tollgate.Engine.Accounts;

/// <summary>Enters an account into the environment's directory.</summary>
public sealed record RegisterAccount(Account Account) : Command<AccountRegistered>;
