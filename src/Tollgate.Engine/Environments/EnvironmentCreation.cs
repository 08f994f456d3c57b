using Tollgate.Engine.Time;

namespace Tollgate.Engine.Environments;

public static class EnvironmentCreation
{
    public const int DefaultAcceptanceWindowDays = 35;
    public const int MostAcceptanceWindowDays = 400;
    public const int DefaultGraceHours = 24;

    public static Rejection Missing { get; } =
        new(RejectionKind.Conflict, "environment_missing", "The environment has not been created here yet.");

    public static Outcome Decide(Register register, CreateEnvironment command, RecordedAt at)
    {
        if (register.Environment is { } existing)
            return new Rejection(RejectionKind.Conflict, "environment_exists", $"This is the environment '{existing.Id}' already.", "/id");
        if (command.Clock is not null && command.Kind != EnvironmentKind.Test)
            return new Rejection(RejectionKind.Invalid, "clock_not_movable", "Only an environment of kind 'test' can have a clock of its own.", "/clock");
        if (command.Clock is { } clock && ClockAdvance.Refuse(clock, "/clock") is { } refused)
            return refused;
        if (command.AcceptanceWindowDays is < 1 or > MostAcceptanceWindowDays)
            return new Rejection(RejectionKind.Invalid, "acceptance_window_invalid", $"The acceptance window is 1 to {MostAcceptanceWindowDays} days.", "/acceptance_window_days");
        if (command.GraceHours is < 0 or > 24 * 90)
            return new Rejection(RejectionKind.Invalid, "grace_invalid", "The grace window is 0 to 2160 hours.", "/grace_hours");

        var created = new EnvironmentCreated(command.Id, command.Kind, command.Clock, command.AcceptanceWindowDays, command.GraceHours, command.Clock ?? at);
        return Outcome.Of(created, created);
    }
}
