using Tollgate.Engine.Time;

namespace Tollgate.Engine.Environments;

/// <summary>Makes an environment; the first command of its control stream.</summary>
public sealed record CreateEnvironment(
    string Id,
    EnvironmentKind Kind,
    RecordedAt? Clock,
    int AcceptanceWindowDays,
    int GraceHours
) : Command<EnvironmentCreated>;

/// <summary>Moves a test environment's clock forward.</summary>
public sealed record AdvanceClock(RecordedAt To) : Command<ClockAdvanced>;
