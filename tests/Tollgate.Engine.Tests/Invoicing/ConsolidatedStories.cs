using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Invoicing;

public class ConsolidatedStories
{
    private const string Family = """
        env 2025-06-01
        catalog shop
        tax DE VAT 19
        account p attr.country=DE attr.invoicing=consolidated
        account c parent=p
        account d parent=p
        account e parent=p
        contract c mid 2025-06-01 bill_to=p
        contract d mid 2025-06-01 bill_to=p
        contract p mid 2025-06-01
        contract e mid 2025-06-01
        """;

    [Fact]
    public void Invoices_of_one_day_are_one_document_with_one_number() => Story.Plays(Family + "\n" + """
        run                                 -> draft c 0 to p in con_c_0; draft d 0 to p in con_c_0; draft e 0; draft p 0 in con_c_0
        documents                           -> con_c_0 2025-06-01 USD for p: 3 drafts
        clock 2025-06-02T12:00:00Z
        run                                 -> final e 0 INV-000001           # whoever pays for itself waits a day alone
        restart
        clock 2025-06-03
        run                                 -> final c 0 INV-000002; final d 0 INV-000002; final p 0 INV-000002
        document c_0                        -> c 0 of c 35.7, d 0 of d 35.7, p 0 of p 35.7; INV-000002, total 107.1     # 30.00 and 5.70 of tax, three times
        run                                 -> nothing
        clock 2025-06-10
        use d api_calls 7                   -> api_calls 7, covered 0
        clock 2025-07-03
        run                                 -> draft c 1 to p in con_c_1; draft d 1 to p in con_c_1; draft e 1; draft p 1 in con_c_1; final e 1 INV-000003; final c 1 INV-000004; final d 1 INV-000004; final p 1 INV-000004
        restart
        document c_1                        -> c 1 of c 107.1, d 1 of d 115.43, p 1 of p 107.1; INV-000004, total 329.63     # 90.00 and 17.10; 97.00 and 5.70, 11.40, 1.33
        documents                           -> con_c_0 2025-06-01 USD for p: 3 final; con_c_1 2025-07-01 USD for p: 3 final
        """);

    [Fact]
    public void It_is_paid_and_voided_as_a_whole() => Story.Plays(Family + "\n" + """
        terms degrade 3
        clock 2025-06-03
        run                                 -> draft c 0 to p in con_c_0; draft d 0 to p in con_c_0; draft e 0; draft p 0 in con_c_0; final e 0 INV-000001; final c 0 INV-000002; final d 0 INV-000002; final p 0 INV-000002
        report c 0 paid r1                  -> invoice_is_part
        annul c 0                           -> invoice_is_part
        finalize c 0                        -> invoice_already_final
        document c_9 void                   -> invoice_not_found
        document c_9 report paid r1         -> invoice_not_found
        document c_9 final                  -> draft_not_found
        document c_0 report overdue r1      -> c 0 overdue, due 35.7, unpaid since 2025-06-03T00:00:00Z; d 0 overdue, due 35.7, unpaid since 2025-06-03T00:00:00Z; p 0 overdue, due 35.7, unpaid since 2025-06-03T00:00:00Z
        standing c                          -> degrade after 3 days since 2025-06-03T00:00:00Z, by billing: The invoice INV-000002 is not paid.
        standing d                          -> degrade after 3 days since 2025-06-03T00:00:00Z, by billing: The invoice INV-000002 is not paid.
        standing p                          -> degrade after 3 days since 2025-06-03T00:00:00Z, by billing: The invoice INV-000002 is not paid.
        standing e                          -> nothing
        document c_0 report overdue r1      -> c 0 overdue, due 35.7, unpaid since 2025-06-03T00:00:00Z; d 0 overdue, due 35.7, unpaid since 2025-06-03T00:00:00Z; p 0 overdue, due 35.7, unpaid since 2025-06-03T00:00:00Z
        document c_0 report paid r1         -> payment_reference_reused
        restart
        document c_0 report paid r2         -> c 0 paid, due 35.7; d 0 paid, due 35.7; p 0 paid, due 35.7
        standing c                          -> nothing
        standing p                          -> nothing
        document c_0 void                   -> invoice_paid
        document c_0 report failed r3       -> c 0 finalized, due 35.7, unpaid since 2025-06-03T00:00:00Z; d 0 finalized, due 35.7, unpaid since 2025-06-03T00:00:00Z; p 0 finalized, due 35.7, unpaid since 2025-06-03T00:00:00Z
        document c_0 void                   -> c 0 void, due 0; d 0 void, due 0; p 0 void, due 0
        standing p                          -> nothing
        standing d                          -> nothing
        document c_0 void                   -> invoice_void
        document c_0 report paid r4         -> invoice_void
        document c_0 final                  -> invoice_already_final
        restart
        """);

    [Fact]
    public void A_part_is_credited_alone_and_then_the_whole_is_not_voided() => Story.Plays(Family + "\n" + """
        clock 2025-06-03
        run                                 -> draft c 0 to p in con_c_0; draft d 0 to p in con_c_0; draft e 0; draft p 0 in con_c_0; final e 0 INV-000001; final c 0 INV-000002; final d 0 INV-000002; final p 0 INV-000002
        credit d 0 line1=10                 -> cn_d_0_1 CN-000001: line 1 10, tax 1.9; total 11.9
        document c_0 void                   -> invoice_credited
        document c_0 report paid r1         -> c 0 paid, due 35.7; d 0 paid, due 23.8; p 0 paid, due 35.7
        """);

    [Fact]
    public void A_draft_keeps_its_document_and_one_that_comes_later_opens_another() => Story.Plays(Family + "\n" + """
        run                                 -> draft c 0 to p in con_c_0; draft d 0 to p in con_c_0; draft e 0; draft p 0 in con_c_0
        finalize d 0                        -> invoice_is_part
        document c_0 void                   -> invoice_is_draft
        document c_0 report paid r1         -> invoice_is_draft
        attributes p country=DE invoicing=separate
        restart
        document c_0 final                  -> final c 0, d 0, p 0
        attributes p country=DE invoicing=consolidated
        account late parent=p
        contract late mid 2025-06-01 bill_to=p
        run                                 -> draft late 0 to p in con_late_0
        clock 2025-06-03
        run                                 -> final e 0 INV-000002; final late 0 INV-000003
        attributes p country=DE invoicing=separate
        clock 2025-07-03
        run                                 -> draft c 1 to p; draft d 1 to p; draft e 1; draft late 1 to p; draft p 1; final c 1 INV-000004; final d 1 INV-000005; final e 1 INV-000006; final late 1 INV-000007; final p 1 INV-000008
        attributes p invoicing=together     -> invoicing_unknown
        """);

    [Fact]
    public void A_day_is_of_the_payers_own_calendar() => Story.Plays("""
        env 2025-06-30
        catalog shop
        account p attr.invoicing=consolidated zone=America/New_York
        account c parent=p zone=Europe/Berlin
        account d parent=p zone=America/New_York
        contract c mid 2025-06-30 bill_to=p
        contract d mid 2025-06-30T04:00:00Z bill_to=p
        run @2025-06-30T00:00:00Z           -> draft c 0 to p in con_c_0          # still 29 June in New York
        clock 2025-07-01T03:59:59Z
        run                                 -> draft c 1 to p in con_c_1; draft d 0 to p in con_c_1
        documents                           -> con_c_0 2025-06-29 USD for p: 1 drafts; con_c_1 2025-06-30 USD for p: 2 drafts
        """);

    [Fact]
    public void What_comes_after_a_part_waits_for_its_document() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account p attr.invoicing=consolidated
        account c parent=p
        account d parent=p
        contract c mid 2025-06-01 bill_to=p
        contract d day 2025-06-01 bill_to=p
        clock 2025-06-02T12:00:00Z
        attributes p
        run                                 -> draft c 0 to p; draft d 1 to p; final c 0 INV-000001
        attributes p invoicing=consolidated
        clock 2025-06-03T12:00:00Z
        run                                 -> draft d 2 to p in con_d_2; final d 1 INV-000002
        attributes p
        clock 2025-06-04T12:00:00Z
        run                                 -> draft d 3 to p
        document d_2 final                  -> final d 2
        run                                 -> nothing
        finalize d 3
        clock 2025-06-06T12:00:00Z
        run                                 -> draft d 4 to p; draft d 5 to p; final d 4 INV-000005
        restart
        """);

    [Fact]
    public void Wallets_pay_for_the_parts_one_after_the_other() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account p attr.invoicing=consolidated
        account c parent=p
        account d parent=p
        contract c mid 2025-06-01 bill_to=p
        contract d mid 2025-06-01 bill_to=p
        grant p USD 45 wallet=1 id=g
        grant d USD 5 wallet=1 id=own
        clock 2025-06-03
        run                                 -> draft c 0 to p in con_c_0; draft d 0 to p in con_c_0; final c 0 INV-000001; final d 0 INV-000001
        document c_0                        -> c 0 of c 0, d 0 of d 10; INV-000001, total 10          # 30 of the 45; 5 of its own, and the other 15
        held p                              -> g consumed 45
        document c_0 void                   -> c 0 void, due 0; d 0 void, due 0
        held p                              -> g available 45
        held d                              -> own available 5
        """);
}
