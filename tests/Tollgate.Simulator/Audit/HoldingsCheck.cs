using System.Collections.Immutable;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Workload;

namespace Tollgate.Simulator.Audit;

/// <summary>What accounts hold and how they stand, against the model and against the postings of the journal.</summary>
internal sealed class HoldingsCheck(Books books, ShardAudit audit, string shard)
{
    private const string Invariant = "the model holds the same";

    private static readonly Balance[] Balances = Enum.GetValues<Balance>();

    public void Look()
    {
        foreach (ModelAccount account in audit.Model.Holders.Values)
        {
            AccountBook book = books.Accounts[account.Id];
            SameLots(account, book.Holdings);
            SameOwed(account, book.Holdings);
            SameTopUps(account, book.Holdings);
            SameReservations(account, book.Holdings);
            SameStanding(account.Standing, book);
            SameSeats(account, book);
            Must.Hold(
                Client.Text(book.Account.Attributes) == Client.Text(account.Attributes.ToImmutableSortedDictionary(StringComparer.Ordinal)) && account.Groups.All(groups => book.GroupsOf(groups.Key).SequenceEqual(groups.Value)),
                Invariant,
                $"the attributes of {account.Id} in {shard} are {Client.Text(book.Account.Attributes)}, or a subject of it is in other groups than in the model"
            );
            Must.Hold(
                account.Throttles.SequenceEqual(book.Throttles.Select(throttle => KeyValuePair.Create(throttle.Key, (decimal)throttle.Value))),
                Invariant,
                $"the throttles of {account.Id} in {shard} are {string.Join(' ', book.Throttles)}, and in the model {string.Join(' ', account.Throttles)}"
            );
            foreach (ContractBook contract in book.Contracts)
            {
                SameCovers(account, audit.Model.Contracts[contract.Contract.Id], contract);
                SameWindows(audit.Model.Contracts[contract.Contract.Id], contract);
            }
        }

        long? next = audit.Model.Holders.Values.SelectMany(account => new[] { account.NextDue, account.NextSeat }).Min();
        Must.Hold(books.DueAccounts.Next?.Microseconds == next, Invariant, $"{books.DueAccounts.Next} is the next that falls due in {shard}, and in the model {next}");
    }

    /// <summary>Each balance is what the model says and what its postings made of it; those of a lot add up to nothing, and none but the first is below.</summary>
    private void SameLots(ModelAccount account, Holdings? holdings)
    {
        Lot[] lots = [.. (holdings?.Grants.Values ?? []).SelectMany(grant => grant.Lots)];
        Must.Hold(lots.Length == account.Lots.Count, Invariant, $"{account.Id} in {shard} has {lots.Length} lots, and in the model {account.Lots.Count}");
        foreach (Lot lot in lots)
        {
            string name = audit.Movements.NameOf(lot.Id);
            ModelLot expected = account.Lots.Single(one => one.Name == name);
            Must.Hold(lot.HasEnded == expected.HasEnded && lot.Number == expected.Number, Invariant, $"{name} in {shard} has ended: {lot.HasEnded}");
            decimal sum = 0;
            foreach (Balance balance in Balances)
            {
                decimal units = Usages.Number(lot[balance]);
                sum += units;
                Must.Hold(units >= 0 || balance == Balance.Issued, "no balance is below zero", $"{name} in {shard} has {units} {balance}");
                Must.Hold(units == audit.Movements.Sum(lot.Id, balance), "balances are their postings", $"{name} in {shard} has {units} {balance}, and its postings make {audit.Movements.Sum(lot.Id, balance)}");
                Must.Hold(units == expected[Enum.Parse<LotBalance>($"{balance}")], Invariant, $"{name} in {shard} has {units} {balance}, and in the model {expected[Enum.Parse<LotBalance>($"{balance}")]}");
            }

            Must.Hold(sum == 0, "postings add up to zero", $"those of {name} in {shard} make {sum}");
        }
    }

    /// <summary>What is owed stands in a lot of its own, that was issued just so much.</summary>
    private void SameOwed(ModelAccount account, Holdings? holdings)
    {
        (string Wallet, decimal Units)[] owed = [.. (holdings?.Owed ?? new Dictionary<string, Lot>()).Select(owed => (owed.Key, Usages.Number(owed.Value[Balance.Consumed]))).Where(owed => owed.Item2 != 0)];
        Must.Hold(owed.SequenceEqual(account.Owed.Where(one => one.Units != 0)), Invariant, $"{account.Id} in {shard} owes {string.Join(' ', owed)}, and in the model {string.Join(' ', account.Owed)}");
        foreach (Lot lot in holdings?.Owed.Values ?? [])
            Must.Hold((lot[Balance.Issued] + lot[Balance.Consumed]).IsZero && Usages.Number(lot[Balance.Consumed]) == audit.Movements.Sum(Movements.OfOwed(account.Id, lot.Id), Balance.Consumed), "postings add up to zero", $"those of {lot.Id} of {account.Id} in {shard}");
    }

    private void SameTopUps(ModelAccount account, Holdings? holdings)
    {
        (string, TopUpSaid)[] found = [.. (holdings?.TopUps ?? new Dictionary<string, TopUpRule>()).Select(rule => (rule.Key, new TopUpSaid(Usages.Number(rule.Value.Below), Usages.Number(rule.Value.Amount), rule.Value.ExpiresAfterDays)))];
        Must.Hold(found.SequenceEqual(account.TopUps.Select(rule => (rule.Key, rule.Value))), Invariant, $"{account.Id} in {shard} is topped up by {string.Join(' ', found)}, and in the model by {string.Join(' ', account.TopUps)}");
    }

    private void SameReservations(ModelAccount account, Holdings? holdings)
    {
        string[] found = [.. (holdings?.Reservations.Values ?? []).Select(one => $"{one.Id} {ReservationText.Of(one, audit.Movements)}")];
        string[] expected = [.. account.Reservations.Values.Select(one => $"{one.Id} {ReservationText.Of(one)}")];
        Must.Hold(found.SequenceEqual(expected), Invariant, $"the reservations of {account.Id} in {shard} are {string.Join("; ", found)}, and in the model {string.Join("; ", expected)}");
    }

    private void SameSeats(ModelAccount account, AccountBook book)
    {
        // Also those that have run out since.
        string[] found = [.. (book.Seats?.Held(new RecordedAt(long.MinValue)) ?? []).Select(Answers.Of).Select(seat => seat.Text(account.Id))];
        string[] expected = [.. account.Seats.OrderBy(seat => seat.Feature, StringComparer.Ordinal).ThenBy(seat => seat.Subject, StringComparer.Ordinal).Select(seat => seat.Text(account.Id))];
        Must.Hold(found.SequenceEqual(expected), Invariant, $"the seats of {account.Id} in {shard} are {string.Join("; ", found)}, and in the model {string.Join("; ", expected)}");
    }

    private void SameStanding(ModelStanding expected, AccountBook book)
    {
        AccountStanding found = book.Standing;
        DelinquencySaid? owing = found.Delinquency is { } marked ? new DelinquencySaid(marked.Since.Microseconds, $"{marked.Policy}", marked.AfterDays) : null;
        Must.Hold((found.Suspension is not null) == expected.IsSuspended && owing == expected.Delinquency, Invariant, $"{book.Id} in {shard} stands as {found.Suspension} {found.Delinquency}");
        Must.Hold(
            found.Overrides.Select(one => (Usages.Of(one.Terms), one.EndedAt?.Microseconds))
                .SequenceEqual(expected.Overrides.Select(one => (one, expected.Ended.TryGetValue(one.Id, out long ended) ? ended : (long?)null))),
            Invariant,
            $"the overrides of {book.Id} in {shard} are {string.Join(' ', found.Overrides)}"
        );
    }

    /// <summary>What is remembered of each calendar window.</summary>
    private static void SameWindows(ModelContract expected, ContractBook contract)
    {
        string[] found =
        [
            .. contract.Windows.Select(counter => $"{counter.Of.Meter} {counter.Of.Per} {counter.Of.EachSubject} " + string.Join("; ", counter.Windows.Select(window => $"{window.Start.Microseconds}: "
                + ModelWindows.Text(window.Counts().Select(count => (count.Subject ?? "", Usages.Number(count.Units)))))) + $", behind {counter.ForgottenThrough?.Microseconds}").Order(StringComparer.Ordinal),
        ];
        string[] model = [.. expected.Windows.Where(one => $"{one.Windows}" != "").Select(one => $"{one.Of.Meter} {one.Of.Per} {one.Of.Each} {one.Windows}").Order(StringComparer.Ordinal)];
        Must.Hold(found.SequenceEqual(model), Invariant, $"the windows of {contract.Contract.Id} are {string.Join(" | ", found)}, and in the model {string.Join(" | ", model)}");
    }

    /// <summary>G2, of an allowance: what is consumed of it and what is held of it is no more than was granted.</summary>
    private void SameCovers(ModelAccount account, ModelContract expected, ContractBook contract)
    {
        foreach ((EffectiveAt start, PeriodBook period) in contract.OpenPeriods)
        {
            long index = expected.PeriodOf(start.Microseconds);
            foreach (ChargeTerms charge in expected.Plan.Charges)
                Must.Hold(Usages.Number(period.Paid(charge.Name)) == expected.Paid(index, charge.Name), Invariant, $"{period.Paid(charge.Name)} of {charge.Name} of {start} in {contract.Contract.Id} were paid from wallets, and in the model {expected.Paid(index, charge.Name)}");
            foreach (string meter in Catalogs.Meters)
            {
                decimal covered = Usages.Number(period.Meter(meter).Covered - period.FromGrants(meter));
                HeldUnits held = period.Reserved(meter);
                var found = (covered, Usages.Number(held.FromAllowance), Usages.Number(held.Beyond));
                var model = expected.Held(account, index, meter);
                Must.Hold(found == (expected.FromAllowance(index, meter), model.FromAllowance, model.Beyond), Invariant, $"the allowance of {meter} of {start} in {contract.Contract.Id} has covered, holds and let pass {found}");
                decimal? included = expected.Plan.Rights.GetValueOrDefault(meter)?.Included;
                Must.Hold(!(covered + found.Item2 > included), "consumed and held is no more than granted", $"{meter} of {start} in {contract.Contract.Id}: {found} of {included}");
                decimal overage = Usages.Number(period.Overage.Where(entry => entry.Target.Meter == meter).Aggregate(Quantity.Zero, (sum, entry) => sum + entry.Units));
                decimal modelled = expected.Overage.Where(entry => entry.Meter == meter && entry.Period == index).Sum(entry => entry.Units);
                Must.Hold(overage == modelled, Invariant, $"{overage} {meter} of {start} in {contract.Contract.Id} are overage that a grant may cover, and in the model {modelled}");
                (long, decimal)? excess = period.ExcessOf(meter) is { } known ? (known.Since.Microseconds, Usages.Number(known.AfterGrace)) : null;
                Must.Hold(excess == expected.Exceeded(index, meter), Invariant, $"the limit of {meter} of {start} in {contract.Contract.Id} was exceeded as {excess}, and in the model {expected.Exceeded(index, meter)}");
            }
        }
    }
}
