using Tollgate.Engine.Time;

namespace Tollgate.Engine.Environments;

public static class ClockAdvance
{
    public static Outcome Decide(Register register, AdvanceClock command)
    {
        if (register.Clock is not { } clock)
        {
            return new Rejection(
                RejectionKind.Conflict,
                "clock_not_movable",
                "This environment runs on the real time. Only a test environment made with a clock of its own can be advanced."
            );
        }

        if (Refuse(command.To, "/to") is { } refused)
            return refused;
        if (command.To < clock)
            return new Rejection(RejectionKind.Conflict, "clock_goes_back", $"The clock stands at {clock} and only moves forward.", "/to");

        var advanced = new ClockAdvanced(command.To);
        return Outcome.Of(advanced, advanced);
    }

    /// <summary>Null when a clock may stand there.</summary>
    public static Rejection? Refuse(RecordedAt to, string pointer) => BillableTime.Contains(to)
        ? null
        : new Rejection(
            RejectionKind.Invalid,
            "clock_out_of_range",
            $"A clock stands at {BillableTime.Start} or later and before {BillableTime.End}.",
            pointer
        );
}
