using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Bookkeeping;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Exceptions;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Orders;
using Tollgate.Engine.Outbox;
using Tollgate.Engine.Seats;

namespace Tollgate.Engine;

// What a state is carried by: whole for a snapshot, and one account's for who tries something on it.
public sealed partial class Books
{
    /// <summary>The facts that make this state again from nothing: what a snapshot holds.</summary>
    public IEnumerable<Fact> Carry()
    {
        if (Environment is null)
            yield break;
        foreach (Fact shared in CarryShared())
            yield return shared;
        foreach (Fact contract in _contracts.Values.Where(contract => contract.IsFirst).OrderBy(contract => contract.Ordinal).SelectMany(Carry))
            yield return contract;
        foreach (Fact account in _accounts.Values.SelectMany(Carry))
            yield return account;
        foreach (OrderCarried order in Orders.Carry())
            yield return order;
        foreach (Engine.Migrations.Migration migration in _migrations.Values)
            yield return new Engine.Migrations.MigrationCarried(migration);
        foreach (OutboxCarried outbox in Outbox.Carry())
            yield return outbox;
        foreach (InvoiceBook invoice in _invoices.Values)
        {
            foreach (Fact fact in invoice.Carry())
                yield return fact;
        }

        foreach (AccountingPeriodClosed closed in AccountingPeriods.All)
            yield return closed;
        yield return Numbers.Carry();
        foreach (Fact clock in CarryClock())
            yield return clock;
        yield return new BooksCarried(Followed, Now);
    }

    /// <summary>
    /// A state of its own that has one account alone, with all that is known of it, in the same environment: to see what facts would make of it.
    /// </summary>
    /// <param name="account">Of this state, or one that is not there yet.</param>
    internal Books Alone(AccountBook account)
    {
        var alone = new Books();
        alone.Share(this);
        alone.Enter(account.Account);
        alone.Names.Add(account.Account);
        foreach (Fact carried in (IEnumerable<Fact>)[.. account.Contracts.Select(contract => contract.First).Distinct().OrderBy(contract => contract.Ordinal).SelectMany(Carry), .. Carry(account)])
            alone.Apply(carried);
        return alone;
    }

    /// <summary>A contract with its terms and without any usage, in a state of its own.</summary>
    internal ContractBook Anew(ContractBook first, IEnumerable<ContractAmended> amendments)
    {
        var anew = new Books();
        anew.Share(this);
        anew.Enter(OwnAccount(first.Contract.AccountId).Account);
        foreach (Fact terms in (IEnumerable<Fact>)[first.Started, .. amendments])
            anew.Apply(terms);
        return anew._contracts[first.Contract.Id];
    }

    /// <param name="first">The contract as it was made.</param>
    private IEnumerable<Fact> Carry(ContractBook first)
    {
        yield return first.Started;
        foreach (ContractAmended amended in first.Amendments)
            yield return amended;
        yield return first.Carry();
        for (int version = 2; version <= first.LatestVersion; version++)
        {
            if (_contracts.TryGetValue(ContractBook.IdOf(first.Id, version), out ContractBook? part))
                yield return part.Carry();
        }
    }

    private IEnumerable<Fact> Carry(AccountBook account)
    {
        foreach (StandingFact said in account.Standing.Carry(account.Id))
            yield return said;
        if (account.Holdings is { } holdings)
            yield return holdings.Carry(account.Id);
        foreach (UsageCounted counted in account.Uncontracted)
            yield return counted;
        foreach ((string feature, Int128 arrival) in account.Throttles)
            yield return new ThrottlePassed(account.Id, feature, arrival, Now);
        foreach ((string subject, ImmutableArray<string> groups) in account.Groups)
            yield return new GroupsSet(account.Id, subject, groups, Now);
        foreach (SeatTaken seat in account.Seats?.Carry(account.Id) ?? [])
            yield return seat;
        foreach (SeatDaysCarried days in account.SeatDays?.Carry(account.Id) ?? [])
            yield return days;
    }
}
