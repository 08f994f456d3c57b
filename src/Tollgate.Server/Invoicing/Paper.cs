using NodaTime;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Invoicing;

/// <summary>An invoice with what people need to read it: who sells, who pays, and in whose calendar its dates are.</summary>
/// <param name="PurchaseOrder">The one that the contract names; else its external id of the system <c>purchase_order</c>, or the account's; null where there is none.</param>
internal sealed record Paper(InvoiceView Invoice, string Seller, string Customer, string? PurchaseOrder, DateTimeZone Zone)
{
    /// <summary>By this name external ids give the customer's purchase order.</summary>
    private static string PurchaseOrderSystem => "purchase_order";

    /// <summary>Whose usage and contract it is, where another pays; else null.</summary>
    public string? UsedBy { get; init; }

    public Currency Currency { get; } = Currency.Of(Invoice.Content.Currency);

    /// <exception cref="ProblemException">404: there is no such invoice.</exception>
    public static async Task<Paper> Find(Gate gate, string id)
    {
        InvoiceView invoice = await InvoiceView.Find(gate, id);
        return await gate.Host.Shard.Read((books, _) => Of(books, invoice), gate.Cancel);
    }

    /// <summary>Taxes of one name and percentage, added up.</summary>
    public IEnumerable<(string Name, Money Amount)> TaxSums() => Invoice.Content.Taxes
        .GroupBy(tax => tax.Percent is { } percent ? $"{tax.Name} {percent} %" : tax.Name)
        .Select(same => (same.Key, same.Aggregate(Money.Zero, (Money sum, TaxLine tax) => sum + tax.Amount)));

    public Money Credited() => Invoice.After?.CreditNotes.Aggregate(Money.Zero, (Money sum, CreditNote note) => sum + note.Total) ?? Money.Zero;

    public string Amount(Money amount) => Texts.Grouped(Currency.FormatExact(amount));

    /// <summary>A day where it begins there, else the time too.</summary>
    public string Date(EffectiveAt at)
    {
        LocalDateTime local = at.ToInstant().InZone(Zone).LocalDateTime;
        return Spelled(local.Date) + (local.TimeOfDay == LocalTime.Midnight ? "" : " " + local.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture));
    }

    public string Date(RecordedAt at) => Date(new EffectiveAt(at.Microseconds));

    /// <summary><c>1 June 2025 to 30 June 2025</c>; where it does not end with a day, the instant that it ends before.</summary>
    public string Span(EffectiveAt from, EffectiveAt to)
    {
        LocalDateTime end = to.ToInstant().InZone(Zone).LocalDateTime;
        return $"{Date(from)} to {(end.TimeOfDay == LocalTime.Midnight ? Spelled(end.Date.PlusDays(-1)) : Date(to))}";
    }

    internal static Paper Of(Books books, InvoiceView invoice)
    {
        AccountBook account = books.Account(invoice.AccountId)!;
        Account customer = (invoice.BillTo is { } payer ? books.Account(payer)! : account).Account;
        Contract contract = books.Contracts[invoice.ContractId].Contract;
        string? order = contract.PurchaseOrder ?? contract.ExternalIds.GetValueOrDefault(PurchaseOrderSystem) ?? customer.ExternalIds.GetValueOrDefault(PurchaseOrderSystem);
        return new Paper(invoice, invoice.Final?.LegalEntity ?? customer.LegalEntity, customer.Name ?? customer.Id, order, account.Zone) { UsedBy = invoice.BillTo is null ? null : account.Account.Name ?? account.Id };
    }

    private static string Spelled(LocalDate date) => date.ToString("d MMMM uuuu", System.Globalization.CultureInfo.InvariantCulture);
}
