using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Environments;

/// <summary>
/// The state of an environment's control stream: what is global in it. Its clock, its catalog versions, the directory of its accounts and
/// its keys. Shards take from it what concerns them.
/// </summary>
public sealed class Register : IStreamState
{
    private readonly SortedDictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private readonly List<AccountRegistered> _registrations = [];
    private readonly SortedDictionary<string, Key> _keys = new(StringComparer.Ordinal);
    private readonly List<CatalogPublished> _publications = [];

    /// <summary>Null until the first fact.</summary>
    public EnvironmentCreated? Environment { get; private set; }

    /// <summary>Where a clock that only moves when told stands; null is the real time.</summary>
    public RecordedAt? Clock { get; private set; }

    public RecordedAt Now { get; private set; }

    public CatalogShelf Catalogs { get; } = new();

    public AccountNames Names { get; } = new();

    public IReadOnlyDictionary<string, Account> Accounts => _accounts;

    public IReadOnlyDictionary<string, Key> Keys => _keys;

    public RecordedAt Time(RecordedAt real)
    {
        RecordedAt now = Clock ?? real;
        return now > Now ? now : Now;
    }

    public Outcome Decide(Command command, RecordedAt at) => RegisterDecisions.Decide(this, command, at);

    public void Apply(Fact fact)
    {
        switch (fact)
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
                _accounts.Add(registered.Account.Id, registered.Account);
                _registrations.Add(registered);
                Names.Add(registered.Account);
                Advance(registered.At);
                break;
            case KeyIssued issued:
                _keys.Add(issued.Id, new Key(issued, null));
                Advance(issued.At);
                break;
            case KeyRevoked revoked:
                _keys[revoked.Id] = _keys[revoked.Id] with { RevokedAt = revoked.At };
                Advance(revoked.At);
                break;
            case Requests.AnswerKept:
                // It leaves no trace here, and so none in time either: the state must be what its carried facts make.
                break;
            default:
                throw new InvalidOperationException($"The control stream does not know the fact {fact.GetType().Name}.");
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
        foreach (Key key in _keys.Values)
        {
            yield return key.Issued;
            if (key.RevokedAt is { } at)
                yield return new KeyRevoked(key.Issued.Id, at);
        }

        if (Clock is { } clock)
            yield return new ClockAdvanced(clock);
    }

    private void Advance(RecordedAt at) => Now = at > Now ? at : Now;
}

/// <summary>A key as the ledger knows it: never the key itself.</summary>
public sealed record Key(KeyIssued Issued, RecordedAt? RevokedAt);
