using Tollgate.Engine;
using Tollgate.Engine.Environments;
using Tollgate.Server.Shards;
using Tollgate.Simulator.Workload;
using Tollgate.Simulator.World;
using Tollgate.Storage.HighWater;
using Tollgate.Storage.Journal;

namespace Tollgate.Simulator.Nodes;

/// <summary>One process of the server: the streams of all environments, and the calls that wait for their answers.</summary>
internal sealed class Node
{
    private readonly Disk _disk;
    private readonly Layout _layout;
    private readonly List<Call> _calls = [];
    private readonly List<ISeat> _seats = [];

    /// <summary>An operation that has entered its stream.</summary>
    private sealed record Call(Operation Operation, Turn First)
    {
        /// <summary>The last that it led to.</summary>
        public Turn Turn { get; set; } = First;

        /// <summary>What was decided before the last turn; null while that is the first.</summary>
        public Decided? Before { get; set; }

        /// <summary>A control operation that is durable, and waits for the shards to have taken it over.</summary>
        public Answer? WaitsForShards { get; set; }
    }

    public Node(int number, Disk disk, SimClock clock, Layout layout)
    {
        Number = number;
        _disk = disk;
        _layout = layout;
        Rows = new Rows(disk, Power);
        foreach (string environment in layout.Environments)
        {
            var control = new Seat<Register>(disk, Power, clock, layout.Identity(StreamId.Control(environment)), layout.ControlTerms(this), Stop);
            Controls.Add(environment, control);
            _seats.Add(control);
            for (int i = 0; i < layout.Shards; i++)
            {
                var shard = new Seat<Books>(disk, Power, clock, layout.Identity(StreamId.OfShard(environment, i)), layout.ShardTerms(this), Stop);
                Shards.Add(shard.Stream.ToString(), shard);
                Followers.Add((environment, new Follower(control, shard)));
                _seats.Add(shard);
            }
        }
    }

    public int Number { get; }

    public Power Power { get; } = new();

    public Rows Rows { get; }

    public SortedDictionary<string, Seat<Register>> Controls { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Seat<Books>> Shards { get; } = new(StringComparer.Ordinal);

    public List<(string Environment, Follower Follower)> Followers { get; } = [];

    public IReadOnlyList<ISeat> Seats => _seats;

    public bool IsQuiet => _calls.Count == 0 && _seats.TrueForAll(seat => seat.IsQuiet)
        && Followers.TrueForAll(follower => follower.Follower.Reached(Controls[follower.Environment].Committed.Seq));

    /// <summary>Refuses a store that has gone backwards; then takes every stream over.</summary>
    public void Start()
    {
        HighWaterMark.RefuseMissing(new SimFolder(_disk, Power, "marks", IoPoint.BeforeMark, IoPoint.AfterMark), _ => true);
        Rows.Open(_seats.Select(seat => seat.Journal));
        foreach (ISeat seat in _seats)
            seat.CheckMark();
        foreach (ISeat seat in _seats)
            seat.Start();
        foreach ((string environment, Follower follower) in Followers)
            follower.Wanted = Controls[environment].Committed.Seq;
    }

    public void Take(Operation operation)
    {
        ISeat seat = _seats.Find(seat => seat.Stream == operation.Stream)!;
        Turn turn = operation.Turn(seat.Ids);
        _calls.Add(new Call(operation, turn));
        seat.Enter(turn);
    }

    public void Act(Chance chance)
    {
        if (chance.Below(8) == 0)
            Follow(chance.Of(Followers));
        else
            chance.Of(_seats).Act(chance);
    }

    /// <summary>The answers that may leave by now.</summary>
    public IEnumerable<(Operation Operation, Answer Answer)> Answers()
    {
        for (int i = 0; i < _calls.Count && !Power.IsOff; i++)
        {
            Call call = _calls[i];
            if (Answer(call) is not { } answer)
                continue;
            _calls.RemoveAt(i--);
            yield return (call.Operation, answer);
        }
    }

    public void Finish()
    {
        foreach (ISeat seat in _seats)
            seat.Finish();
    }

    private void Stop(Exception why) => Power.Cut();

    private Answer? Answer(Call call)
    {
        if (call.WaitsForShards is { } waiting)
            return Followers.TrueForAll(follower => follower.Environment != call.Operation.Stream.Environment || follower.Follower.Reached(waiting.AsOf.Seq)) ? waiting : null;
        Answer? answer;
        try
        {
            if (AsksAgain(call))
                return null;
            answer = call.Operation.Answered(call.Turn, call.Before, JournalOf(call.Operation.Stream));
        }
        catch (Exception error) when (error is StreamUnavailableException or JournalException or IdempotencyKeyReusedException)
        {
            return new Answer(default, Error: error);
        }

        if (answer is null || call.Operation.Stream.Shard is not null || answer.IsRead)
            return answer;
        call.WaitsForShards = answer;
        foreach ((string environment, Follower follower) in Followers)
        {
            if (environment == call.Operation.Stream.Environment)
                follower.Wanted = Math.Max(follower.Wanted, answer.AsOf.Seq);
        }

        return null;
    }

    /// <summary>Of which part was granted before, only the first receipt knows: it is read, and the part is asked about again.</summary>
    private bool AsksAgain(Call call)
    {
        if (call.Before is not null || call.Turn is not SubmissionTurn { Done.IsCompletedSuccessfully: true } turn)
            return false;
        Decided decided = turn.Done.GetAwaiter().GetResult();
        if (decided.FirstAnswer is not null || !FirstReceipts.AreNeeded(decided.Outcomes))
            return false;
        Submission again = FirstReceipts.Again(JournalOf(call.Operation.Stream), turn.Submission, decided);
        ISeat seat = _seats.Find(seat => seat.Stream == call.Operation.Stream)!;
        call.Before = decided;
        call.Turn = new SubmissionTurn(again)
        {
            Probes = Verdicts.Probe(seat.Ids, again.Commands),
            KeyProbe = again.Key is { } key ? seat.Ids.Probe(seat.Ids.Keys.OfIdempotencyKey(key.Scoped)) : null,
        };
        seat.Enter(call.Turn);
        return true;
    }

    private void Follow((string Environment, Follower Follower) one)
    {
        // As the product does in the background: whatever is durable is followed, whether or not somebody waits for it.
        one.Follower.Wanted = Math.Max(one.Follower.Wanted, Controls[one.Environment].Committed.Seq);
        if (one.Follower.Act() is null)
            return;
        // Whoever waits is told, and the shards have it the next time.
        for (int i = _calls.Count - 1; i >= 0; i--)
        {
            if (_calls[i].WaitsForShards is not null && _calls[i].Operation.Stream.Environment == one.Environment)
                _calls.RemoveAt(i);
        }
    }

    private IJournalReader JournalOf(StreamId stream) => stream.Shard is null ? Controls[stream.Environment].Journal : Shards[stream.ToString()].Journal;
}
