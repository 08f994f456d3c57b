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

        if (command.To < clock)
            return new Rejection(RejectionKind.Conflict, "clock_goes_back", $"The clock stands at {clock} and only moves forward.", "/to");

        var advanced = new ClockAdvanced(command.To);
        return Outcome.Of(advanced, advanced);
    }
}
