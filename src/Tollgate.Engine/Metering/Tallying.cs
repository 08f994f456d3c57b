using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Metering;

/// <summary>Where a quantity of a meter belongs at an instant: the contract, its period, the allowance it burns, the charges that price it.</summary>
public static class Tallying
{
    public static Tally Decide(AccountBook account, string meter, UsageEvent usage, Quantity value) =>
        account.ContractAt(usage.Time) is { } contract
            ? Decide(contract, meter, usage, value)
            : new Tally(new TallyTarget(meter, null, default, AfterCutoff: false, []), value, Quantity.Zero);

    public static Tally Decide(ContractBook contract, string meter, UsageEvent usage, Quantity value)
    {
        BillingPeriod period = contract.PeriodAt(usage.Time);
        bool closed = contract.IsClosed(period);
        var target = new TallyTarget(meter, contract.Contract.Id, period.Start, closed, Cells(contract, meter, usage.Properties));
        // An allowance closes with its period: what comes later is overage.
        Quantity covered = closed ? Quantity.Zero : Allowance.Of(contract, period, meter)?.Cover(value) ?? Quantity.Zero;
        return new Tally(target, value, covered);
    }

    public static void Apply(Books books, UsageCounted counted)
    {
        if (!Apply(books, counted.Tallies))
            books.Accounts[counted.Event.AccountId].Keep(counted);
    }

    public static void Apply(Books books, UsageAttributed attributed)
    {
        books.Accounts[attributed.AccountId].TakeUp(attributed.Source, attributed.EventId);
        Apply(books, attributed.Tallies);
    }

    /// <returns>False when no contract takes the tallies.</returns>
    private static bool Apply(Books books, ImmutableArray<Tally> tallies)
    {
        bool taken = true;
        foreach (Tally tally in tallies)
        {
            if (tally.Target.ContractId is { } contract)
                books.Contracts[contract].Apply(tally.Target, tally);
            else
                taken = false;
        }

        return taken;
    }

    private static ImmutableArray<ChargeCell> Cells(ContractBook contract, string meter, Properties properties)
    {
        ReadOnlySpan<Charge> charges = contract.ChargesFor(meter);
        if (charges.IsEmpty)
            return [];
        ImmutableArray<ChargeCell>.Builder cells = ImmutableArray.CreateBuilder<ChargeCell>(charges.Length);
        foreach (Charge charge in charges)
        {
            cells.Add(new ChargeCell(charge.Name, charge.Price.CellOf(properties.Dimension) ?? ChargeCell.Unpriced));
        }

        return cells.MoveToImmutable();
    }
}
