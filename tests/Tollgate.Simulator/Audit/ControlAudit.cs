using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Requests;
using Tollgate.Simulator.Workload;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.Audit;

/// <summary>Reads a control stream as it becomes durable, and holds what its shards must be told.</summary>
internal sealed class ControlAudit(Client client)
{
    private readonly HashSet<string> _accounts = new(StringComparer.Ordinal);
    private long? _clock;

    /// <summary>Everything in it, by position.</summary>
    public SortedDictionary<FactPosition, Fact> Items { get; } = [];

    public KeptAnswers Kept { get; } = new();

    public int Versions { get; private set; }

    public bool Has(string account) => _accounts.Contains(account);

    public void Observe(Block block)
    {
        for (int i = 0; i < block.Facts.Count; i++)
        {
            Items.Add(block.PositionOf(i), block.Facts[i]);
            Observe(block.Facts[i], block.PositionOf(i));
        }
    }

    private void Observe(Fact fact, FactPosition at)
    {
        switch (fact)
        {
            case AccountRegistered { Account.Id: var id }:
                Must.Hold(_accounts.Add(id), "counted once", $"the account {id} is registered again at {at}");
                break;
            case CatalogPublished published:
                Must.Hold(published.Version == ++Versions, "catalog versions rise by one", $"{published.Version} came at {at}, where {Versions} was due");
                Must.Hold(client.Documents.ContainsKey(published.Document), "nothing is made up", $"nobody sent the catalog at {at}");
                break;
            case ClockAdvanced { To.Microseconds: var to }:
                Must.Hold(_clock is not { } before || to >= before, "time never goes back", $"the clock went from {_clock} to {to} at {at}");
                _clock = to;
                break;
            case AttributesSet set:
                Must.Hold(client.AttributesWanted.Contains((set.AccountId, Client.Text(set.Attributes))), "nothing is made up", $"nobody said {set} at {at}");
                break;
            case AnswerKept kept:
                Kept.Observe(kept, at);
                break;
            case EnvironmentCreated created:
                Must.Hold(at == default, "counted once", $"the environment is created at {at}");
                _clock = created.Clock?.Microseconds;
                break;
        }
    }
}
