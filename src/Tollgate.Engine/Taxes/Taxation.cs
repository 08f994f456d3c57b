using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Taxes;

/// <summary>A tax that somebody else worked out, for one line.</summary>
/// <param name="Percent">Of what the line leaves due. Either this or <paramref name="Amount"/>.</param>
/// <param name="Amount">Rounded to the currency.</param>
public sealed record BroughtTax(int Line, string Name, Quantity? Percent, Money? Amount);

/// <summary>
/// Puts taxes on an invoice whose lines are rounded and paid from wallets: credits count before tax. Each tax of a line is rounded once, and the total is the sum of
/// what is shown. It comes from the environment's table, or was brought by whoever finalizes.
/// </summary>
public static class Taxation
{
    public static InvoiceContent Of(InvoiceContent content, Account account, EffectiveAt date, TaxTable? table, ImmutableArray<BroughtTax>? brought)
    {
        if (brought is null && table is not { Set.Rates.IsEmpty: false })
            return content;
        var currency = Currency.Of(content.Currency);
        TaxLine[] taxes = brought is { } given
            ? [.. given.Select(tax => Line(content.Lines[tax.Line - 1], tax.Name, tax.Percent, tax.Amount, currency)).OrderBy(tax => tax.Line)]
            : [.. content.Lines.SelectMany(line => RatesOf(line, account, date, table!).Select(rate => Line(line, rate.Name, rate.Percent, null, currency)))];
        return content with { Taxes = [.. taxes], Total = taxes.Aggregate(content.Total, (total, tax) => total + tax.Amount) };
    }

    /// <summary>Null when taxes that were brought fit the invoice.</summary>
    public static Rejection? Refuse(InvoiceContent content, ImmutableArray<BroughtTax> brought)
    {
        var currency = Currency.Of(content.Currency);
        for (int i = 0; i < brought.Length; i++)
        {
            BroughtTax tax = brought[i];
            if (tax.Line < 1 || tax.Line > content.Lines.Length)
                return new Rejection(RejectionKind.NotFound, "invoice_line_not_found", $"The invoice has the lines 1 to {content.Lines.Length}, and no line {tax.Line}.", $"/tax/{i}/line");
            if (tax.Percent is null == tax.Amount is null)
                return new Rejection(RejectionKind.Invalid, "tax_unclear", "A tax has either a percent or an amount.", $"/tax/{i}");
            if (tax.Percent > Quantity.Parse("100") || tax.Percent < Quantity.Zero)
                return new Rejection(RejectionKind.Invalid, "tax_percent_out_of_range", $"A tax is of 0 to 100 %; this is of {tax.Percent}.", $"/tax/{i}/percent");
            if (tax.Amount is { } amount && !currency.IsRounded(amount))
                return new Rejection(RejectionKind.Invalid, "amount_not_rounded", $"{amount} has more digits than the {currency.Digits} that amounts in {currency} have.", $"/tax/{i}/amount");
            if (brought.Take(i).Any(other => other.Line == tax.Line && other.Name == tax.Name))
                return new Rejection(RejectionKind.Invalid, "line_twice", $"'{tax.Name}' stands twice for line {tax.Line}; give its amounts as one.", $"/tax/{i}");
        }

        return null;
    }

    private static IEnumerable<TaxRate> RatesOf(InvoiceLine line, Account account, EffectiveAt date, TaxTable table) =>
        table.Of(account.Attributes.GetValueOrDefault("country"), account.Attributes.GetValueOrDefault("region"), line.TaxCategory, date);

    private static TaxLine Line(InvoiceLine line, string name, Quantity? percent, Money? amount, Currency currency)
    {
        Money taxable = line.Amount - line.Paid;
        return new TaxLine(line.Number, name, percent, taxable, amount ?? currency.Round(((Exact)taxable * percent!.Value / (Exact)new System.Numerics.BigInteger(100)).ToMoney()));
    }
}
