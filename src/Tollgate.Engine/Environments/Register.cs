using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Time;
using Tollgate.Engine.Webhooks;

namespace Tollgate.Engine.Environments;

/// <summary>
/// The state of an environment's control stream: what is global in it. Its clock, its catalog versions, the directory of its accounts and
/// its keys and webhooks. Shards take from it what concerns them.
/// </summary>
public sealed class Register : EnvironmentState, IStreamState
{
    private readonly SortedDictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Key> _keys = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Webhook> _webhooks = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Account> Accounts => _accounts;

    public IReadOnlyDictionary<string, Key> Keys => _keys;

    /// <summary>Also those that were removed.</summary>
    public IReadOnlyDictionary<string, Webhook> Webhooks => _webhooks;

    /// <summary>Nothing falls due in a control stream.</summary>
    public IReadOnlyList<Fact> Due(Command command, RecordedAt at) => [];

    public Outcome Decide(Command command, RecordedAt at) => RegisterDecisions.Decide(this, command, at);

    public void Apply(Fact fact)
    {
        switch (fact)
        {
            case KeyIssued issued:
                _keys.Add(issued.Id, new Key(issued, null));
                Advance(issued.At);
                break;
            case KeyRevoked revoked:
                _keys[revoked.Id] = _keys[revoked.Id] with { RevokedAt = revoked.At };
                Advance(revoked.At);
                break;
            case WebhookRegistered registered:
                _webhooks.Add(registered.Id, new Webhook(registered, [], null));
                Advance(registered.At);
                break;
            case WebhookSecretRotated rotated:
                _webhooks[rotated.Id] = _webhooks[rotated.Id] with { Rotations = _webhooks[rotated.Id].Rotations.Add(rotated) };
                Advance(rotated.At);
                break;
            case WebhookRemoved removed:
                _webhooks[removed.Id] = _webhooks[removed.Id] with { RemovedAt = removed.At };
                Advance(removed.At);
                break;
            case Requests.AnswerKept:
                // It leaves no trace here, and so none in time either: the state must be what its carried facts make.
                break;
            default:
                if (ApplyShared(fact))
                    break;
                throw new InvalidOperationException($"The control stream does not know the fact {fact.GetType().Name}.");
        }
    }

    /// <summary>The facts that make this state again from nothing: what a snapshot holds.</summary>
    public IEnumerable<Fact> Carry()
    {
        if (Environment is null)
            yield break;
        foreach (Fact shared in CarryShared())
            yield return shared;
        foreach (Key key in _keys.Values)
        {
            yield return key.Issued;
            if (key.RevokedAt is { } at)
                yield return new KeyRevoked(key.Issued.Id, at);
        }

        foreach (Webhook webhook in _webhooks.Values)
        {
            yield return webhook.Registered;
            foreach (WebhookSecretRotated rotation in webhook.Rotations)
                yield return rotation;
            if (webhook.RemovedAt is { } at)
                yield return new WebhookRemoved(webhook.Id, at);
        }

        foreach (Fact clock in CarryClock())
            yield return clock;
    }

    protected override void Enter(Account account) => _accounts.Add(account.Id, account);

    protected override void Enter(AttributesSet set) => _accounts[set.AccountId] = _accounts[set.AccountId] with { Attributes = set.Attributes };
}

/// <summary>A key as the ledger knows it: never the key itself.</summary>
public sealed record Key(KeyIssued Issued, RecordedAt? RevokedAt);
