using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Histories;

/// <summary>What holds of the ledger of every history: its rows are the balances, at any instant and as it was known at any.</summary>
public class LedgerProperties
{
    [Fact]
    public void The_rows_add_up_to_what_is_held_after_every_command() => Properties.Hold(History.WithGrants, ShouldAddUp);

    [Fact]
    public void They_do_in_wallets() => Properties.Hold(History.WithWallets, ShouldAddUp);

    [Fact]
    public void No_balance_is_below_zero_at_any_instant_as_it_was_known_at_any() => Properties.Hold(History.WithGrants, commands =>
    {
        World world = Played(commands);
        foreach (AccountBook account in world.Books.Accounts.Values)
        {
            LedgerRow[] rows = [.. Rows(world, account)];
            EffectiveAt[] instants = [.. rows.Select(row => row.EffectiveAt).Distinct().Order()];
            foreach (RecordedAt known in rows.Select(row => row.RecordedAt).Distinct())
            {
                var sums = new LedgerSums();
                LedgerRow[] then = [.. rows.Where(row => row.RecordedAt <= known).OrderBy(row => row.EffectiveAt)];
                int next = 0;
                foreach (EffectiveAt at in instants)
                {
                    for (; next < then.Length && then[next].EffectiveAt <= at; next++)
                        sums.Add(then[next]);
                    foreach (string lot in sums.Lots)
                    {
                        foreach (Balance balance in Enum.GetValues<Balance>())
                            (balance == Balance.Issued || !sums[lot, balance].IsNegative).ShouldBeTrue($"{lot} has {sums[lot, balance]} {balance} at {at}, as known at {known}");
                    }
                }
            }
        }
    });

    [Fact]
    public void A_lot_has_nothing_available_from_its_end_on() => Properties.Hold(History.WithGrants, commands =>
    {
        World world = Played(commands);
        world.Submit(new SweepDues());
        foreach (AccountBook account in world.Books.Accounts.Values)
        {
            LedgerRow[] rows = [.. Rows(world, account)];
            foreach (Lot lot in Lots(account).Where(lot => lot.HasEnded && lot.End?.Microseconds <= world.Books.Now.Microseconds))
                Sums(rows, lot.End, null)[lot.Id, Balance.Available].ShouldBe(Units.Zero, lot.Id);
            foreach (AllowanceTerms allowance in Allowances(account, world.Books.Now).Where(allowance => allowance.ExpiredAt <= world.Books.Now))
                Sums(rows, allowance.End, null)[allowance.Lot, Balance.Available].ShouldBe(Units.Zero, allowance.Lot);
        }
    });

    [Fact]
    public void What_was_known_of_an_instant_when_it_was_now_stays_what_was_held_then() => Properties.Hold(History.WithGrants, commands =>
    {
        var world = new World();
        var verbs = new Verbs(world);
        _ = verbs.PlayAll([]);
        List<(RecordedAt Now, string Account, string Held)> seen = [];
        foreach (string command in commands)
        {
            RecordedAt before = world.Books.Now;
            if (command.StartsWith("clock", StringComparison.Ordinal))
                seen.AddRange(world.Books.Accounts.Values.Select(account => (before, account.Id, Held(account))));
            _ = verbs.Play(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            // A clock that did not move leaves more to come at the same instant.
            seen.RemoveAll(one => one.Now == world.Books.Now);
        }

        foreach ((RecordedAt now, string id, string held) in seen)
        {
            LedgerSums sums = Sums(Rows(world, world.Books.Accounts[id]), null, now);
            string.Join('\n', Lots(world.Books.Accounts[id]).Where(lot => sums.Has(lot.Id)).Select(lot => Text(lot.Id, balance => sums[lot.Id, balance]))).ShouldBe(held);
        }
    });

    [Fact]
    public void Read_from_any_fact_on_the_rows_are_the_same() => Properties.Hold(History.WithGrants, commands =>
    {
        World world = Played(commands);
        foreach (AccountBook account in world.Books.Accounts.Values)
        {
            Moved[] facts = [.. Facts(world, account)];
            var terms = LedgerTerms.Of(account);
            PlacedRow[] all = [.. LedgerReading.Rows(terms, facts, fromStart: true, world.Books.Now, (_, _) => Units.Zero)];
            all.Select(row => (row.Position, row.Place)).ShouldBeUnique();
            for (int i = 1; i < facts.Length; i++)
            {
                PlacedRow[] some = [.. LedgerReading.Rows(terms, facts[i..], fromStart: false, world.Books.Now, (_, _) => Units.Zero)];
                some.ShouldBe(all.Where(row => row.Position.CompareTo(facts[i].Position) >= 0));
            }
        }
    });

    private static void ShouldAddUp(string[] commands)
    {
        var world = new World();
        var verbs = new Verbs(world);
        _ = verbs.PlayAll([]);
        foreach (string command in commands)
        {
            _ = verbs.Play(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            foreach (AccountBook account in world.Books.Accounts.Values)
                ShouldBeHeld(account, Sums(Rows(world, account), null, null), world.Books.Now);
        }
    }

    private static void ShouldBeHeld(AccountBook account, LedgerSums sums, RecordedAt now)
    {
        foreach (Lot lot in Lots(account).Concat(account.Holdings?.Owed.Values ?? []))
        {
            foreach (Balance balance in Enum.GetValues<Balance>())
                sums[lot.Id, balance].ShouldBe(lot[balance], $"{lot.Id} {balance}");
        }

        foreach (ContractBook contract in account.Contracts)
        {
            IEnumerable<EffectiveAt> periods = contract.OpenPeriods.Keys;
            if (contract.Covers(new EffectiveAt(now.Microseconds)))
                periods = periods.Append(contract.PeriodAt(new EffectiveAt(now.Microseconds)).Start).Distinct();
            foreach (BillingPeriod period in periods.Select(contract.PeriodAt))
            {
                foreach (string meter in contract.Catalog.Meters.Keys)
                    ShouldBeHeld(contract, period, meter, sums, now);
            }
        }
    }

    private static void ShouldBeHeld(ContractBook contract, BillingPeriod period, string meter, LedgerSums sums, RecordedAt now)
    {
        if (Allowance.Of(contract, period, meter) is not { } allowance)
            return;
        string lot = allowance.Id;
        sums[lot, Balance.Consumed].ToQuantity().ShouldBe(allowance.Covered, lot);
        sums[lot, Balance.Reserved].ToQuantity().ShouldBe(allowance.Reserved, lot);
        if (allowance.Included is { } included && !included.IsZero && period.Start.Microseconds <= now.Microseconds)
        {
            bool ended = period.End.Microseconds <= now.Microseconds;
            sums[lot, Balance.Issued].ToQuantity().ShouldBe(Quantity.Zero - included, lot);
            sums[lot, Balance.Available].ToQuantity().ShouldBe(ended ? Quantity.Zero : allowance.Available!.Value, lot);
            sums[lot, Balance.Expired].ToQuantity().ShouldBe(ended ? allowance.Available!.Value : Quantity.Zero, lot);
        }

        if (contract.MeteredRight(meter) is not { Entitlement.PaidFrom: { CreditRate: null } })
            sums[lot + "/overage", Balance.Consumed].ToQuantity().ShouldBe(contract.Totals(period).Meter(meter).Beyond, lot);
    }

    private static IEnumerable<AllowanceTerms> Allowances(AccountBook account, RecordedAt now) => account.Contracts.SelectMany(contract =>
        contract.OpenPeriods.Keys.SelectMany(start => LedgerTerms.Of(account).AllowancesAt(start, now)));

    private static string Held(AccountBook account) => string.Join('\n', Lots(account).Select(lot => Text(lot.Id, balance => lot[balance])));

    private static string Text(string lot, Func<Balance, Units> of) => $"{lot}: {string.Join(' ', Enum.GetValues<Balance>().Select(balance => $"{balance} {of(balance)}"))}";

    private static IEnumerable<Lot> Lots(AccountBook account) => (account.Holdings?.Grants.Values ?? []).SelectMany(grant => grant.Lots);

    private static LedgerSums Sums(IEnumerable<LedgerRow> rows, EffectiveAt? at, RecordedAt? known)
    {
        var sums = new LedgerSums();
        foreach (LedgerRow row in rows)
        {
            if (!(row.EffectiveAt > at) && !(row.RecordedAt > known))
                sums.Add(row);
        }

        return sums;
    }

    private static IEnumerable<LedgerRow> Rows(World world, AccountBook account)
    {
        var sums = new LedgerSums();
        foreach (PlacedRow placed in LedgerReading.Rows(LedgerTerms.Of(account), Facts(world, account), fromStart: true, world.Books.Now, (allowance, _) => sums[allowance.Lot, Balance.Available]))
        {
            sums.Add(placed.Row);
            yield return placed.Row;
        }
    }

    private static IEnumerable<Moved> Facts(World world, AccountBook account)
    {
        List<Fact> journal = world.Journal;
        for (int i = 0; i < journal.Count; i++)
        {
            string? of = journal[i] switch
            {
                UsageCounted counted => counted.Event.AccountId,
                UsageAttributed taken => taken.AccountId,
                LedgerFact moved => moved.AccountId,
                _ => null,
            };
            if (of == account.Id)
                yield return new Moved(new FactPosition(i + 1, 0), i > 0 ? journal[i - 1] : null, journal[i], i + 1 < journal.Count ? journal[i + 1] : null);
        }
    }

    private static World Played(string[] commands)
    {
        var world = new World();
        _ = new Verbs(world).PlayAll(commands);
        return world;
    }
}
