using Tollgate.Engine.Time;

namespace Tollgate.Engine;

/// <summary>
/// The state of one stream: an environment's <see cref="Environments.Register"/> or a shard's <see cref="Books"/>. Deciding changes nothing,
/// applying decides nothing, and neither looks at anything outside its arguments.
/// </summary>
public interface IStreamState
{
    /// <summary>The instant to record at, given the real time: a movable clock's own, and never before what was recorded already.</summary>
    RecordedAt Time(RecordedAt real);

    /// <summary>What fell due for whom a command touches, to be applied before it is decided.</summary>
    IReadOnlyList<Fact> Due(Command command, RecordedAt at);

    Outcome Decide(Command command, RecordedAt at);

    /// <exception cref="InvalidOperationException">The fact cannot follow on what was applied so far.</exception>
    void Apply(Fact fact);

    /// <summary>The facts that make this state again from nothing: what a snapshot holds.</summary>
    IEnumerable<Fact> Carry();
}
