using System.Collections.Immutable;
using System.Globalization;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Receivables;

/// <summary>
/// Issues credit notes: some of a line, never more than what is left of it, with its share of the line's tax. Shares are differences of one cumulative amount,
/// so that a line that is credited in parts gives back exactly its tax.
/// </summary>
public static class Crediting
{
    public static Outcome Decide(Books books, IssueCreditNote command, RecordedAt now)
    {
        if (Refusals.Find(books, command.InvoiceId, out InvoiceBook invoice) is { } missing)
            return missing;
        if ((Refusals.IfVoid(invoice) ?? Refuse(invoice, command.Lines)) is { } refused)
            return refused;
        ImmutableArray<LineCredit> lines = command.Lines ?? All(invoice);
        if (lines.IsEmpty)
            return new Rejection(RejectionKind.Conflict, "nothing_to_credit", $"Nothing is left of the invoice {invoice.Invoice.Number} that could be credited.");
        if (command.Rebill && Reissuing.RefuseLate(books, invoice) is { } late)
            return late;
        CreditNoteIssued issued = Issue(books, invoice, lines, command.Reason, command.Author, now, command.Rebill);
        return Outcome.Of(issued.Note, [issued, .. Dunning.Follow(books, invoice.With(issued), now)]);
    }

    internal static CreditNoteIssued Issue(Books books, InvoiceBook invoice, ImmutableArray<LineCredit> lines, string reason, string author, RecordedAt now, bool rebill = false)
    {
        IssuedInvoice of = invoice.Invoice;
        ImmutableArray<TaxLine> taxes = [.. lines.SelectMany(line => TaxesOf(invoice, line))];
        Money total = taxes.Aggregate(lines.Aggregate(Money.Zero, (sum, line) => sum + line.Amount), (sum, tax) => sum + tax.Amount);
        string place = (invoice.CreditNotes.Count() + 1).ToString(CultureInfo.InvariantCulture);
        string number = "CN-" + (books.CreditNumbers.GetValueOrDefault(of.LegalEntity) + 1).ToString("D6", CultureInfo.InvariantCulture);
        string id = $"cn_{of.Id[(of.Id.IndexOf('_', StringComparison.Ordinal) + 1)..]}_{place}";
        var note = new CreditNote(id, number, of.Id, of.AccountId, of.LegalEntity, of.Currency, new EffectiveAt(now.Microseconds), lines, taxes, total, reason, author) { Rebill = rebill };
        return new CreditNoteIssued(of.AccountId, of.Id, note, now);
    }

    /// <summary>Null when so much may be credited.</summary>
    internal static Rejection? Refuse(InvoiceBook invoice, LineCredit credit, string line, string amount)
    {
        if (Refusals.IfNoLine(invoice, credit.Line, line) is { } missing)
            return missing;
        var currency = Currency.Of(invoice.Invoice.Currency);
        if (credit.Amount <= Money.Zero)
            return new Rejection(RejectionKind.Invalid, "amount_not_positive", $"A credit is of more than 0; this is of {credit.Amount}.", amount);
        if (!currency.IsRounded(credit.Amount))
            return new Rejection(RejectionKind.Invalid, "amount_not_rounded", $"{credit.Amount} has more digits than the {currency.Digits} that amounts in {currency} have.", amount);
        Money left = invoice.Invoiced(credit.Line);
        return credit.Amount <= left
            ? null
            : new Rejection(
                RejectionKind.Conflict,
                "credit_exceeds_line",
                $"Of line {credit.Line} of the invoice {invoice.Invoice.Number} {currency.FormatExact(left)} {currency} are left, so {currency.FormatExact(credit.Amount)} cannot be credited.",
                amount
            );
    }

    private static Rejection? Refuse(InvoiceBook invoice, ImmutableArray<LineCredit>? lines)
    {
        for (int i = 0; i < (lines?.Length ?? 0); i++)
        {
            LineCredit credit = lines!.Value[i];
            if (Refuse(invoice, credit, $"/lines/{i}/line", $"/lines/{i}/amount") is { } refused)
                return refused;
            if (lines.Value.Take(i).Any(earlier => earlier.Line == credit.Line))
                return new Rejection(RejectionKind.Invalid, "line_twice", $"Line {credit.Line} stands twice; give its amounts as one.", $"/lines/{i}/line");
        }

        return null;
    }

    internal static ImmutableArray<LineCredit> All(InvoiceBook invoice) =>
    [
        .. Enumerable.Range(1, invoice.Invoice.Lines.Length).Select(line => new LineCredit(line, invoice.Invoiced(line))).Where(credit => credit.Amount > Money.Zero),
    ];

    private static IEnumerable<TaxLine> TaxesOf(InvoiceBook invoice, LineCredit credit)
    {
        var currency = Currency.Of(invoice.Invoice.Currency);
        Money amount = invoice.Invoice.Lines[credit.Line - 1].Amount;
        Money before = invoice.Credited(credit.Line);
        foreach (TaxLine tax in invoice.Invoice.Taxes.Where(tax => tax.Line == credit.Line))
        {
            Money part = currency.Round(((Exact)tax.Amount * (before + credit.Amount) / amount).ToMoney()) - currency.Round(((Exact)tax.Amount * before / amount).ToMoney());
            Money taxable = ((Exact)tax.Taxable * (before + credit.Amount) / amount).ToMoney() - ((Exact)tax.Taxable * before / amount).ToMoney();
            yield return tax with { Taxable = currency.Round(taxable), Amount = part };
        }
    }
}
