using Tollgate.Engine.Ledger;
using Tollgate.Simulator.Audit;
using Tollgate.Simulator.World;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.Workload;

// Wallets that ask for more by themselves, and whoever collects the money.
internal sealed partial class Client
{
    private readonly List<(StreamId Stream, string Grant)> _asked = [];

    /// <summary>How wallets were wanted to be topped up.</summary>
    public HashSet<string> TopUps { get; } = new(StringComparer.Ordinal);

    /// <summary>A wallet asks for more, and that is durable, so that somebody hears of it.</summary>
    public void Asked(StreamId stream, string grant)
    {
        if (!_asked.Contains((stream, grant)))
            _asked.Add((stream, grant));
    }

    private SetTopUp OfTopUp(int account, Chance chance)
    {
        string wallet = chance.Of(Catalogs.Wallets);
        TopUpRule? rule = chance.Percent(12) ? null : new TopUpRule(Engine.Numbers.Units.Parse($"{chance.Between(1, 6)}"), Engine.Numbers.Units.Parse($"{chance.Between(1, 12)}"), chance.Percent(40) ? chance.Between(1, 3) : null);
        TopUps.Add(ShardAudit.Text(NameOf(account), wallet, rule));
        return new SetTopUp(NameOf(account), wallet, rule);
    }

    /// <summary>A wallet is filled, and used soon after: at once, and by what is held before.</summary>
    private void Spending(string environment, int account, StreamId shard, int first)
    {
        var chance = Chance.Of(seed, 0x5BE4D, first);
        _next.Enqueue(number => new Submitting(number, shard, [Grant(environment, account, $"g{number}", chance, toWallet: true), Grant(environment, account, $"g{number}_1", chance, toWallet: true)], null));
        _next.Enqueue(number => new Submitting(number, shard, [Reserve(environment, account, $"r{number}", chance)], null));
        _next.Enqueue(number => new Submitting(number, shard, [Consume(environment, account, chance), Report(environment, NameOf(account), chance), Consume(environment, account, chance)], null));
        _next.Enqueue(number => new Submitting(number, shard, [OfReservation(shard, environment, account, number, chance, settles: true)], null));
    }

    /// <summary>The payment went well or it failed; some are answered again, otherwise too, and some never.</summary>
    private Submitting? Answering(int number, Chance chance)
    {
        if (_asked.Count == 0)
            return null;
        (StreamId stream, string grant) = chance.Percent(60) ? _asked[^1] : chance.Of(_asked);
        if (chance.Percent(65))
        {
            Paid.Add(grant);
            return new Submitting(number, stream, [new PayGrant(grant)], chance.Percent(30) ? $"k{number}" : null);
        }

        Voided.Add(grant);
        return new Submitting(number, stream, [new VoidGrant(grant, "the payment failed", "somebody")], null);
    }
}
