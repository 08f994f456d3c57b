using Tollgate.Simulator.World;

namespace Tollgate.Simulator.Workload;

/// <summary>What is on its way between clients and processes: lost, doubled, and in any order.</summary>
internal sealed class Network(Faults faults)
{
    private readonly List<Operation> _requests = [];
    private readonly List<(Operation Operation, Answer Answer)> _replies = [];

    /// <summary>Percent of messages that something happens to.</summary>
    public int Trouble { get; set; }

    public bool IsEmpty => _requests.Count == 0 && _replies.Count == 0;

    public void Send(Operation operation, Chance chance) => Put(_requests, operation, chance, FaultKind.RequestDropped, FaultKind.RequestDoubled);

    public void Send(Operation operation, Answer answer, Chance chance) => Put(_replies, (operation, answer), chance, FaultKind.ReplyDropped, FaultKind.ReplyDoubled);

    public Operation? TakeRequest(Chance chance)
    {
        if (_requests.Count == 0)
            return null;
        int at = chance.Below(_requests.Count);
        if (at > 0)
            faults.Note(FaultKind.RequestReordered);
        Operation taken = _requests[at];
        _requests.RemoveAt(at);
        return taken;
    }

    public (Operation Operation, Answer Answer)? TakeReply(Chance chance)
    {
        if (_replies.Count == 0)
            return null;
        int at = chance.Below(_replies.Count);
        (Operation, Answer) taken = _replies[at];
        _replies.RemoveAt(at);
        return taken;
    }

    private void Put<T>(List<T> way, T message, Chance chance, FaultKind dropped, FaultKind doubled)
    {
        int luck = chance.Below(200);
        if (luck < Trouble)
        {
            faults.Note(dropped);
            return;
        }

        way.Add(message);
        if (luck >= 200 - Trouble)
        {
            faults.Note(doubled);
            way.Add(message);
        }
    }
}
