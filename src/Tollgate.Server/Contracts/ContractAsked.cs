using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Contracts;

/// <summary>The contract that a question about an account is of: the one in force, or, of several, the one that is named.</summary>
internal static class ContractAsked
{
    /// <exception cref="ProblemException">404: none is in force, or none of that name; 422: several are, and none is named.</exception>
    public static ContractBook Of(AccountBook account, EffectiveAt at, string? contractId)
    {
        ContractBook[] found = [.. account.ContractsAt(at).Where(contract => contractId is null || contract.Contract.Id == contractId)];
        return found switch
        {
            [] => throw new ProblemException(Problem.NotFound(Codes.ContractNotFound, contractId is null
                ? $"The account '{account.Id}' has no contract at {at}."
                : $"The account '{account.Id}' has no contract '{Texts.Quoted(contractId)}' at {at}.")),
            [var only] => only,
            _ => throw new ProblemException(Problem.Shape(Codes.ContractAmbiguous, $"The account '{account.Id}' has several contracts at {at}: name one in contract_id: {string.Join(", ", found.Select(contract => contract.Contract.Id))}.", "/contract_id")),
        };
    }
}
