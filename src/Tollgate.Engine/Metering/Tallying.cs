using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Metering;

/// <summary>Where a quantity of a meter belongs at an instant: the contract, its period, the allowance it burns, the charges that price it.</summary>
public static class Tallying
{
    /// <param name="holdings">The grants that it may burn; null when there are none.</param>
    /// <param name="burns">Takes what it burns of them.</param>
    /// <param name="right">The right that decided; null for the plan's.</param>
    /// <param name="held">Nothing is used yet: what is burnt is to be held.</param>
    /// <returns>Why the quantity cannot be counted, or null.</returns>
    public static Rejection? TryDecide(ContractBook? contract, Holdings? holdings, string meter, in EventContent usage, Quantity value, List<Burn> burns, out Tally tally, MeteredRight? right = null, bool held = false)
    {
        if (contract is null)
        {
            tally = new Tally(new TallyTarget(meter, null, default, AfterCutoff: false, []), value, Quantity.Zero);
            return null;
        }

        tally = default;
        BillingPeriod period = contract.PeriodAt(usage.Time);
        bool closed = contract.IsClosed(period);
        if (RefuseAmount(contract, period, closed, meter, value) is { } full)
            return full;

        TallyTarget target = contract.Target(meter, period, closed, usage.Time, usage.Properties);
        var burning = new Burning(holdings, contract.Features(meter), Allowance.Of(contract, period, meter), contract.FinalThrough);
        Quantity covered = burning.Cover(usage, value, target, burns);
        // What reaches a closed period is on no invoice yet, so that nothing can pay for it.
        right ??= contract.MeteredRight(meter);
        if (!closed && right is { Entitlement.PaidFrom: not null })
        {
            var wallet = new WalletBurning(holdings, right, contract, usage, target);
            covered += held ? wallet.Hold(value, covered, burns) : wallet.Pay(value, covered, [], burns);
        }

        return TryTally(contract, target, value, covered, usage.Properties, out tally);
    }

    /// <summary>What usage adds at a target, or why it costs more than can be told.</summary>
    internal static Rejection? TryTally(ContractBook contract, TallyTarget target, Quantity value, Quantity covered, Properties properties, out Tally tally)
    {
        try
        {
            tally = contract.Tallied(target, value, covered, contract.Totals(target), properties);
            return null;
        }
        catch (NumberOutOfRangeException tooDear)
        {
            tally = default;
            return new Rejection(RejectionKind.Invalid, "total_out_of_range", tooDear.Message, "/quantity");
        }
    }

    /// <summary>Null when a period takes so much more of a meter.</summary>
    internal static Rejection? RefuseAmount(ContractBook contract, BillingPeriod period, bool closed, string meter, Quantity value)
    {
        Quantity counted = (closed ? contract.LateTotals(period) : contract.Totals(period)).Meter(meter).Used;
        MeterCapacity capacity = contract.Capacity(meter);
        return value > capacity.Units - counted ? Full(contract, meter, capacity) : null;
    }

    public static void Apply(Books books, UsageCounted counted)
    {
        AccountBook account = books.OwnAccount(counted.Event.AccountId);
        if (!Apply(books, account, counted.Tallies, counted.Event.Time, counted.At, counted.Event.Subject))
            account.Keep(counted);
    }

    public static void Apply(Books books, in UsageRow row)
    {
        Apply(books, books.OwnAccount(row.AccountId), row);
    }

    /// <summary>The same where the account is at hand.</summary>
    public static void Apply(Books books, AccountBook account, in UsageRow row)
    {
        if (!Apply(books, account, row.Tally, row.Time, row.At, row.Subject))
            throw new ArgumentException("A row of usage that no contract takes is no row: the event is kept whole until one does.", nameof(row));
    }

    public static void Apply(Books books, UsageAttributed attributed)
    {
        AccountBook account = books.OwnAccount(attributed.AccountId);
        UsageCounted counted = account.TakeUp(attributed.Source, attributed.EventId);
        Apply(books, account, attributed.Tallies, attributed.Time, attributed.At, counted.Event.Subject);
    }

    /// <returns>False when no contract takes the tallies.</returns>
    private static bool Apply(Books books, AccountBook account, ImmutableArray<Tally> tallies, EffectiveAt time, RecordedAt at, string? subject)
    {
        bool taken = true;
        for (int i = 0; i < tallies.Length; i++)
            taken &= Apply(books, account, tallies.ItemRef(i), time, at, subject);
        return taken;
    }

    private static bool Apply(Books books, AccountBook account, in Tally tally, EffectiveAt time, RecordedAt at, string? subject)
    {
        if (tally.Target.ContractId is not { } contract)
            return false;
        // The account's own nearly always, and it is at hand.
        (account.Contract(contract) ?? books.Contracts[contract]).Apply(tally.Target, tally, time, at, subject);
        return true;
    }

    private static Rejection Full(ContractBook contract, string meter, MeterCapacity capacity) => new(
        RejectionKind.Invalid,
        "total_out_of_range",
        $"The meter '{meter}' counts at most {capacity.Units} units in a billing period of the contract '{contract.Contract.Id}'"
            + (capacity.Charge is { } charge ? $", the most that its charge '{charge}' can be told for." : "."),
        "/quantity"
    );
}
