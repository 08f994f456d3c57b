using Tollgate.Engine.Outbox;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Outbox;

public class OutboxStories
{
    private const string ThreeInvoices = """
        env 2025-08-10 window=100
        catalog shop
        account a
        use a api_calls 60000 @2025-06-15   -> api_calls 60000, waiting
        use a api_calls 60000 @2025-07-15   -> api_calls 60000, waiting
        contract a soft 2025-06-01
        charges cut                         -> outbox_empty
        bill a                              -> draft 1; draft 2; final 1 INV-000001; final 2 INV-000002; closed 0
        """;

    [Fact]
    public void Each_charge_is_new_in_one_batch() => Story.Plays(ThreeInvoices + """

        charges take inv_a_1/1              -> charge_not_sent
        charges cut                         -> batch 1: 2 new, 0 again
        charges cut                         -> outbox_empty
        charges late cut                    -> outbox_moved
        charges state inv_a_1/1 inv_a_2/1   -> sent, sent
        restart
        charges cut                         -> outbox_empty
        clock 2025-09-03
        bill a                              -> draft 3; final 3 INV-000003
        charges state inv_a_3/1             -> pending
        charges cut                         -> batch 2: 1 new, 0 again
        charges written 1 digest=abc        -> batch 1: 2 new, 0 again, written
        charges written 1 digest=abc        -> batch 1: 2 new, 0 again, written
        charges written 1 digest=xyz        -> batch_written_otherwise
        charges written 3 digest=abc        -> batch_not_found
        """);

    [Fact]
    public void What_billing_takes_stays_taken_and_what_it_does_not_is_sent_again_when_somebody_says_so() => Story.Plays(ThreeInvoices + """

        charges cut                         -> batch 1: 2 new, 0 again
        charges take inv_a_1/1              -> 1
        charges take inv_a_1/1              -> 0
        charges reject inv_a_1/1            -> charge_acknowledged
        charges retry inv_a_2/1             -> charge_not_dead
        charges reject inv_a_2/1            -> 1
        charges reject inv_a_2/1            -> 0
        charges state inv_a_1/1 inv_a_2/1   -> acknowledged, dead
        restart
        charges cut                         -> outbox_empty
        charges retry                       -> 1
        charges retry                       -> 0
        charges state inv_a_1/1 inv_a_2/1   -> acknowledged, pending
        restart
        charges cut                         -> batch 2: 0 new, 1 again
        charges state inv_a_1/1 inv_a_2/1   -> acknowledged, sent
        charges cut                         -> outbox_empty
        charges reject inv_a_2/1            -> 1
        charges take inv_a_2/1              -> 1
        charges state inv_a_1/1 inv_a_2/1   -> acknowledged, acknowledged
        restart
        charges state inv_a_1/1 inv_a_2/1   -> acknowledged, acknowledged
        """);

    [Fact]
    public void What_voids_and_credit_notes_take_back_is_a_charge_of_its_own() => Story.Plays(ThreeInvoices + """

        annul a 1                           -> void, due 0
        charges state inv_a_1/1 inv_a_1/void/1 -> pending, pending
        charges cut                         -> batch 1: 3 new, 0 again     # what was void before it was sent is sent and taken back
        charges cut                         -> outbox_empty
        charges state inv_a_1/1 inv_a_1/void/1 -> sent, sent
        charges take inv_a_1/void/1         -> 1
        credit a 2 line1=5.00               -> cn_a_2_1 CN-000001: line 1 5; total 5
        charges take cn_a_2_1/1             -> charge_not_sent
        restart
        charges cut                         -> batch 2: 1 new, 0 again
        restart
        charges cut                         -> outbox_empty
        credit a 2                          -> cn_a_2_2 CN-000002: line 1 15; total 15
        charges cut                         -> batch 3: 1 new, 0 again
        charges reject cn_a_2_2/1           -> 1
        charges retry                       -> 1
        charges cut                         -> batch 4: 0 new, 1 again
        charges take cn_a_2_1/1 cn_a_2_2/1  -> 2
        charges state inv_a_2/1 cn_a_2_1/1 cn_a_2_2/1 -> sent, acknowledged, acknowledged
        """);

    [Fact]
    public void A_batch_that_is_taken_whole_keeps_no_charge_by_name()
    {
        var world = new World();
        var verbs = new Verbs(world);
        foreach (string line in ThreeInvoices.Split('\n').Concat(["charges cut", "charges take inv_a_1/1 inv_a_2/1"]))
            verbs.Play(line.Split("->")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        OutboxCarried carried = world.Books.Carry().OfType<OutboxCarried>().Single();
        carried.Acknowledged.ShouldBeEmpty();
        carried.Batches.Single().Acknowledged.ShouldBe(2);
    }
}
