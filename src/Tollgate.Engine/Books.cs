using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Requests;
using Tollgate.Engine.Time;

namespace Tollgate.Engine;

/// <summary>
/// The state of a shard: the accounts that live there, with what decisions on open periods need. It changes only by <see cref="Apply"/>.
/// </summary>
public sealed class Books : IStreamState
{
    private readonly SortedDictionary<string, AccountBook> _accounts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ContractBook> _contracts = new(StringComparer.Ordinal);
    private readonly List<CatalogPublished> _publications = [];
    private readonly List<AccountRegistered> _registrations = [];

    /// <summary>Null until the environment was adopted from the control stream.</summary>
    public EnvironmentCreated? Environment { get; private set; }

    /// <summary>Where a clock that only moves when told stands; null is the real time.</summary>
    public RecordedAt? Clock { get; private set; }

    /// <summary>The latest instant recorded here; time in a shard never goes back.</summary>
    public RecordedAt Now { get; private set; }

    /// <summary>How far the shard has followed the control stream; null before its first item.</summary>
    public FactPosition? Followed { get; private set; }

    public CatalogShelf Catalogs { get; } = new();

    public AccountNames Names { get; } = new();

    public IReadOnlyDictionary<string, AccountBook> Accounts => _accounts;

    public IReadOnlyDictionary<string, ContractBook> Contracts => _contracts;

    public InvoiceNumbers Numbers { get; } = new();

    /// <summary>The account that goes by a name, or null.</summary>
    public AccountBook? Account(string name) => Names.Resolve(name) is { } id ? _accounts[id] : null;

    public RecordedAt Time(RecordedAt real)
    {
        RecordedAt now = Clock ?? real;
        return now > Now ? now : Now;
    }

    public Outcome Decide(Command command, RecordedAt at) => BooksDecisions.Decide(this, command, at);

    public void Apply(Fact fact)
    {
        switch (fact)
        {
            case UsageCounted counted:
                Tallying.Apply(this, counted);
                Advance(counted.At);
                break;
            case UsageRepeated repeated:
                Advance(repeated.At);
                break;
            case UsageAttributed attributed:
                Tallying.Apply(this, attributed);
                Advance(attributed.At);
                break;
            case ControlAdopted adopted:
                Adopt(adopted.Item);
                Followed = adopted.Position;
                break;
            case ContractStarted started:
                Enter(started);
                Advance(started.At);
                break;
            case InvoiceDrafted drafted:
                _contracts[drafted.ContractId].Apply(drafted);
                Advance(drafted.At);
                break;
            case InvoiceFinalized finalized:
                _contracts[finalized.ContractId].Apply(finalized);
                Numbers.Apply(finalized);
                Advance(finalized.At);
                break;
            case PeriodClosed closed:
                _contracts[closed.ContractId].Apply(closed);
                Advance(closed.At);
                break;
            case AnswerKept kept:
                Advance(kept.At);
                break;
            case BooksCarried carried:
                Followed = carried.Followed;
                Now = carried.Now;
                break;
            case ContractCarried carried:
                _contracts[carried.ContractId].Apply(carried);
                break;
            case NumbersCarried carried:
                Numbers.Apply(carried);
                break;
            default:
                Adopt(fact);
                break;
        }
    }

    /// <summary>The facts that make this state again from nothing: what a snapshot holds.</summary>
    public IEnumerable<Fact> Carry()
    {
        if (Environment is null)
            yield break;
        yield return Environment;
        foreach (CatalogPublished published in _publications)
            yield return published;
        foreach (AccountRegistered registered in _registrations)
            yield return registered;
        foreach (ContractBook contract in _contracts.Values)
        {
            yield return contract.Started;
            yield return contract.Carry();
        }

        foreach (AccountBook account in _accounts.Values)
        {
            foreach (UsageCounted counted in account.Uncontracted)
                yield return counted;
        }

        yield return Numbers.Carry();
        if (Clock is { } clock)
            yield return new ClockAdvanced(clock);
        yield return new BooksCarried(Followed, Now);
    }

    private void Adopt(Fact item)
    {
        switch (item)
        {
            case EnvironmentCreated created:
                Environment = created;
                Clock = created.Clock;
                Advance(created.At);
                break;
            case ClockAdvanced advanced:
                Clock = advanced.To;
                Advance(advanced.To);
                break;
            case CatalogPublished published:
                Catalogs.Add(published);
                _publications.Add(published);
                Advance(published.At);
                break;
            case AccountRegistered registered:
                _registrations.Add(registered);
                _accounts.Add(registered.Account.Id, new AccountBook(registered.Account));
                Names.Add(registered.Account);
                Advance(registered.At);
                break;
            default:
                throw new InvalidOperationException($"A shard does not know the fact {item.GetType().Name}.");
        }
    }

    private void Enter(ContractStarted started)
    {
        AccountBook account = _accounts[started.Contract.AccountId];
        var book = new ContractBook(started, Catalogs[started.Contract.CatalogVersion], account.Account);
        _contracts.Add(started.Contract.Id, book);
        account.Add(book);
    }

    private void Advance(RecordedAt at) => Now = at > Now ? at : Now;
}
