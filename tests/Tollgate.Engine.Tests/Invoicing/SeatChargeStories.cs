using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Invoicing;

/// <summary>Charges of seats: by the local day, the most that were held at once.</summary>
public class SeatChargeStories
{
    [Fact]
    public void A_seat_is_paid_from_the_day_it_is_taken_to_the_day_it_is_given_back() => Story.Plays("""
        env 2025-06-01
        catalog seats
        account a
        contract a by_seat 2025-06-01
        seat a editor kim                   -> allowed within_limit, 1 of 100 seats
        clock 2025-06-11T09:00:00Z
        seat a editor lee                   -> allowed within_limit, 2 of 100 seats
        clock 2025-06-20T18:00:00Z
        unseat a editor kim
        restart
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        invoice a 1                         -> editors 40.00; floaters 0.00; total 40.00  # 30 days of kim or lee, and 10 days of both
        """);

    [Fact]
    public void A_seat_that_changes_hands_on_one_day_is_one_and_one_given_back_at_midnight_belongs_to_the_day_before() => Story.Plays("""
        env 2025-06-01
        catalog seats
        account a
        contract a by_seat 2025-06-01
        clock 2025-06-02T10:00:00Z
        seat a editor kim                   -> allowed within_limit, 1 of 100 seats
        clock 2025-06-02T11:00:00Z
        unseat a editor kim
        seat a editor lee                   -> allowed within_limit, 1 of 100 seats
        clock 2025-06-04T00:00:00Z
        unseat a editor lee
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        invoice a 1                         -> editors 2.00; floaters 0.00; total 2.00
        """);

    [Fact]
    public void Concurrent_seats_are_counted_at_their_most_and_free_ones_are_left_out_of_each_day() => Story.Plays("""
        env 2025-06-01
        catalog seats
        account a
        contract a by_seat 2025-06-01
        seat a floating one                 -> allowed within_limit, 1 of 100 seats, until 2025-06-01T00:05:00Z
        seat a floating two                 -> allowed within_limit, 2 of 100 seats, until 2025-06-01T00:05:00Z
        seat a floating three               -> allowed within_limit, 3 of 100 seats, until 2025-06-01T00:05:00Z
        clock 2025-06-05T12:00:00Z
        seat a floating one                 -> allowed within_limit, 1 of 100 seats, until 2025-06-05T12:05:00Z
        restart
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        invoice a 1                         -> editors 0.00; floaters 4.00; total 4.00  # two seats beyond the free one, for one day of thirty
        """);

    [Fact]
    public void A_seat_that_ran_out_unheard_is_not_paid_for_the_days_since() => Story.Plays("""
        env 2025-06-30T23:50:00Z
        catalog seats
        account a
        contract a by_seat 2025-06-01
        seat a floating one                 -> allowed within_limit, 1 of 100 seats, until 2025-06-30T23:55:00Z
        seat a floating two                 -> allowed within_limit, 2 of 100 seats, until 2025-06-30T23:55:00Z
        clock 2025-09-03
        bill a                              -> draft 1; draft 2; draft 3; final 1 INV-000001; final 2 INV-000002; final 3 INV-000003; closed 0
        invoice a 1                         -> editors 0.00; floaters 2.00; total 2.00
        invoice a 2                         -> editors 0.00; floaters 0.00; total 0.00
        """);

    [Fact]
    public void New_terms_count_their_own_days_and_the_day_of_the_change_is_theirs() => Story.Plays("""
        env 2025-06-01
        catalog seats
        account a
        contract a by_seat 2025-06-01 2025-06-26
        seat a editor kim                   -> allowed within_limit, 1 of 100 seats
        amend a by_seat_dear @2025-06-16T15:00:00Z
        restart
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        invoice a 1                         -> editors 15.00; floaters 0.00; editors 30.00; total 45.00  # fifteen days of thirty at 30.00, ten at 90.00
        """);

    [Fact]
    public void Terms_that_change_after_the_invoice_correct_its_days() => Story.Plays("""
        env 2025-06-01
        catalog seats
        account a
        contract a by_seat 2025-06-01
        seat a editor kim                   -> allowed within_limit, 1 of 100 seats
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        invoice a 1                         -> editors 30.00; floaters 0.00; total 30.00
        amend a by_seat_dear @2025-06-16
        clock 2025-08-03
        bill a                              -> draft 2; final 2 INV-000002
        invoice a 2                         -> editors 90.00; editors -15.00 for 1 of INV-000001; editors 45.00 for nothing of INV-000001; total 120.00
        """);

    [Fact]
    public void The_days_of_the_account_s_own_zone_count() => Story.Plays("""
        env 2025-06-01
        catalog seats
        account a zone=Pacific/Kiritimati
        contract a by_seat 2025-05-31T10:00:00Z
        clock 2025-06-10T09:59:59Z
        seat a editor kim                   -> allowed within_limit, 1 of 100 seats
        clock 2025-06-10T10:00:00Z
        unseat a editor kim
        clock 2025-07-03
        bill a                              -> draft 1; final 1 INV-000001; closed 0
        invoice a 1                         -> editors 1.00; floaters 0.00; total 1.00
        """);
}
