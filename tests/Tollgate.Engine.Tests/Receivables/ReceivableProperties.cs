using System.Globalization;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Receivables;

/// <summary>Whatever is said of invoices in whatever order, what is credited stays within them, and the account is delinquent exactly while one of them is unpaid.</summary>
public class ReceivableProperties
{
    private const int Histories = 60;
    private const int Steps = 60;

    [Fact]
    public void Random_histories_keep_what_is_promised()
    {
        int accepted = 0;
        for (int seed = 1; seed <= Histories; seed++)
        {
            var random = new Random(seed);
            World world = Billed(random);
            for (int step = 0; step < Steps; step++)
            {
                if (random.Next(8) == 0)
                    world.Control(new AdvanceBy(random.Next(1, 40)).From(world));
                if (world.Submit(Any(random, world)).Rejection is null)
                    accepted++;
                Check(world, $"seed {seed}, step {step}");
            }

            world.ShouldReplay();
        }

        // Else they would say nothing.
        accepted.ShouldBeGreaterThan(Histories * Steps / 4);
    }

    private static void Check(World world, string where)
    {
        foreach (InvoiceBook book in world.Books.Invoices.Values)
        {
            for (int line = 1; line <= book.Invoice.Lines.Length; line++)
            {
                Money amount = book.Invoice.Lines[line - 1].Amount;
                Money credited = book.Credited(line);
                (credited >= Money.Zero && credited <= amount).ShouldBeTrue($"{where}: line {line} of {book.Id} has {credited} of {amount} credited");
                Money tax = Sum(book.Invoice.Taxes.Where(tax => tax.Line == line).Select(tax => tax.Amount));
                Money back = Sum(book.CreditNotes.SelectMany(note => note.Taxes).Where(tax => tax.Line == line).Select(tax => tax.Amount));
                (back >= Money.Zero && back <= tax && (credited != amount || back == tax)).ShouldBeTrue($"{where}: line {line} of {book.Id} has {back} of {tax} tax given back");
                book.Disputes.Count(dispute => dispute.Line == line && dispute.IsOpen()).ShouldBeLessThan(2, where);
            }

            foreach (CreditNote note in book.CreditNotes)
                note.Total.ShouldBe(Sum(note.Lines.Select(credit => credit.Amount).Concat(note.Taxes.Select(tax => tax.Amount))), where);
            (book.State == InvoiceState.Void && !book.Due().IsZero).ShouldBeFalse(where);
        }

        string[] numbers = [.. world.Books.CreditNotes.Select(note => note.Number).Order(StringComparer.Ordinal)];
        numbers.ShouldBe(Enumerable.Range(1, numbers.Length).Select(number => "CN-" + number.ToString("D6", CultureInfo.InvariantCulture)), where);

        // By hand, from the history alone: the delinquency is that of the invoice which is unpaid longest.
        InvoiceBook? longest = world.Books.Invoices.Values.Where(book => book.UnpaidSince() is not null).OrderBy(book => book.UnpaidSince()!.Value.Microseconds).ThenBy(book => book.Id, StringComparer.Ordinal).FirstOrDefault();
        Delinquency? delinquency = world.Books.Account("a")!.Standing.Delinquency;
        (delinquency?.InvoiceId, delinquency?.Since).ShouldBe((longest?.Id, longest?.UnpaidSince()), where);
    }

    private static World Billed(Random random)
    {
        var world = new World();
        var verbs = new Verbs(world);
        Play($"env 2025-06-01");
        Play("catalog booked");
        Play($"tax DE VAT {random.Next(0, 30)}");
        Play($"tax DE local 1.{random.Next(10)} category=books");
        Play("account a attr.country=DE");
        Play("contract a plan 2025-06-01");
        Play("clock 2025-09-02");
        Play("bill a");
        return world;

        void Play(string command) => verbs.Play(command.Split(' '));
    }

    private static Command Any(Random random, World world)
    {
        InvoiceBook[] invoices = [.. world.Books.Invoices.Values];
        InvoiceBook book = invoices[random.Next(invoices.Length)];
        Dispute[] disputes = [.. book.Disputes];
        long now = world.Books.Now.Microseconds;
        return random.Next(12) switch
        {
            0 => new VoidInvoice(book.Id, "why", "who"),
            1 => new IssueCreditNote(book.Id, null, "why", "who"),
            2 or 3 => new IssueCreditNote(book.Id, [new LineCredit(random.Next(1, 3), Cents(random))], "why", "who"),
            4 or 5 => new OpenDispute(book.Id, random.Next(1, 3), "why", "who"),
            6 or 7 when disputes.Length > 0 => random.Next(2) == 0
                ? new ResolveDispute(disputes[random.Next(disputes.Length)].Id, DisputeOutcome.Dismissed, null, "why", "who")
                : new ResolveDispute(disputes[random.Next(disputes.Length)].Id, DisputeOutcome.Credited, random.Next(2) == 0 ? null : Cents(random), "why", "who"),
            _ => new ReportPayment(
                book.Id,
                (PaymentStatus)random.Next(4),
                random.Next(3) == 0 ? new EffectiveAt(now - random.NextInt64(50L * 86_400_000_000)) : null,
                random.Next(40).ToString(CultureInfo.InvariantCulture)),
        };
    }

    private static Money Cents(Random random) => Money.Parse((random.Next(1, random.Next(2, 6000)) / 100m).ToString("0.00", CultureInfo.InvariantCulture));

    private static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, (sum, amount) => sum + amount);

    private readonly record struct AdvanceBy(int Hours)
    {
        public Engine.Environments.AdvanceClock From(World world) => new(new RecordedAt(world.Register.Clock!.Value.Microseconds + (Hours * 3_600_000_000L)));
    }
}
