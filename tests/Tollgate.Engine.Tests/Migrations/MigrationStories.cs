using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Migrations;

/// <summary>Contracts that are moved together.</summary>
public class MigrationStories
{
    [Fact]
    public void Chosen_contracts_move_at_their_next_boundary_and_all_others_stay() => Story.Plays("""
        env 2025-06-10
        catalog shop
        account a
        account b
        account c
        contract a growth 2025-06-01
        contract b growth 2025-06-05
        contract c scale 2025-06-01
        catalog shop_dearer
        migrate preview spring plan=growth  -> 2 meant; ctr_a from 2025-07-01T00:00:00Z: Plan growth: charge platform: flat at 3,000.00 -> 3,300.00, 2025-08-01T00:00:00Z: 3000 to 3300; ctr_b from 2025-07-05T00:00:00Z: Plan growth: charge platform: flat at 3,000.00 -> 3,300.00, 2025-08-05T00:00:00Z: 3000 to 3300
        migrate run spring                  -> migration_not_found
        migrate order spring plan=growth    -> 0 moved, 0 unchanged of 2
        migrate run spring most=1           -> 1 moved, 0 unchanged of 2
        restart
        migrate run spring                  -> 2 moved, 0 unchanged of 2, done
        migrate run spring                  -> 2 moved, 0 unchanged of 2, done  # again changes nothing
        migrate order spring plan=growth    -> 2 moved, 0 unchanged of 2, done
        migrate order spring plan=scale     -> migration_exists
        clock 2025-07-03
        bill a                              -> draft 0; draft 1; final 0 INV-000001; final 1 INV-000002
        invoice a 1                         -> api_calls 0.00; platform 3300.00; total 3300.00
        bill c                              -> draft 0; draft 1; final 0 INV-000003; final 1 INV-000004
        invoice c 1                         -> platform 6000.00; api_calls 0.00; total 6000.00
        """);

    [Fact]
    public void One_that_cannot_be_moved_keeps_no_other_from_it() => Story.Plays("""
        env 2025-06-10
        catalog shop
        account a
        account b
        account c
        account d
        contract a growth 2025-06-01
        contract b growth 2025-06-01 2025-06-20
        contract c growth 2025-06-01
        contract d growth 2025-06-01 2025-06-20
        catalog shop_dearer
        amend c growth @2025-07-01
        migrate preview spring only=a;b;c   -> 3 meant; ctr_a from 2025-07-01T00:00:00Z: Plan growth: charge platform: flat at 3,000.00 -> 3,300.00, 2025-08-01T00:00:00Z: 3000 to 3300; ctr_b amendment_outside_contract; ctr_c amendment_changes_nothing
        migrate order spring only=a;b;c     -> 0 moved, 0 unchanged of 3
        migrate run spring                  -> 1 moved, 1 unchanged of 3, ctr_b amendment_outside_contract, done
        migrate order summer plan=growth version=1 -> 0 moved, 0 unchanged of 0
        """);

    [Fact]
    public void Another_plan_at_an_instant_and_what_is_made_later_stays() => Story.Plays("""
        env 2025-06-10
        catalog shop
        account a
        account b
        contract a growth 2025-06-01
        migrate order up scale plan=growth @2025-06-16 -> 0 moved, 0 unchanged of 1
        clock 2025-06-11
        contract b growth 2025-06-01
        restart
        migrate run up                      -> 1 moved, 0 unchanged of 1, done
        clock 2025-06-17
        check a api_calls 0                 -> allowed within_limit, 0 of 25000000 at 0.00015
        check b api_calls 0                 -> allowed within_limit, 0 of 10000000 at 0.0002
        """);

    [Fact]
    public void What_is_ordered_must_say_whom_it_means_and_a_catalog_between_ends_it() => Story.Plays("""
        env 2025-06-10
        migrate order spring plan=growth    -> catalog_missing
        catalog shop
        account a
        contract a growth 2025-06-01
        migrate order spring                -> migration_selects_everything
        migrate order spring nothing plan=growth -> plan_not_found
        migrate order spring only=nobody    -> contract_not_found
        migrate order spring scale plan=growth -> 0 moved, 0 unchanged of 1
        catalog shop_dearer
        migrate run spring                  -> migration_catalog_changed
        """);
}
