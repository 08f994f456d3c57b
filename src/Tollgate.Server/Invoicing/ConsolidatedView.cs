using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Tollgate.Storage.Projections;

namespace Tollgate.Server.Invoicing;

/// <summary>A consolidated invoice with its parts and their lines: those of a draft as the loop computes them now, in one step for all.</summary>
/// <param name="Number">Null while it is a draft.</param>
/// <param name="Status"><c>draft</c>, or the state of its parts.</param>
internal sealed record ConsolidatedView(string Id, string? Number, string Status, string Payer, string PayerName, string Currency, LocalDate Day, ImmutableArray<Paper> Parts)
{
    public string? LegalEntity => Parts[0].Invoice.Final?.LegalEntity;

    public RecordedAt? FinalizedAt => Parts[0].Invoice.Final?.FinalizedAt;

    public Money Subtotal => Sum(part => part.Content.Subtotal());

    public Money Paid => Sum(part => part.Content.Paid());

    public Money Tax => Sum(part => part.Content.Tax());

    public Money Total => Sum(part => part.Content.Total);

    public Money? Due => Number is null ? null : Sum(part => part.After!.Due());

    /// <summary>Taxes of one name and percentage, added up over all parts.</summary>
    public IEnumerable<(string Name, string? Percent, Money Amount)> Taxes => Parts
        .SelectMany(part => part.Invoice.Content.Taxes)
        .GroupBy(tax => (tax.Name, Percent: tax.Percent?.ToString()))
        .Select(same => (same.Key.Name, same.Key.Percent, same.Aggregate(Money.Zero, (Money sum, TaxLine tax) => sum + tax.Amount)));

    public string DayText => Day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    /// <exception cref="ProblemException">404: there is no such document.</exception>
    public static async Task<ConsolidatedView> Find(Gate gate, string id)
    {
        RecordedAt now = await gate.Now();
        ConsolidatedView found = await gate.Host.Shard.Read((books, asOf) => books.Consolidations.All.TryGetValue(id, out ConsolidatedInvoice? document) ? Of(books, document, now, asOf) : null, gate.Cancel)
            ?? throw new ProblemException(Problem.NotFound(Codes.InvoiceNotFound, $"There is no consolidated invoice '{Texts.Quoted(id)}' in this environment."));
        if (found.Number is null)
            return found;
        await gate.Fresh();
        List<Paper> parts = [];
        foreach (OpenedInvoice opened in gate.Host.Projections.Parts(id))
        {
            if (opened is not { Content: { } content, Listed: { Final: { } final } listed })
                continue;
            InvoiceView view = await InvoiceView.OfFinal(gate, listed, content, final);
            parts.Add(await gate.Host.Shard.Read((books, _) => Paper.Of(books, view), gate.Cancel));
        }

        return found with { Parts = [.. parts] };
    }

    private static ConsolidatedView Of(Books books, ConsolidatedInvoice document, RecordedAt now, AsOf asOf)
    {
        Account payer = books.Account(document.Payer)!.Account;
        var view = new ConsolidatedView(document.Id, null, "draft", payer.Id, payer.Name ?? payer.Id, document.Currency, document.Day, []);
        // The lines of a final one stand in the rows.
        return document.IsFinal
            ? view with { Number = document.Parts[0].Invoice.Number, Status = Http.Words.Of(document.Parts[0].State) }
            : view with { Parts = [.. Consolidating.Preview(books, document, now).Select(part => Paper.Of(books, Draft(part, asOf)))] };
    }

    private static InvoiceView Draft(InvoiceFinalized part, AsOf asOf) =>
        new(part.InvoiceId, "draft", part.AccountId, part.ContractId, part.ShownDate(), part.Content, null, [], InvoiceView.LastOf(asOf)) { BillTo = part.BillTo, ConsolidatedIn = part.ConsolidatedIn };

    private Money Sum(Func<InvoiceView, Money> of) => Parts.Aggregate(Money.Zero, (sum, part) => sum + of(part.Invoice));
}
