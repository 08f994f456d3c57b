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
        Of(books, account, contract, boundary, account.Holdings, [], null);

    /// <param name="payments">Takes what is paid from which lot.</param>
    /// <param name="brought">Taxes that somebody else worked out; null takes the environment's table.</param>
    internal static InvoiceContent Of(Books books, AccountBook account, ContractBook contract, long boundary, Holdings? wallets, List<LinePayment> payments, ImmutableArray<BroughtTax>? brought, bool corrects = true)
    {
        EffectiveAt date = Billing.DateOf(contract, boundary);
        InvoiceContent composed = LineAccounts.Of(contract, Composition.Of(contract, boundary, corrects));
        InvoiceContent paid = WalletPayment.Pay(wallets, contract, composed, date, payments);
        return Taxation.Of(paid, account.Account, books.AccountingPeriods.DateOf(contract.LegalEntity, date), books.Taxes, brought);
    }
}
