using Tollgate.Engine;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Receivables;
using Tollgate.Storage.Projections;
using static Tollgate.Storage.Tests.Projections.Given;

namespace Tollgate.Storage.Tests.Projections;

public abstract class InvoiceConformance : IDisposable
{
    private readonly ProjectionPlace _place;
    private readonly ProjectionStore _projections;

    protected InvoiceConformance(ProjectionPlace place)
    {
        _place = place;
        _projections = place.Open();
    }

    public void Dispose()
    {
        _projections.Dispose();
        _place.Dispose();
    }

    [Fact]
    public void A_draft_has_no_lines_and_no_number()
    {
        _projections.Next(Draft("inv_1"));
        OpenedInvoice invoice = _projections.Invoice("inv_1").ShouldNotBeNull();
        invoice.Content.ShouldBeNull();
        invoice.Listed.ShouldBe(new("inv_1", "acct_1", "ctr_1", At("2025-07-01T00:00:00Z"), InvoiceStatus.Draft, Now, null));
        _projections.InvoiceLineOf("ctr_1", At("2025-06-01T00:00:00Z"), "calls", default).ShouldBeNull();
        _projections.Invoice("inv_2").ShouldBeNull();
    }

    [Fact]
    public void A_final_invoice_comes_back_as_it_was_decided_with_its_cutoff()
    {
        InvoiceFinalized final = Final("inv_1", "469.20");
        _projections.Next(Draft("inv_1"));
        _projections.Next(Calls("2025-06-30T10:00:00Z", "1"), final);

        OpenedInvoice invoice = _projections.Invoice("inv_1").ShouldNotBeNull();
        invoice.Content!.Lines.Length.ShouldBe(2);
        invoice.Content.Lines[0].ShouldBe(final.Content.Lines[0] with { Tiers = invoice.Content.Lines[0].Tiers });
        invoice.Listed.Status.ShouldBe(InvoiceStatus.Finalized);
        invoice.Listed.Final.ShouldBe(new("DE-000001", "de", "USD", final.Content.Total, new(Shard, new(1, 1)), Now));
        _projections.InvoiceLineOf("ctr_1", At("2025-06-01T00:00:00Z"), "tokens", default).ShouldBe(new("inv_1", 2));
        // What was recorded behind the cutoff is not in it, whenever it was true.
        _projections.InvoiceLineOf("ctr_1", At("2025-06-01T00:00:00Z"), "tokens", new FactPosition(2, 0)).ShouldBeNull();
        _projections.InvoiceLineOf("ctr_1", At("2025-07-01T00:00:00Z"), "tokens", default).ShouldBeNull();
    }

    [Fact]
    public void Usage_after_the_cutoff_is_usage_and_leaves_the_invoice_as_it_is()
    {
        _projections.Next(Calls("2025-06-30T10:00:00Z", "1"), Draft("inv_1"), Final("inv_1", "469.20"), new PeriodClosed("ctr_1", 2, At("2025-08-01T00:00:00Z"), Now));
        ListedInvoice before = _projections.Invoice("inv_1")!.Listed;
        _projections.Next(Calls("2025-06-30T10:00:00Z", "2", afterCutoff: true));

        _projections.Invoice("inv_1")!.Listed.ShouldBe(before);
        _projections.CallsInAll().ShouldBe("3");
    }

    [Fact]
    public void What_billing_says_of_an_invoice_is_its_status_and_a_list_finds_it_by_that()
    {
        _projections.Next(Draft("inv_1"), Draft("inv_2"), Final("inv_1", "469.20"), Final("inv_2", "1.00"));
        _projections.Next(new PaymentReported("acct_1", "inv_1", PaymentStatus.Overdue, At("2025-08-01T00:00:00Z"), "r1", InvoiceState.Overdue, Now));
        _projections.Next(new InvoiceVoided("acct_1", "inv_2", "why", "who", Now));
        _projections.Invoice("inv_1")!.Listed.Status.ShouldBe(InvoiceStatus.Overdue);
        _projections.Invoices(status: InvoiceStatus.Void).Items.Select(invoice => invoice.Id).ShouldBe(["inv_2"]);
        _projections.Next(new PaymentReported("acct_1", "inv_1", PaymentStatus.Paid, At("2025-08-02T00:00:00Z"), "r2", InvoiceState.Paid, Now));
        _projections.Invoices(status: InvoiceStatus.Paid).Items.Select(invoice => invoice.Id).ShouldBe(["inv_1"]);
        _projections.Invoices(status: InvoiceStatus.Finalized).Items.ShouldBeEmpty();
    }

    [Fact]
    public void Final_invoices_of_a_time_come_page_by_page_under_the_dates_that_they_bear()
    {
        _projections.Next(Draft("inv_1"), Draft("inv_2"), Draft("inv_3"), Draft("inv_4"));
        _projections.Next(Final("inv_1", "1.00"), Final("inv_2", "2.00") with { DatedAt = At("2025-07-15T00:00:00Z") }, Final("inv_3", "3.00"));
        _projections.Invoice("inv_2")!.Listed.Date.ShouldBe(At("2025-07-15T00:00:00Z"));
        IReadOnlyList<OpenedInvoice> first = _projections.FinalInvoices(null, At("2025-08-01T00:00:00Z"), null, 2);
        first.Select(invoice => invoice.Listed.Id).ShouldBe(["inv_1", "inv_3"]);
        first[0].Content!.Lines.Length.ShouldBe(2);
        _projections.FinalInvoices(null, At("2025-08-01T00:00:00Z"), first[1].Listed, 2).Select(invoice => invoice.Listed.Id).ShouldBe(["inv_2"]);
        _projections.FinalInvoices(At("2025-07-02T00:00:00Z"), At("2025-07-15T00:00:00Z"), null, 2).ShouldBeEmpty();
        _projections.FinalInvoices(At("2025-07-15T00:00:00Z"), At("2025-07-16T00:00:00Z"), null, 2).Select(invoice => invoice.Listed.Id).ShouldBe(["inv_2"]);
    }

    [Fact]
    public void Who_pays_finds_an_invoice_as_who_used_does_and_a_document_its_parts()
    {
        InvoiceDrafted part = Draft("inv_3") with { BillTo = "acct_p", ConsolidatedIn = "con_3" };
        _projections.Next(Draft("inv_1"), Draft("inv_2") with { BillTo = "acct_p" }, part, Draft("inv_4", account: "acct_p") with { ConsolidatedIn = "con_3" });
        _projections.Next(Final("inv_3", "1.00") with { BillTo = "acct_p", ConsolidatedIn = "con_3" });

        _projections.Invoices("acct_p").Items.Select(invoice => invoice.Id).ShouldBe(["inv_2", "inv_3", "inv_4"]);
        _projections.Invoices("acct_1").Items.Select(invoice => invoice.Id).ShouldBe(["inv_1", "inv_2", "inv_3"]);
        _projections.Invoices("acct_p", limit: 2).Items.Count.ShouldBe(2);
        _projections.Invoices("acct_p", InvoiceStatus.Draft, consolidatedIn: "con_3").Items.Select(invoice => invoice.Id).ShouldBe(["inv_4"]);
        ListedInvoice listed = _projections.Invoice("inv_3")!.Listed;
        (listed.BillTo, listed.ConsolidatedIn).ShouldBe(("acct_p", "con_3"));
        _projections.Parts("con_3").Select(opened => (opened.Listed.Id, opened.Content is null)).ShouldBe([("inv_3", false), ("inv_4", true)]);
        _projections.Parts("con_9").ShouldBeEmpty();
    }

    [Fact]
    public void An_invoice_that_was_never_a_draft_is_refused()
    {
        Should.Throw<InvalidOperationException>(() => _projections.Next(Final("inv_9", "1.00"))).Message.ShouldContain("inv_9");
        _projections.Watermark(Shard).ShouldBe(-1);
    }
}
