using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Histories;

/// <summary>What holds of every history in which grants are issued, burnt, paid and voided.</summary>
public class GrantProperties
{
    [Fact]
    public void The_balances_of_a_lot_add_up_to_zero_and_none_is_below() => Properties.Hold(History.WithGrants, commands =>
    {
        foreach (Lot lot in Lots(Played(commands)))
        {
            Balance[] all = Enum.GetValues<Balance>();
            all.Aggregate(Units.Zero, (sum, balance) => sum + lot[balance]).ShouldBe(Units.Zero, lot.Id);
            all.Where(balance => balance != Balance.Issued).ShouldAllBe(balance => !lot[balance].IsNegative);
        }
    });

    [Fact]
    public void The_postings_of_the_journal_make_the_balances() => Properties.Hold(History.WithGrants, commands =>
    {
        World world = Played(commands);
        var balances = new Dictionary<(string, Balance), Units>();
        foreach (Posting posting in world.Journal.SelectMany(Postings.Of))
        {
            balances[(posting.LotId, posting.From)] = balances.GetValueOrDefault((posting.LotId, posting.From)) - posting.Units;
            balances[(posting.LotId, posting.To)] = balances.GetValueOrDefault((posting.LotId, posting.To)) + posting.Units;
        }

        foreach (Lot lot in Lots(world))
        {
            foreach (Balance balance in Enum.GetValues<Balance>())
                lot[balance].ShouldBe(balances.GetValueOrDefault((lot.Id, balance)), $"{lot.Id} {balance}");
        }
    });

    [Fact]
    public void What_is_covered_is_what_was_burnt() => Properties.Hold(History.WithGrants, commands =>
    {
        World world = Played(commands);
        foreach (AccountBook account in world.Books.Accounts.Values)
        {
            Units burnt = (account.Holdings?.Grants.Values ?? []).SelectMany(grant => grant.Lots).Aggregate(Units.Zero, (sum, lot) => sum + lot[Balance.Consumed]);
            Units said = world.Journal.Select(fact => fact switch
            {
                UnitsBurnt of when of.AccountId == account.Id => of.Burns.Aggregate(Units.Zero, (sum, burn) => sum + burn.Units),
                OverageCovered of when of.AccountId == account.Id => of.Units,
                _ => Units.Zero,
            }).Aggregate(Units.Zero, (sum, units) => sum + units);
            said.ShouldBe(burnt);
        }

        foreach (ContractBook contract in world.Books.Contracts.Values)
        {
            foreach (PeriodBook period in contract.OpenPeriods.Values)
            {
                foreach ((string meter, Total total) in period.Meters)
                {
                    Quantity fromAllowance = total.Covered - period.FromGrants(meter);
                    fromAllowance.ShouldBeGreaterThanOrEqualTo(Quantity.Zero);
                    Quantity most = contract.MeteredRight(meter) is { } right ? right.Entitlement.Included ?? total.Used : Quantity.Zero;
                    fromAllowance.ShouldBeLessThanOrEqualTo(most);
                    total.Covered.ShouldBeLessThanOrEqualTo(total.Used);
                    Quantity overage = period.Overage.Where(entry => entry.Target.Meter == meter).Aggregate(Quantity.Zero, (sum, entry) => sum + entry.Units);
                    overage.ShouldBe(total.Beyond, "what is not covered is overage");
                }
            }
        }
    });

    [Fact]
    public void A_lot_burns_for_usage_of_its_own_time_alone() => Properties.Hold(History.WithGrants, commands =>
    {
        World world = Played(commands);
        foreach (UnitsBurnt burnt in world.Journal.OfType<UnitsBurnt>())
        {
            Holdings holdings = world.Books.Accounts[burnt.AccountId].Holdings!;
            burnt.Burns.ShouldAllBe(burn => holdings.Lot(burn.LotId).Covers(burnt.Time) || holdings.Lot(burn.LotId).CoversLate(burnt.Time));
            burnt.Burns.ShouldAllBe(burn => burn.Units > Units.Zero);
        }
    });

    [Fact]
    public void A_consume_that_was_allowed_within_its_limit_left_no_overage() => Properties.Hold(History.WithGrants, commands =>
    {
        World world = Played(commands);
        var hard = world.Books.Contracts.Values.Where(contract => contract.Contract.Plan == "hard").Select(contract => contract.Contract.Id).ToArray();
        // What is settled was used already, and is never refused.
        IEnumerable<UsageCounted> consumes = world.Journal.Where((fact, i) => i == 0 || world.Journal[i - 1] is not ReservationEnded { Outcome: ReservationOutcome.Settled }).OfType<UsageCounted>();
        foreach (Tally tally in consumes.Where(counted => counted.Consumed).SelectMany(counted => counted.Tallies))
        {
            if (hard.Contains(tally.Target.ContractId) && !tally.Target.AfterCutoff)
                tally.Covered.ShouldBe(tally.Value);
        }
    });

    [Fact]
    public void What_lots_hold_is_held_for_open_reservations() => Properties.Hold(History.WithGrants, commands =>
    {
        World world = Played(commands);
        foreach (AccountBook account in world.Books.Accounts.Values)
        {
            Hold[] holds = [.. (account.Holdings?.Reservations.Values ?? []).SelectMany(reservation => reservation.Holds)];
            foreach (Lot lot in (account.Holdings?.Grants.Values ?? []).SelectMany(grant => grant.Lots))
                lot[Balance.Reserved].ShouldBe(holds.Where(hold => hold.LotId == lot.Id).Aggregate(Units.Zero, (sum, hold) => sum + hold.Units), lot.Id);
        }
    });

    [Fact]
    public void Each_lot_ends_once_and_at_its_end() => Properties.Hold(History.WithGrants, commands =>
    {
        World world = Played(commands);
        world.Journal.OfType<LotExpired>().Select(expired => expired.LotId).ShouldBeUnique();
        foreach (Lot lot in Lots(world))
            (lot.HasEnded || !(lot.End <= new EffectiveAt(world.Books.Now.Microseconds)) || world.Books.DueAccounts.Next is not null).ShouldBeTrue();
        world.Submit(new SweepDues());
        (world.Books.DueAccounts.Next <= new EffectiveAt(world.Books.Now.Microseconds)).ShouldBeFalse("after a sweep nothing is due");
    });

    [Fact]
    public void The_journal_and_any_snapshot_make_the_same_state() => Properties.Hold(History.WithGrants, commands =>
    {
        World world = Played(commands);
        world.ShouldReplay();
        Books again = World.From(world.Books.Carry());
        again.DueAccounts.Next.ShouldBe(world.Books.DueAccounts.Next);
    });

    [Fact]
    public void A_restart_after_any_command_is_seen_by_nobody() => Properties.Hold(History.WithGrants, commands =>
    {
        var straight = new Verbs(new World());
        var restarted = new Verbs(new World());
        string[] expected = straight.PlayAll(commands);
        string[] actual = restarted.PlayAll(commands.SelectMany(command => new[] { command, "restart" }));
        actual.Where(line => line != "restart -> ok").ShouldBe(expected);
        StateDigest.Of(restarted.World.Books).ShouldBe(StateDigest.Of(straight.World.Books));
    });

    [Fact]
    public void What_is_kept_to_be_found_again_is_what_it_would_be_made_anew() => Properties.Hold(History.WithGrants, commands =>
    {
        var verbs = new Verbs(new World());
        verbs.PlayAll([]);
        foreach (string command in commands)
        {
            verbs.Play(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            var now = new EffectiveAt(verbs.World.Books.Now.Microseconds);
            foreach (Holdings holdings in verbs.World.Books.Accounts.Values.Select(account => account.Holdings).OfType<Holdings>())
            {
                Holdings anew = holdings.Copy();
                holdings.NextDue.ShouldBe(anew.NextDue);
                foreach (string feature in new[] { "api_calls", "rows" })
                    holdings.Available([feature], now, Engine.Metering.Properties.None, null).ShouldBe(anew.Available([feature], now, Engine.Metering.Properties.None, null));
                foreach (Reservation one in holdings.Reservations.Values)
                {
                    holdings.ReservationOf(one.Source, one.EventId).ShouldBeSameAs(one);
                    TallyTarget target = one.Target;
                    holdings.HeldIn(target.ContractId!, target.Meter, target.PeriodStart).ShouldBe(anew.HeldIn(target.ContractId!, target.Meter, target.PeriodStart));
                }
            }
        }
    });

    private static World Played(string[] commands)
    {
        var world = new World();
        _ = new Verbs(world).PlayAll(commands);
        return world;
    }

    private static IEnumerable<Lot> Lots(World world) =>
        world.Books.Accounts.Values.SelectMany(account => account.Holdings?.Grants.Values ?? []).SelectMany(grant => grant.Lots);
}
