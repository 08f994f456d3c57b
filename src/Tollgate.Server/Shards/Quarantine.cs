using Tollgate.Engine;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;

namespace Tollgate.Server.Shards;

/// <summary>
/// Commands whose facts could not be applied: each cost a reload, and must not cost another when it is sent again. They are remembered by
/// what they are about until the process ends; the oldest of many is forgotten.
/// </summary>
internal sealed class Quarantine
{
    private const int Most = 10_000;

    private readonly HashSet<object> _held = [];
    private readonly Queue<object> _order = new();

    public static readonly Rejection Refusal = new(
        RejectionKind.Fault,
        "internal_error",
        "Tollgate could not apply what this request leads to. It was set aside, nothing has changed, and sending it again will not help; the log tells more."
    );

    public bool IsEmpty => _held.Count == 0;

    public bool Holds(Command command) => _held.Count > 0 && _held.Contains(Identity(command));

    public void Add(Command command)
    {
        object identity = Identity(command);
        if (!_held.Add(identity))
            return;
        _order.Enqueue(identity);
        if (_order.Count > Most)
            _held.Remove(_order.Dequeue());
    }

    /// <summary>An event is the same whatever is said about it the second time; other commands are the same when all of them is.</summary>
    public static object Identity(Command command) => command switch
    {
        ReportUsage { Usage: var usage } => (usage.AccountId, usage.Source, usage.Id),
        ConsumeUnits consume => (consume.Request.AccountId, consume.Source, consume.EventId),
        _ => command,
    };
}
