using Tollgate.Engine.Accounts;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

/// <summary>
/// Who pays for a contract: its own account, or one above it in the tree. The payer of an invoice is whoever the contract names at the invoice's date, as it was
/// known when the invoice was opened.
/// </summary>
public static class Payers
{
    /// <summary>Null when an account can pay for another's contract.</summary>
    /// <param name="billTo">Or an external id.</param>
    /// <param name="payer">Its own id.</param>
    internal static Rejection? Refuse(Books books, Account account, string billTo, string currency, out string? payer)
    {
        payer = null;
        if (books.Account(billTo) is not { Account: var found } || !IsAbove(books, account, found.Id))
            return new Rejection(RejectionKind.Invalid, "payer_not_above", $"'{billTo}' is no account above '{account.Id}' in the tree; an account's invoices are addressed to itself or to one above it.", "/bill_to");
        if (found.Kind == AccountKind.Pool)
            return new Rejection(RejectionKind.Invalid, "payer_not_above", $"'{found.Id}' is a pool, which holds units and pays nothing; name an account above it.", "/bill_to");
        if (found.LegalEntity != account.LegalEntity)
        {
            return new Rejection(
                RejectionKind.Conflict,
                "legal_entity_differs",
                $"'{found.Id}' is invoiced by the legal entity '{found.LegalEntity}', and '{account.Id}' by '{account.LegalEntity}'; a payer is invoiced by the same.",
                "/bill_to"
            );
        }

        if (found.Currency is { } own && own != currency)
            return new Rejection(RejectionKind.Conflict, "currency_mismatch", $"The account '{found.Id}' is billed in {own}, and the contract in {currency}.", "/bill_to");
        payer = found.Id;
        return null;
    }

    /// <summary>Who pays the invoice at a boundary of a contract, were it opened now; of one that is a draft, who it was opened for.</summary>
    public static AccountBook Of(Books books, AccountBook account, ContractBook contract, long boundary)
    {
        string? payer = contract.Drafts.ContainsKey(boundary)
            ? contract.AddressOf(boundary).BillTo
            : contract.TermsAt(Invoicing.Billing.DateOf(contract, boundary), new RecordedAt(long.MaxValue))?.BillTo;
        return payer is null ? account : books.Account(payer) ?? account;
    }

    private static bool IsAbove(Books books, Account account, string above)
    {
        for (string? parent = account.ParentId; parent is not null; parent = books.Account(parent)?.Account.ParentId)
        {
            if (parent == above)
                return true;
        }

        return false;
    }
}
