using Tollgate.Engine;
using Tollgate.Storage.Index;

namespace Tollgate.Storage.Tests.Index;

/// <summary>The index beside dictionaries, through everything that can happen to it, while the clock goes on.</summary>
public class IndexModelTests
{
    private const int Names = 400;
    private const int Accounts = 5;

    [Fact]
    public void Agrees_with_dictionaries_through_sealing_merging_forgetting_losing_and_restarting() => Seeds.Hold(25, random =>
    {
        using var world = new World(random);
        for (int step = 0; step < 2_500; step++)
            world.Step();
        world.CompareAll();
    });

    private sealed class World(System.Random random) : IDisposable
    {
        private readonly IndexRig _rig = new();
        private readonly Dictionary<string, Known> _events = [];
        private readonly Dictionary<string, Known> _keys = [];
        private readonly List<(string Account, long Time, long Seq)> _usage = [];
        private readonly Stack<Action> _undo = [];
        private readonly Queue<(string Name, IndexProbe Probe)> _probes = new();

        private sealed record Known(FactPosition First, long Latest, List<FactPosition> Receipts);

        public void Step()
        {
            switch (random.Next(100))
            {
                case < 40:
                    Send("e" + random.Next(Names), null);
                    break;
                case < 50:
                    string early = "e" + random.Next(Names);
                    _probes.Enqueue((early, _rig.Index.Probe(IndexRig.KeyOf(early))));
                    break;
                case < 58:
                    if (_probes.TryDequeue(out (string Name, IndexProbe Probe) queued))
                        Send(queued.Name, queued.Probe);
                    break;
                case < 66:
                    Ask("k" + random.Next(Names));
                    break;
                case < 83:
                    _rig.Write();
                    _undo.Clear();
                    break;
                case < 85:
                    _rig.Lose();
                    Undo();
                    break;
                case < 94:
                    _rig.Index.Step();
                    break;
                case < 96:
                    _rig.Now += random.NextInt64(IndexRig.Day);
                    break;
                case < 97:
                    _probes.Clear();
                    _rig.Restart();
                    _rig.Refused.ShouldBeNull();
                    Undo();
                    break;
                default:
                    CompareEvent("e" + random.Next(Names));
                    CompareBlocks();
                    break;
            }
        }

        public void CompareAll()
        {
            _rig.Write();
            _undo.Clear();
            _rig.Rest();
            for (int i = 0; i < Names; i++)
                CompareEvent($"e{i}");
            _rig.Index.Verify();
        }

        public void Dispose() => _rig.Dispose();

        private void Send(string id, IndexProbe? probe)
        {
            Verdict verdict = _rig.Index.Resolve(probe ?? _rig.Index.Probe(IndexRig.KeyOf(id)));
            Known? known = Check(_events, id, verdict, IndexRig.WindowDays);
            if (verdict.Known)
            {
                FactPosition again = _rig.Repeat(id, verdict.First);
                known!.Receipts.Add(again);
                _undo.Push(() => known.Receipts.Remove(again));
                return;
            }

            // The engine refuses what is older than the window.
            long time = _rig.Now + 300_000_000 - random.NextInt64(IndexRig.WindowDays * IndexRig.Day);
            FactPosition first = _rig.Count(id, time);
            Put(_events, id, new(first, Math.Max(time, _rig.Now), []));
            string account = "acct_1";
            if (random.Next(2) == 0)
                first = _rig.Count($"other{first}", time, account = $"acct_{random.Next(1, Accounts)}");
            _usage.Add(("acct_1", time, first.Seq));
            _usage.Add((account, time, first.Seq));
            _undo.Push(() => _usage.RemoveRange(_usage.Count - 2, 2));
        }

        private void Ask(string key)
        {
            Verdict verdict = _rig.Index.Find(IndexRig.Keys.OfIdempotencyKey(key));
            Check(_keys, key, verdict, Remembering.RequestKeyDays);
            if (!verdict.Known)
                Put(_keys, key, new(_rig.Keep(key), _rig.Now, []));
        }

        /// <summary>What can still be accepted again is known; what never came is not; in between it may be either.</summary>
        private Known? Check(Dictionary<string, Known> model, string name, Verdict verdict, int days)
        {
            Known? known = model.GetValueOrDefault(name);
            if (known is null)
                verdict.Known.ShouldBeFalse(name);
            else if (known.Latest >= _rig.Now - (days * IndexRig.Day))
                verdict.Known.ShouldBeTrue($"{name} at {known.First}");
            if (verdict.Known)
            {
                verdict.First.ShouldBe(known!.First);
                verdict.Committed.ShouldBe(verdict.First.Seq <= _rig.Journal.Head.Seq);
            }

            return known;
        }

        private void Put(Dictionary<string, Known> model, string name, Known known)
        {
            Known? before = model.GetValueOrDefault(name);
            model[name] = known;
            _undo.Push(() =>
            {
                if (before is null)
                    model.Remove(name);
                else
                    model[name] = before;
            });
        }

        private void Undo()
        {
            while (_undo.TryPop(out Action? back))
                back();
        }

        private void CompareEvent(string id)
        {
            IndexedEvent? found = _rig.Index.Event(_rig.Index.Newest(IndexRig.KeyOf(id)));
            if (found is not null)
                found.First.Seq.ShouldBeLessThanOrEqualTo(_rig.Journal.Head.Seq);
            if (!_events.TryGetValue(id, out Known? known) || known.First.Seq > _rig.Journal.Head.Seq)
                return;
            bool isRemembered = known.Latest >= _rig.Now - (IndexRig.WindowDays * IndexRig.Day);
            if (found is null)
                isRemembered.ShouldBeFalse(id);
            else if (isRemembered)
                found.Receipts.ShouldBe(known.Receipts.Where(at => at.Seq <= _rig.Journal.Head.Seq));
        }

        private void CompareBlocks()
        {
            string account = $"acct_{random.Next(1, Accounts + 1)}";
            long from = _rig.Now - random.NextInt64(40 * IndexRig.Day);
            long to = from + random.NextInt64(10 * IndexRig.Day);
            IReadOnlyList<long> found = _rig.Index.BlocksOf(account, new(from), new(to));
            found.ShouldBe(found.Order().Distinct());
            long last = _rig.Journal.Head.Seq;
            long[] wanted = [.. _usage.Where(u => u.Account == account && u.Time >= from && u.Time < to && u.Seq <= last).Select(u => u.Seq).Distinct()];
            wanted.Except(found).ShouldBeEmpty();
            found.Except(_usage.Where(u => u.Account == account).Select(u => u.Seq)).ShouldBeEmpty();
        }
    }
}
