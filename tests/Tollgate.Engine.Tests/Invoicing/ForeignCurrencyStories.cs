using Tollgate.Engine.Exchange;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Invoicing;

/// <summary>Contracts that are billed in another currency than their plan is priced in.</summary>
public class ForeignCurrencyStories
{
    [Fact]
    public void What_has_no_price_in_the_contract_s_currency_is_converted_at_the_rate_of_the_invoice_s_date() => Story.Plays("""
        env 2025-06-01
        catalog fx
        account a
        fx USD EUR 0.90 @2025-06-01
        fx USD EUR 0.929 @2025-07-01
        contract a plan 2025-06-01 currency=EUR
        use a calls 100 @2025-06-01         -> calls 100, covered 0
        restart
        clock 2025-07-03
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice a 0                         -> fee 27.00; total 27.00
        invoice a 1                         -> fee 27.87; calls 8.00; support 9.29; total 45.16  # calls have a price in EUR
        """);

    [Fact]
    public void Without_a_rate_the_line_waits_and_says_so_and_the_next_invoice_bills_it() => Story.Plays("""
        env 2025-06-01
        catalog fx
        account a
        contract a plan 2025-06-01 currency=JPY
        fx JPY USD 0.007 @2025-06-01        # the other direction is another rate
        use a calls 100 @2025-06-01         -> calls 100, covered 0
        clock 2025-07-03
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice a 0                         -> total 0; exchange_rate_missing fee 0
        invoice a 1                         -> total 0; exchange_rate_missing fee 0; exchange_rate_missing calls 100; exchange_rate_missing support 0
        fx USD JPY 150 @2025-06-01
        restart
        clock 2025-08-03
        bill a                              -> draft 2; final 2 INV-000003
        invoice a 2                         -> fee 4500; calls 0; support 1500; fee 4500 for nothing of INV-000001; fee 4500 for nothing of INV-000002; calls 1500 for nothing of INV-000002; support 1500 for nothing of INV-000002; total 18000
        restart
        clock 2025-09-03
        bill a                              -> draft 3; final 3 INV-000004
        invoice a 3                         -> fee 4500; calls 0; support 1500; total 6000  # once
        """);

    [Fact]
    public void A_line_waits_for_as_long_as_it_takes() => Story.Plays("""
        env 2025-01-01
        catalog fx
        account a
        contract a plan 2025-01-01 currency=JPY
        use a calls 10 @2025-01-01          -> calls 10, covered 0
        clock 2025-06-03
        bill a                              -> draft 0; draft 1; draft 2; draft 3; draft 4; draft 5; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003; final 3 INV-000004; final 4 INV-000005; final 5 INV-000006
        restart
        fx USD JPY 100 @2025-01-01
        clock 2025-07-03
        bill a                              -> draft 6; final 6 INV-000007
        invoice a 6                         -> fee 3000; calls 0; support 1000; fee 3000 for nothing of INV-000001; fee 3000 for nothing of INV-000002; calls 100 for nothing of INV-000002; support 1000 for nothing of INV-000002; fee 3000 for nothing of INV-000003; support 1000 for nothing of INV-000003; fee 3000 for nothing of INV-000004; support 1000 for nothing of INV-000004; fee 3000 for nothing of INV-000005; support 1000 for nothing of INV-000005; fee 3000 for nothing of INV-000006; support 1000 for nothing of INV-000006; total 27100
        """);

    [Fact]
    public void A_draft_takes_a_rate_that_comes_before_it_is_final() => Story.Plays("""
        env 2025-06-01
        catalog fx
        account a
        contract a plan 2025-06-01 currency=EUR
        bill a                              -> draft 0
        invoice a 0                         -> total 0.00; exchange_rate_missing fee 0
        fx USD EUR 0.90 @2025-05-01
        invoice a 0                         -> fee 27.00; total 27.00
        """);

    [Fact]
    public void A_rate_that_is_corrected_corrects_what_was_converted_at_it() => Story.Plays("""
        env 2025-06-01
        catalog fx
        account a
        fx USD EUR 0.90 @2025-06-01
        contract a plan 2025-06-01 currency=EUR
        clock 2025-06-03
        bill a                              -> draft 0; final 0 INV-000001
        fx USD EUR 0.91 @2025-06-01
        restart
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000002
        invoice a 1                         -> fee 27.30; calls 0.00; support 9.10; fee 0.30 for 1 of INV-000001; total 36.70
        clock 2025-08-03
        bill a                              -> draft 2; final 2 INV-000003
        invoice a 2                         -> fee 27.30; calls 0.00; support 9.10; total 36.40
        """);

    [Fact]
    public void A_contract_keeps_its_currency_under_other_terms() => Story.Plays("""
        env 2025-06-01
        catalog fx
        account a currency=EUR
        fx USD EUR 0.90 @2025-06-01
        contract a plan 2025-06-01          -> currency_mismatch
        contract a plan 2025-06-01 currency=USD -> currency_mismatch
        contract a plan 2025-06-01 currency=XXY -> currency_unknown
        contract a plan 2025-06-01 currency=EUR
        amend a next @2025-06-16
        """);

    [Fact]
    public void What_is_capped_as_it_is_used_needs_a_price() => Story.Plays("""
        env 2025-06-01
        catalog fx
        account a
        contract a capped 2025-06-01 currency=JPY -> currency_not_priced
        contract a capped 2025-06-01 currency=EUR
        """);

    [Fact]
    public void A_line_names_the_rate_its_date_and_the_amount_before()
    {
        var verbs = new Verbs(new World());
        foreach (string command in new[] { "env 2025-06-01", "catalog fx", "account a", "fx USD EUR 0.933333333333 @2025-05-01", "contract a plan 2025-06-01 currency=EUR", "clock 2025-06-03", "bill a" })
            verbs.Play(command.Split(' '));
        Engine.Invoicing.InvoiceLine line = verbs.World.Journal.OfType<Engine.Invoicing.InvoiceFinalized>().Single().Content.Lines.Single();
        line.Converted.ShouldBe(new("USD", Money.Parse("30"), Rate.Parse("0.933333333333"), new EffectiveAt(1_746_057_600_000_000)));
        line.ExactAmount.ShouldBe(Money.Parse("27.99999999999"));
        line.Amount.ShouldBe(Money.Parse("28"));
        line.Adjustment().ShouldBe(Money.Zero);
    }

    [Theory]
    [InlineData("USD", "USD", "1", "exchange_rate_of_one")]
    [InlineData("USD", "EUR", "0", "exchange_rate_not_positive")]
    [InlineData("USD", "EUR", "-1", "exchange_rate_not_positive")]
    [InlineData("USD", "EURO", "1", "currency_unknown")]
    [InlineData("DOLLAR", "EUR", "1", "currency_unknown")]
    public void A_rate_that_is_none_is_refused(string of, string into, string rate, string code) =>
        ExchangeRates.Decide(new SetExchangeRate(of, into, Rate.Parse(rate), null, null), default).Rejection!.Code.ShouldBe(code);

    [Fact]
    public void Of_two_rates_for_one_instant_the_later_recorded_holds_and_one_at_its_very_instant_is_in_force()
    {
        var rates = new ExchangeRates();
        rates.At("USD", "EUR", new(5)).ShouldBeNull();
        foreach ((string rate, long at) in new[] { ("1", 5L), ("2", 9L), ("3", 5L) })
            rates.Apply(new ExchangeRateSet("USD", "EUR", Rate.Parse(rate), new(at), null, default));
        rates.At("USD", "EUR", new(4)).ShouldBeNull();
        rates.At("USD", "EUR", new(5))!.Rate.ShouldBe(Rate.Parse("3"));
        rates.At("USD", "EUR", new(8))!.Rate.ShouldBe(Rate.Parse("3"));
        rates.At("USD", "EUR", new(9))!.Rate.ShouldBe(Rate.Parse("2"));
        rates.At("EUR", "USD", new(9)).ShouldBeNull();
        rates.All.Count.ShouldBe(3);
    }
}
