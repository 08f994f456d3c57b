using Tollgate.Engine.Contracts;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Orders;

public class OrderStories
{
    [Fact]
    public void An_order_makes_an_account_a_contract_and_a_grant_at_once_and_the_same_again_changes_nothing() => Story.Plays("""
        env 2025-06-01
        catalog shop
        order SO-1 1 a contract/1/soft/2025-06-01 grant/2/api_calls/1000/2025-06-01 po=PO-7 -> applied, ctr_SO-1.1.1 made, grt_SO-1.1.2 made
        check a api_calls 0                                      -> allowed within_limit, 0 of 51000 at 0.002
        order SO-1 1 a contract/1/soft/2025-06-01 grant/2/api_calls/1000/2025-06-01 po=PO-7 -> applied, ctr_SO-1.1.1 made, grt_SO-1.1.2 made
        order SO-1 1 a contract/1/soft/2025-06-01 po=PO-7        -> order_revision_conflict
        check a api_calls 0                                      -> allowed within_limit, 0 of 51000 at 0.002
        restart
        order SO-1 1 a contract/1/soft/2025-06-01 grant/2/api_calls/1000/2025-06-01 po=PO-7 -> applied, ctr_SO-1.1.1 made, grt_SO-1.1.2 made
        revisions SO-1                                           -> 1 applied, ctr_SO-1.1.1 made, grt_SO-1.1.2 made (1)
        inbox                                                    -> empty
        """);

    [Fact]
    public void A_grant_may_stand_before_the_contract_it_needs() => Story.Plays("""
        env 2025-06-01
        catalog shop
        order SO-1 1 a grant/1/api_calls/1000/2025-06-01 contract/2/soft/2025-06-01 -> applied, ctr_SO-1.1.2 made, grt_SO-1.1.1 made
        check a api_calls 0                                      -> allowed within_limit, 0 of 51000 at 0.002
        """);

    [Fact]
    public void What_one_line_cannot_do_keeps_all_of_the_order_waiting_and_its_account_unmade() => Story.Plays("""
        env 2025-06-01
        catalog other
        order SO-1 1 a contract/1/soft/2025-06-01                -> waiting plan_not_found at /lines/0/contract/plan
        contract a soft                                          -> account_not_found
        inbox                                                    -> SO-1
        retry SO-1                                               -> waiting plan_not_found at /lines/0/contract/plan
        catalog shop
        restart
        retry SO-1                                               -> applied, ctr_SO-1.1.1 made
        revisions SO-1                                           -> 1 applied, ctr_SO-1.1.1 made (3)
        inbox                                                    -> empty
        retry SO-1                                               -> order_not_waiting
        retry SO-2                                               -> order_not_found
        """);

    [Fact]
    public void Each_hindrance_is_told_with_its_place_and_leaves_nothing_behind() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a currency=USD ext.erp=7
        contract a soft 2025-06-01
        order SO-1 1 a grant/1/api_calls/5/2025-06-01 contract/2/soft/2025-07-01 -> waiting contract_overlaps at /lines/1/contract/starts_at
        order SO-2 1 b grant/1/nothing/5/2025-06-01              -> waiting feature_not_found at /lines/0/grant/feature
        order SO-3 1 b currency=XXY contract/1/soft/2025-06-01   -> waiting currency_unknown at /account/currency
        order SO-4 1 b currency=EUR contract/1/soft/2025-06-01   -> waiting currency_mismatch at /lines/0/contract
        order SO-5 1 a currency=EUR                              -> waiting order_account_differs at /account/currency
        order SO-6 1 b ext.erp=7                                 -> waiting external_id_taken at /account/external_ids/erp
        order SO-7 1 a ext.erp=8                                 -> waiting order_account_differs at /account/external_ids/erp
        order SO-8 1 erp:9 contract/1/soft/2025-06-01            -> waiting name_ambiguous at /account/id
        order SO-9 1 a contract/1/soft/2025-05-01/2025-04-01     -> waiting contract_ends_before_start at /lines/0/contract/ends_at
        suspend a
        order SO-A 1 a grant/1/api_calls/5/2025-06-01            -> waiting order_account_suspended at /account/id
        held a                                                   -> nothing
        order SO-B 0 a                                           -> order_revision_not_positive
        order SO-B 1 a grant/1/api_calls/5/2025-06-01 grant/1/api_calls/6/2025-06-01 -> order_line_twice
        inbox                                                    -> SO-1, SO-2, SO-3, SO-4, SO-5, SO-6, SO-7, SO-8, SO-9, SO-A
        resume a
        retry SO-A                                               -> applied, grt_SO-A.1.1 made
        restart
        """);

    [Fact]
    public void An_account_that_is_there_may_be_named_as_another_system_does() => Story.Plays("""
        env 2025-06-01
        catalog shop
        account a ext.erp=7
        order SO-1 1 erp:7 contract/1/soft/2025-06-01            -> applied, ctr_SO-1.1.1 made
        check a api_calls 0                                      -> allowed within_limit, 0 of 50000 at 0.002
        """);

    [Fact]
    public void A_newer_revision_adds_lines_and_takes_back_grants() => Story.Plays("""
        env 2025-06-01
        catalog shop
        order SO-1 1 a contract/1/soft/2025-06-01 grant/2/api_calls/1000/2025-06-01 -> applied, ctr_SO-1.1.1 made, grt_SO-1.1.2 made
        use a api_calls 50400                                    -> api_calls 50400, covered 50400
        order SO-1 2 a contract/1/soft/2025-06-01 grant/3/api_calls/20/2025-06-01 -> applied, grt_SO-1.1.2 voided, grt_SO-1.2.3 made
        check a api_calls 0                                      -> allowed within_limit, 50400 of 50420 at 0.002
        order SO-1 3 a contract/1/soft/2025-06-01 grant/2/api_calls/7/2025-06-01 grant/3/api_calls/20/2025-06-01 -> applied, grt_SO-1.3.2 made
        check a api_calls 0                                      -> allowed within_limit, 50400 of 50427 at 0.002
        void grt_SO-1.3.2
        order SO-1 4 a contract/1/soft/2025-06-01 grant/3/api_calls/20/2025-06-01 -> applied, grt_SO-1.3.2 voided
        restart
        check a api_calls 0                                      -> allowed within_limit, 50400 of 50420 at 0.002
        """);

    [Fact]
    public void A_newer_revision_that_cannot_be_done_waits_while_the_older_stands() => Story.Plays("""
        env 2025-06-01
        catalog shop
        order SO-1 1 a contract/1/soft/2025-06-01 grant/2/api_calls/1000/2025-06-01 -> applied, ctr_SO-1.1.1 made, grt_SO-1.1.2 made
        order SO-1 2 a contract/1/soft/2025-06-02 grant/2/api_calls/1000/2025-06-01 -> waiting order_changes_contract at /lines/0/contract/starts_at
        order SO-1 3 a grant/2/api_calls/1000/2025-06-01 from=2025-06-01 -> waiting order_changes_contract at /effective_at
        order SO-1 4 a contract/1/soft/2025-06-01 grant/2/api_calls/999/2025-06-01 -> waiting order_line_changed at /lines/1/grant
        check a api_calls 0                                      -> allowed within_limit, 0 of 51000 at 0.002
        revisions SO-1                                           -> 1 applied, ctr_SO-1.1.1 made, grt_SO-1.1.2 made (1); 2 superseded order_changes_contract at /lines/0/contract/starts_at (1); 3 superseded order_changes_contract at /effective_at (1); 4 waiting order_line_changed at /lines/1/grant (1)
        order SO-1 5 b contract/1/soft/2025-06-01 grant/2/api_calls/1000/2025-06-01 -> waiting order_account_changed at /account/id
        contract b soft                                          -> account_not_found
        order SO-1 6 a contract/1/soft/2025-06-01 grant/2/api_calls/1000/2025-06-01 -> applied
        inbox                                                    -> empty
        restart
        order SO-1 2 a contract/1/soft/2025-06-02 grant/2/api_calls/1000/2025-06-01 -> superseded order_changes_contract at /lines/0/contract/starts_at
        """);

    [Fact]
    public void A_line_that_has_changed_amends_its_contract_from_when_it_says_or_from_now_on() => Story.Plays("""
        env 2025-06-01
        catalog shop
        order SO-1 1 a contract/1/growth/2025-06-01 po=PO-1      -> applied, ctr_SO-1.1.1 made
        clock 2025-06-16
        order SO-1 2 a contract/1/scale/2025-06-01 po=PO-1       -> applied, ctr_SO-1.1.1 amended
        order SO-1 2 a contract/1/scale/2025-06-01 po=PO-1       -> applied, ctr_SO-1.1.1 amended
        order SO-1 3 a contract/1/scale/2025-06-01@2025-06-16 po=PO-1 -> applied  # says when, and nothing else
        order SO-1 4 a contract/1/growth/2025-06-01@2025-07-01 po=PO-2 -> applied, ctr_SO-1.1.1 amended
        order SO-1 5 a contract/1/growth/2025-06-01/2025-05-01 po=PO-2 -> waiting contract_ends_before_start at /lines/0/contract/ends_at
        order SO-1 6 a contract/1/growth/2025-06-01@2025-05-01 po=PO-1 -> waiting amendment_outside_contract at /lines/0/effective_at
        order SO-1 7 a contract/1/nothing/2025-06-01 po=PO-2     -> waiting plan_not_found at /lines/0/contract/plan
        order SO-1 8 a contract/1/growth/2025-06-01/2025-08-01 po=PO-2 -> applied, ctr_SO-1.1.1 amended
        restart
        clock 2025-08-03
        bill SO-1.1.1                                            -> draft 0; draft 1; draft 2; final 0 INV-000001; final 1 INV-000002; final 2 INV-000003
        numbers SO-1.1.1 0                                       -> platform PO-1; platform PO-1
        numbers SO-1.1.1 1                                       -> api_calls PO-1; api_calls PO-1; platform PO-2
        numbers SO-1.1.1 2                                       -> api_calls PO-2
        """);

    [Fact]
    public void A_new_purchase_order_number_is_no_new_terms_and_stands_on_lines_that_end_under_it() => Story.Plays("""
        env 2025-06-01
        catalog shop
        order SO-1 1 a contract/1/growth/2025-06-01 po=PO-1      -> applied, ctr_SO-1.1.1 made
        order SO-2 1 b contract/1/growth/2025-06-01/2025-06-10 po=PO-1 -> applied, ctr_SO-2.1.1 made
        clock 2025-06-16
        use a api_calls 11000000                                 -> api_calls 11000000, covered 10000000
        order SO-1 2 a contract/1/growth/2025-06-01@2025-06-17 po=PO-2 -> applied, ctr_SO-1.1.1 amended
        order SO-2 2 b contract/1/growth/2025-06-01/2025-06-10 po=PO-2 -> applied
        restart
        use a api_calls 1000                                     -> api_calls 1000, covered 0
        clock 2025-07-03
        bill SO-1.1.1                                            -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice SO-1.1.1 1                                       -> platform 3000.00; api_calls 200.20; total 3200.20
        numbers SO-1.1.1 1                                       -> platform PO-2; api_calls PO-2
        order SO-1 3 a contract/1/growth/2025-06-01              -> applied, ctr_SO-1.1.1 amended
        order SO-1 4 a contract/1/scale/2025-06-01@2025-07-04    -> applied, ctr_SO-1.1.1 amended
        numbers SO-1.1.1 2                                       -> api_calls none; platform none; api_calls none; platform none; platform none
        """);

    [Fact]
    public void A_line_that_is_gone_ends_its_contract_from_when_the_revision_says_or_now() => Story.Plays("""
        env 2025-06-01
        catalog shop
        order SO-1 1 a contract/1/growth/2025-06-01              -> applied, ctr_SO-1.1.1 made
        order SO-2 1 b contract/1/growth/2025-06-01              -> applied, ctr_SO-2.1.1 made
        order SO-3 1 c contract/1/growth/2025-06-01/2025-06-10   -> applied, ctr_SO-3.1.1 made
        clock 2025-06-16
        use a api_calls 5                                        -> api_calls 5, covered 5
        order SO-1 2 a from=2025-06-15                           -> waiting usage_after_end at /effective_at
        order SO-1 3 a from=2025-07-01                           -> applied, ctr_SO-1.1.1 ended
        order SO-2 2 b                                           -> applied, ctr_SO-2.1.1 ended
        order SO-3 2 c                                           -> applied, ctr_SO-3.1.1 ended
        check a api_calls 0                                      -> allowed within_limit, 5 of 10000000 at 0.0002
        check b api_calls 0                                      -> denied contract_expired
        restart
        order SO-2 3 b contract/1/soft/2025-06-16                -> applied, ctr_SO-2.3.1 made
        check b api_calls 0                                      -> allowed within_limit, 0 of 50000 at 0.002
        """);

    [Fact]
    public void A_revision_behind_a_newer_one_is_kept_and_never_done() => Story.Plays("""
        env 2025-06-01
        catalog shop
        order SO-1 3 a contract/1/soft/2025-06-01                -> applied, ctr_SO-1.3.1 made
        order SO-1 2 b contract/1/rows/2025-06-01                -> refused order_revision_older at /revision
        contract b soft                                          -> account_not_found
        order SO-1 2 b contract/1/rows/2025-06-01                -> refused order_revision_older at /revision
        order SO-1 2 b contract/1/soft/2025-06-01                -> order_revision_conflict
        inbox                                                    -> empty
        revisions SO-1                                           -> 3 applied, ctr_SO-1.3.1 made (1); 2 refused order_revision_older at /revision (0)
        restart
        order SO-2 2 c contract/1/none/2025-06-01                -> waiting plan_not_found at /lines/0/contract/plan
        order SO-2 1 c contract/1/soft/2025-06-01                -> refused order_revision_older at /revision
        inbox                                                    -> SO-2
        """);

    [Fact]
    public void A_backdated_contract_of_an_order_takes_up_the_usage_that_waited_and_a_grant_behind_it_covers_its_overage() => Story.Plays("""
        env 2025-06-20
        catalog shop
        account a
        use a api_calls 50900 @2025-06-10                        -> api_calls 50900, waiting
        order SO-1 1 a grant/1/api_calls/1000/2025-06-01 contract/2/soft/2025-06-01 -> applied, ctr_SO-1.1.2 made, grt_SO-1.1.1 made
        check a api_calls 0                                      -> allowed within_limit, 50900 of 51000 at 0.002
        restart
        """);

    [Fact]
    public void Contracts_carry_the_purchase_order_of_their_order()
    {
        var world = new World();
        var verbs = new Verbs(world);
        foreach (string line in (string[])["env 2025-06-01", "catalog shop", "order SO-1 1 a contract/1/soft/2025-06-01 po=PO-7"])
            verbs.Play(line.Split(' '));
        ContractBook contract = world.Books.Contracts["ctr_SO-1.1.1"];
        contract.Contract.PurchaseOrder.ShouldBe("PO-7");
        Engine.Invoicing.Composition.Of(contract, 1).Lines.ShouldAllBe(line => line.PurchaseOrder == "PO-7");
    }
}
