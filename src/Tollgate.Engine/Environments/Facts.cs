using Tollgate.Engine.Time;

namespace Tollgate.Engine.Environments;

public enum EnvironmentKind
{
    Live,
    Test,
}

/// <summary>The first fact of an environment's control stream.</summary>
/// <param name="Clock">Where a clock that only moves when it is told to starts; null is the real time.</param>
/// <param name="AcceptanceWindowDays">How old an event may be when it arrives, in days of 24 hours.</param>
/// <param name="GraceHours">How long after its date an invoice stays a draft.</param>
public sealed record EnvironmentCreated(
    string Id,
    EnvironmentKind Kind,
    RecordedAt? Clock,
    int AcceptanceWindowDays,
    int GraceHours,
    RecordedAt At
) : Fact;

/// <summary>A test environment's clock moved forward.</summary>
public sealed record ClockAdvanced(RecordedAt To) : Fact;

/// <summary>
/// A shard wrote an item of the control stream that concerns it into its own journal, before using it.
/// </summary>
/// <param name="Position">The item's place in the control stream: the shard has seen all up to here.</param>
public sealed record ControlAdopted(FactPosition Position, Fact Item) : Fact;
