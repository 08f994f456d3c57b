using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Bookkeeping;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>The whole of an invoice: the composed lines, what they say for the books, what wallets pay of them, and the taxes on what is left.</summary>
public static class Completion
{
    /// <summary>What the invoice at a boundary would say if it were made now.</summary>
    public static InvoiceContent Of(Books books, AccountBook account, ContractBook contract, long boundary) =>
        Of(books, account, contract, boundary, account.Holdings, [], null, payer: Payers.Of(books, account, contract, boundary));

    /// <param name="payments">Takes what is paid from which lot.</param>
    /// <param name="brought">Taxes that somebody else worked out; null takes the environment's table.</param>
    /// <param name="payer">Whom it is addressed to, whose wallets pay what the account's own leave and whose taxes are on it; null is the account itself.</param>
    /// <param name="payers">What the payer holds; null takes its holdings as they are.</param>
    /// <param name="byPayer">Takes what is paid from which of the payer's lots.</param>
    internal static InvoiceContent Of(Books books, AccountBook account, ContractBook contract, long boundary, Holdings? wallets, List<LinePayment> payments, ImmutableArray<BroughtTax>? brought, bool corrects = true, AccountBook? payer = null, Holdings? payers = null, List<LinePayment>? byPayer = null)
    {
        EffectiveAt date = Billing.DateOf(contract, boundary);
        InvoiceContent composed = LineAccounts.Of(contract, Composition.Of(contract, boundary, corrects));
        InvoiceContent paid = WalletPayment.Pay(wallets, contract, composed, date, payments);
        if (payer is not null && payer != account)
            paid = WalletPayment.Pay(payers ?? payer.Holdings, contract, paid, date, byPayer ?? []);
        return Taxation.Of(paid, (payer ?? account).Account, books.AccountingPeriods.DateOf(contract.LegalEntity, date), books.Taxes, brought);
    }
}
