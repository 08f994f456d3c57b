using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Exchange;
using Tollgate.Engine.Receivables;
using Tollgate.Engine.Taxes;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Environments;

/// <summary>
/// What an environment's control stream and the shards that follow it know alike: the environment, its clock, its catalogs and the names of
/// accounts (a shard: of its own).
/// </summary>
public abstract class EnvironmentState
{
    private readonly List<CatalogPublished> _publications = [];
    private readonly List<AccountRegistered> _registrations = [];
    private readonly SortedDictionary<string, AttributesSet> _attributes = new(StringComparer.Ordinal);

    /// <summary>Null until its first fact.</summary>
    public EnvironmentCreated? Environment { get; private set; }

    /// <summary>Where a clock that only moves when told stands; null is the real time.</summary>
    public RecordedAt? Clock { get; private set; }

    /// <summary>The latest instant recorded here; time in a stream never goes back.</summary>
    public RecordedAt Now { get; protected set; }

    public CatalogShelf Catalogs { get; private set; } = new();

    public AccountNames Names { get; } = new();

    /// <summary>By account: the last change of its attributes, where there was one since it was registered.</summary>
    public IReadOnlyDictionary<string, AttributesSet> Attributes => _attributes;

    /// <summary>What becomes of accounts whose invoices are not paid; null while nobody said so: nothing.</summary>
    public DelinquencyTermsSet? DelinquencyTerms { get; private set; }

    /// <summary>The table of taxes; null while there never was one.</summary>
    public TaxTable? Taxes { get; private set; }

    public ExchangeRates ExchangeRates { get; private set; } = new();

    /// <inheritdoc cref="IStreamState.Time"/>
    public RecordedAt Time(RecordedAt real)
    {
        RecordedAt now = Clock ?? real;
        return now > Now ? now : Now;
    }

    /// <returns>False when the fact is none of these.</returns>
    protected bool ApplyShared(Fact fact)
    {
        switch (fact)
        {
            case EnvironmentCreated created:
                Environment = created;
                Clock = created.Clock;
                Advance(created.At);
                return true;
            case ClockAdvanced advanced:
                Clock = advanced.To;
                Advance(advanced.To);
                return true;
            case CatalogPublished published:
                Catalogs.Add(published);
                _publications.Add(published);
                Advance(published.At);
                return true;
            case AccountRegistered registered:
                Enter(registered.Account);
                Names.Add(registered.Account);
                _registrations.Add(registered);
                Advance(registered.At);
                return true;
            case AttributesSet set:
                Enter(set);
                _attributes[set.AccountId] = set;
                Advance(set.At);
                return true;
            case DelinquencyTermsSet terms:
                DelinquencyTerms = terms;
                Advance(terms.At);
                return true;
            case TaxRatesSet taxes:
                Taxes = new TaxTable(taxes);
                Advance(taxes.At);
                return true;
            case ExchangeRateSet rate:
                ExchangeRates.Apply(rate);
                Advance(rate.At);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Makes this a state of the same environment, at the same time and with the same catalogs; its accounts are another matter.</summary>
    protected void Share(EnvironmentState other) => (Environment, Clock, Now, Catalogs, ExchangeRates) = (other.Environment, other.Clock, other.Now, other.Catalogs, other.ExchangeRates);

    /// <summary>The facts that make the shared part again, once there is an environment. Its clock comes last: see <see cref="CarryClock"/>.</summary>
    protected IEnumerable<Fact> CarryShared()
    {
        IEnumerable<Fact?> all = [Environment!, .. _publications, .. _registrations, .. _attributes.Values, DelinquencyTerms, Taxes?.Set, .. ExchangeRates.All];
        return all.OfType<Fact>();
    }

    protected IEnumerable<Fact> CarryClock() => Clock is { } clock ? [new ClockAdvanced(clock)] : [];

    /// <summary>Takes a new account in.</summary>
    protected abstract void Enter(Account account);

    /// <summary>Gives one that is in other attributes.</summary>
    protected abstract void Enter(AttributesSet set);

    protected void Advance(RecordedAt at) => Now = at > Now ? at : Now;
}
