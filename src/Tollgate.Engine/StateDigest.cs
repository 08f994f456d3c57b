using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Engine.Bookkeeping;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Orders;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Time;

namespace Tollgate.Engine;

/// <summary>
/// A 128-bit digest of a shard's balances and totals: the sum, modulo 2^128, of a hash of each one's line of text, so that it does not
/// depend on any order. Two states with the same digest hold the same numbers. The lines are frozen: a released one never changes.
/// </summary>
public static class StateDigest
{
    public static UInt128 Of(Books books)
    {
        UInt128 sum = 0;
        foreach ((string id, ContractBook contract) in books.Contracts)
        {
            sum = Add(sum, contract.IsFirst ? $"contract|{id}|{contract.NextInvoice}|{contract.FinalThrough}" : $"version|{id}|{contract.From}|{contract.Until}");
            foreach ((long boundary, string invoice) in contract.Drafts.Where(_ => contract.IsFirst))
                sum = Add(sum, $"draft|{id}|{boundary}|{invoice}|{contract.AddressOf(boundary)}");
            foreach ((EffectiveAt start, PeriodBook period) in contract.OpenPeriods)
                sum = Add(sum, $"period|{id}|{start}", period);
            foreach ((EffectiveAt start, PeriodBook period) in contract.LatePeriods)
                sum = Add(sum, $"late|{id}|{start}", period);
            foreach ((EffectiveAt start, PeriodBook period) in contract.ClosedPeriods)
                sum = Add(sum, $"closed|{id}|{start}", period);
            foreach (BilledBoundary billed in contract.Billed.Where(_ => contract.IsFirst))
                sum = Add(sum, $"billed|{id}|{billed.Boundary}|{billed.InvoiceId}|{billed.Number}|{billed.Version}|{billed.Rates}|{billed.Rebills}|{string.Join('|', billed.Waiting)}|{string.Join('|', billed.Lines)}");
            foreach (WindowCounter counter in contract.Windows)
                sum = Add(sum, $"windows|{id}|{counter.Of.Meter}|{counter.Of.Per}|{counter.Of.EachSubject}", counter);
        }

        foreach ((string id, Accounts.AccountBook account) in books.Accounts)
        {
            sum = Add(sum, $"account|{id}");
            if (account.Standing is { Suspension: not null } or { Delinquency: not null } or { Overrides.Count: > 0 })
                sum = Add(sum, $"standing|{id}|{account.Standing.Suspension?.At}|{account.Standing.Delinquency?.At}|{string.Join('|', account.Standing.Overrides.Select(known => $"{known.Terms.Id}:{known.EndedAt}"))}");
            foreach (GrantBook grant in account.Holdings?.Grants.Values ?? [])
                sum = Add(sum, id, grant);
            foreach (Reservation reservation in account.Holdings?.Reservations.Values ?? [])
                sum = Add(sum, $"reservation|{id}|{reservation.Id}|{reservation.Units}|{reservation.FromAllowance}|{reservation.Beyond}|{reservation.ExpiresAt}|{string.Join('|', reservation.Holds.Select(hold => $"{hold.LotId}:{hold.Units}"))}");
            foreach (SeatDaysCarried days in account.SeatDays?.Carry(id) ?? [])
                sum = Add(sum, $"seat_days|{id}|{days.Feature}|{days.Before}|{string.Join('|', days.Days)}");
            foreach (SeatTaken seat in account.Seats?.Carry(id) ?? [])
                sum = Add(sum, $"seat|{id}|{seat.Feature}|{seat.Subject}|{seat.At}|{seat.ExpiresAt}|{seat.FreeAt}");
            sum = AddWallets(sum, id, account.Holdings);
            foreach ((string feature, Int128 arrival) in account.Throttles)
                sum = Add(sum, $"throttle|{id}|{feature}|{arrival}");
            foreach ((string subject, ImmutableArray<string> groups) in account.Groups)
                sum = Add(sum, $"groups|{id}|{subject}|{string.Join('|', groups)}");
            foreach (UsageCounted counted in account.Uncontracted)
            {
                foreach (Tally tally in counted.Tallies)
                    sum = Add(sum, $"uncontracted|{id}|{counted.Event.Source}|{counted.Event.Id}|{tally.Target.Meter}|{tally.Value}");
            }
        }

        foreach ((string id, InvoiceBook invoice) in books.Invoices)
        {
            // What is final never changes: only what happened to it since is worth a line.
            if (invoice.History.IsEmpty)
                continue;
            sum = Add(sum, $"invoice|{id}|{invoice.Invoice.BillTo}|{invoice.Invoice.ConsolidatedIn}|{invoice.State}|{invoice.Due()}|{invoice.UnpaidSince()}|{invoice.History.Length}|{string.Join('|', invoice.Disputes.Select(dispute => $"{dispute.Id}:{dispute.Resolution?.At}"))}");
        }

        foreach (Migrations.Migration migration in books.Migrations.Values)
            sum = Add(sum, $"migration|{migration.Terms.Id}|{migration.CatalogVersion}|{migration.Total}|{migration.Through}|{migration.Done}|{migration.EndedAt}");
        foreach ((string legalEntity, long last) in books.CreditNumbers)
            sum = Add(sum, $"credit_number|{legalEntity}|{last}");
        foreach (AccountingPeriodClosed closed in books.AccountingPeriods.All)
            sum = Add(sum, $"closed|{closed.LegalEntity}|{closed.Until}|{closed.At}");
        foreach ((string id, Accounts.AttributesSet set) in books.Attributes)
            sum = Add(sum, $"attributes|{id}|{string.Join('|', set.Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"))}");
        foreach (Order order in books.Orders.All)
        {
            foreach (OrderRevision revision in order.Revisions)
                sum = Add(sum, $"order|{order.Id}|{revision.Terms.Revision}|{revision.Terms.Digest}|{revision.Outcome.State}|{revision.Tries}|{string.Join('|', revision.Outcome.Done.Select(done => $"{done.Act}:{done.Id}"))}");
        }

        foreach (string line in books.Outbox.Lines())
            sum = Add(sum, line);
        foreach ((string legalEntity, long last) in books.Numbers.ByLegalEntity)
            sum = Add(sum, $"number|{legalEntity}|{last}");
        return sum;
    }

    private static UInt128 Add(UInt128 sum, string prefix, PeriodBook period)
    {
        foreach ((string meter, Total total) in period.Meters)
            sum = Add(sum, $"{prefix}|meter|{meter}|{total.Used}|{total.Covered}|{total.Events}");
        foreach ((string meter, Excess excess) in period.Excesses)
            sum = Add(sum, $"{prefix}|excess|{meter}|{excess.Since}|{excess.AfterGrace}");
        foreach (((string charge, int cell), Total total) in period.Charges)
            sum = Add(sum, $"{prefix}|charge|{charge}|{cell}|{total.Used}|{total.Covered}|{total.Events}");
        foreach ((string meter, HeldUnits held) in period.Held)
            sum = Add(sum, $"{prefix}|held|{meter}|{held.FromAllowance}|{held.Beyond}");
        foreach ((string meter, Quantity units) in period.Granted)
            sum = Add(sum, $"{prefix}|granted|{meter}|{units}");
        foreach ((string charge, Money paid) in period.PaidByCharge)
            sum = Add(sum, $"{prefix}|paid|{charge}|{paid}");
        // Where one entry ends and the next begins, is no balance.
        if (period.Overage.Count > 0)
            sum = Add(sum, $"{prefix}|overage|{period.Overage.Aggregate(Quantity.Zero, (units, entry) => units + entry.Units)}");
        foreach (PassedMark mark in period.Passed)
            sum = Add(sum, $"{prefix}|passed|{mark.Meter}|{mark.Kind}|{mark.Percent}");
        return sum;
    }

    private static UInt128 Add(UInt128 sum, string prefix, WindowCounter counter)
    {
        sum = Add(sum, $"{prefix}|{counter.ForgottenThrough}");
        foreach (CountedWindow window in counter.Windows)
        {
            sum = Add(sum, $"{prefix}|{window.Start}|{window.IsTold}");
            foreach ((string? subject, Quantity units) in window.Counts())
                sum = Add(sum, $"{prefix}|{window.Start}|{subject}|{units}");
        }

        return sum;
    }

    private static UInt128 AddWallets(UInt128 sum, string account, Holdings? holdings)
    {
        if (holdings is null)
            return sum;
        foreach ((string wallet, Lot owed) in holdings.Owed)
            sum = Add(sum, $"owed|{account}|{wallet}|{owed[Balance.Consumed]}");
        foreach ((string wallet, TopUpRule rule) in holdings.TopUps)
            sum = Add(sum, $"top_up|{account}|{wallet}|{rule.Below}|{rule.Amount}|{rule.ExpiresAfterDays}");
        return sum;
    }

    private static UInt128 Add(UInt128 sum, string account, GrantBook grant)
    {
        sum = Add(sum, $"grant|{account}|{grant.Grant.Id}|{grant.PaidAt}|{grant.VoidedAt}");
        foreach (Lot lot in grant.Lots)
            sum = Add(sum, $"lot|{account}|{lot.Id}|{lot.End}|{lot.HasEnded}|{string.Join('|', lot.Balances())}");
        return sum;
    }

    private static UInt128 Add(UInt128 sum, string line)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(line));
        return unchecked(sum + BinaryPrimitives.ReadUInt128BigEndian(hash));
    }
}
