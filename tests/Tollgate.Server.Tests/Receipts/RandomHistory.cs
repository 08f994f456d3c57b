using System.Globalization;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Time;
using Tollgate.Server.Entitlements;
using Tollgate.Server.Shards;
using Tollgate.Server.Tests.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Tests.Receipts;

/// <summary>Checks, consumes and events at random, some again; blocks written or lost; the server started again.</summary>
internal sealed class RandomHistory(int seed)
{
    private static readonly string[] Accounts = ["a", "crm:c-a", "b", "nobody"];
    private static readonly string[] Features = ["calls", "calls", "calls", "none"];

    private readonly Random _random = new(seed);
    private readonly List<(ConsumeUnits[] Consumes, Task<Decided> Reply)> _asked = [];
    private readonly List<(TakenDecision Taken, bool Lost)> _decisions = [];

    public CoreRig Rig { get; } = CoreRig.WithWorld();

    public IReadOnlyList<(TakenDecision Taken, bool Lost)> Decisions => _decisions;

    public void Step()
    {
        // Also backwards: the shard's time does not go with it.
        Rig.Real = new RecordedAt(Rig.Real.Microseconds + _random.Next(-1_000_000, 10_000_000));
        switch (_random.Next(20))
        {
            case < 7:
                ConsumeUnits[] consumes = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Consume())];
                _asked.Add((consumes, Rig.Submit([.. consumes])));
                break;
            case < 9:
                Rig.Submit(World.Event($"e{_random.Next(30)}", quantity: _random.Next(3).ToString(CultureInfo.InvariantCulture)));
                break;
            case < 15:
                if (TakenDecisions.Check(Rig, Consume().Request) is { } taken)
                    _decisions.Add((taken, false));
                break;
            case < 18 when Rig.WithWriter > 0:
                Rig.Write();
                break;
            case 18 when Rig.WithWriter > 0:
                Lose(yetWritten: _random.Next(2) == 0);
                break;
            default:
                Rig.WriteAll();
                break;
        }
    }

    public void End()
    {
        Rig.WriteAll();
        // Of what was lost nobody was told.
        foreach ((ConsumeUnits[] consumes, Task<Decided> reply) in _asked.Where(asked => asked.Reply.IsCompletedSuccessfully))
        {
            for (int i = 0; i < consumes.Length; i++)
            {
                if (TakenDecisions.Of(consumes[i], reply.Now(), i) is { } taken)
                    _decisions.Add((taken, false));
            }
        }
    }

    private void Lose(bool yetWritten)
    {
        Rig.Fail(new JournalUnavailableException("lost"), yetWritten);
        long durable = Rig.Journal.Head.Seq;
        for (int i = 0; i < _decisions.Count; i++)
            _decisions[i] = (_decisions[i].Taken, _decisions[i].Lost || _decisions[i].Taken.Moment.AsOf.Seq > durable);
        Rig.Load();
    }

    private ConsumeUnits Consume()
    {
        ConsumeUnits consume = World.Consume($"c{_random.Next(20)}", _random.Next(4).ToString(CultureInfo.InvariantCulture), Accounts[_random.Next(Accounts.Length)]);
        EntitlementRequest request = consume.Request with
        {
            Feature = Features[_random.Next(Features.Length)],
            At = _random.Next(4) == 0 ? new EffectiveAt(World.Now.Microseconds - _random.NextInt64(7_200_000_000)) : null,
        };
        return consume with { Request = request };
    }
}
