using Tollgate.Server.Http;

namespace Tollgate.Server.Accounts;

/// <summary>Accounts by whichever name a request calls them.</summary>
internal static class AccountLookup
{
    /// <summary>The account's own id.</summary>
    /// <exception cref="ProblemException">404: nobody goes by the name in this environment.</exception>
    public static async Task<string> ResolveAccount(this Gate gate, string name) =>
        await gate.Host.Register.Read((register, _) => register.Names.Resolve(name), gate.Cancel) ?? throw NotFound(name);

    public static ProblemException NotFound(string name) =>
        new(Problem.NotFound(Codes.AccountNotFound, $"There is no account '{Texts.Quoted(name)}' in this environment."));
}
