using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using Tollgate.Engine.Bookkeeping;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Bookkeeping;

public class BookkeepingTests
{
    [Theory]
    [InlineData("100.00", "2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z", "2025-03-01T00:00:00Z", 31, "3.22", "3.40")]
    [InlineData("-100.00", "2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z", "2025-03-01T00:00:00Z", 31, "-3.22", "-3.40")]
    [InlineData("0.02", "2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z", "2025-03-01T00:00:00Z", 31, "0", "0.02")]
    // The document is of the 11th: that day has what the ten before would have had.
    [InlineData("100.00", "2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z", "2025-03-11T00:00:00Z", 21, "35.42", "3.40")]
    // All of it was earned before the document.
    [InlineData("100.00", "2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z", "2025-04-01T00:00:00Z", 1, "100", "100")]
    // A leap day, and a day that begins and ends inside.
    [InlineData("29.00", "2024-02-01T12:00:00Z", "2024-03-01T00:00:00Z", "2024-02-01T12:00:00Z", 29, "1", "1")]
    public void Revenue_over_a_period_adds_up(string amount, string from, string to, string document, int days, string first, string last)
    {
        (LocalDate Day, Money Amount)[] parts = [.. Recognition.Of(Money.Parse(amount), Currency.Of("USD"), RevenueRule.OverPeriod, At(from), At(to), At(document), DateTimeZone.Utc)];
        parts.Length.ShouldBe(days);
        parts[0].Amount.ShouldBe(Money.Parse(first));
        parts[^1].Amount.ShouldBe(Money.Parse(last));
        Sum(parts.Select(part => part.Amount)).ShouldBe(Money.Parse(amount));
        parts.Select(part => part.Day).ShouldBeInOrder();
    }

    [Fact]
    public void Revenue_at_once_is_of_the_documents_day_in_the_accounts_zone()
    {
        DateTimeZone kiribati = DateTimeZoneProviders.Tzdb["Pacific/Kiritimati"];
        Recognition.Of(Money.Parse("5"), Currency.Of("JPY"), null, At("2025-03-01T00:00:00Z"), At("2025-04-01T00:00:00Z"), At("2025-03-31T10:00:00Z"), kiribati)
            .ShouldBe([(new LocalDate(2025, 4, 1), Money.Parse("5"))]);
    }

    [Fact]
    public void Entries_of_every_document_add_up_to_zero()
    {
        var random = new Random(4711);
        for (int i = 0; i < 500; i++)
        {
            InvoiceContent content = Some(random);
            JournalEntry[] invoice = [.. JournalEntries.OfInvoice("inv_1", "INV-000001", At("2025-03-01T00:00:00Z"), content)];
            Sum(invoice.Select(entry => entry.Amount)).ShouldBe(Money.Zero);
            JournalEntry[] undone = [.. JournalEntries.OfVoid("inv_1", "INV-000001", At("2025-03-02T00:00:00Z"), content)];
            undone.Select(entry => (entry.Account, entry.Line, entry.Amount)).ShouldBe(invoice.Select(entry => (entry.Account, entry.Line, -entry.Amount)));
            LineCredit[] credits = [.. content.Lines.Where(line => line.Amount > Money.Zero).Select(line => new LineCredit(line.Number, line.Amount))];
            ImmutableArray<TaxLine> taxes = [.. content.Taxes.Where(tax => credits.Any(credit => credit.Line == tax.Line))];
            Money total = Sum([.. credits.Select(credit => credit.Amount), .. taxes.Select(tax => tax.Amount)]);
            var note = new CreditNote("cn_1", "CN-000001", "inv_1", "a", "ours", "USD", At("2025-03-03T00:00:00Z"), [.. credits], taxes, total, "why", "who");
            Sum(JournalEntries.OfCreditNote(note, content).Select(entry => entry.Amount)).ShouldBe(Money.Zero);
        }
    }

    [Fact]
    public void Entries_by_hand()
    {
        InvoiceLine fee = Line(1, "100.00", "20.00") with { GlAccount = "4000", Revenue = RevenueRule.OverPeriod };
        InvoiceLine calls = Line(2, "9.99", "0") with { GlAccount = "4100" };
        var content = new InvoiceContent("USD", [fee, calls, Line(3, "0", "0")], Money.Parse("105.19"), [])
        {
            Taxes = [new TaxLine(1, "VAT", 19, Money.Parse("80"), Money.Parse("15.20"))],
        };
        JournalEntries.OfInvoice("inv_1", "INV-000001", At("2025-03-01T00:00:00Z"), content).Select(entry => $"{entry.Line} {entry.Account} {entry.Amount}").ShouldBe(
        [
            " accounts_receivable 105.19",
            "1 customer_credits 20",
            "1 deferred_revenue -100",
            "2 4100 -9.99",
            "1 tax_payable -15.2",
        ]);
    }

    private static InvoiceContent Some(Random random)
    {
        InvoiceLine[] lines = [.. Enumerable.Range(1, random.Next(1, 6)).Select(number =>
        {
            int cents = random.Next(-1000, 100_000);
            return Line(number, Cents(cents), Cents(cents > 0 ? random.Next(cents + 1) : 0)) with
            {
                GlAccount = random.Next(2) == 0 ? null : "4000",
                Revenue = random.Next(2) == 0 ? null : RevenueRule.OverPeriod,
            };
        })];
        TaxLine[] taxes = [.. lines.Where(_ => random.Next(2) == 0).Select(line => new TaxLine(line.Number, "VAT", null, line.Amount - line.Paid, Money.Parse(Cents(random.Next(5000)))))];
        Money total = Sum(lines.Select(line => line.Amount - line.Paid).Concat(taxes.Select(tax => tax.Amount)));
        return new InvoiceContent("USD", [.. lines], total, []) { Taxes = [.. taxes] };
    }

    private static InvoiceLine Line(int number, string amount, string paid) => new(
        number, "charge", LineKind.Fixed, "Plan: charge", At("2025-03-01T00:00:00Z"), At("2025-04-01T00:00:00Z"), null, 0, 0, 0, 0, Money.Parse(amount), Money.Parse(amount), [], "plan", 1, 1)
    {
        Paid = Money.Parse(paid),
    };

    private static string Cents(int cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, (sum, amount) => sum + amount);

    private static EffectiveAt At(string text) => Instants.TryParse(text, out long microseconds) ? new EffectiveAt(microseconds) : throw new FormatException(text);
}
