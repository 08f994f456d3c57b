using Tollgate.Engine.Time;

namespace Tollgate.Engine.Metering;

/// <summary>Events are accepted from so many days before now to five minutes after it.</summary>
public static class AcceptanceWindow
{
    private const long MicrosecondsPerDay = 86_400_000_000;
    private const long Ahead = 300_000_000;

    /// <summary>The latest time that an event accepted at an instant has.</summary>
    public static EffectiveAt Latest(RecordedAt now) => new(now.Microseconds + Ahead);

    /// <summary>The earliest instant at which an event of a time is accepted.</summary>
    public static RecordedAt Earliest(EffectiveAt time) => new(time.Microseconds - Ahead);

    /// <summary>Null when an event of that time is accepted now.</summary>
    public static Rejection? Refuse(EffectiveAt time, RecordedAt now, int days)
    {
        if (time > Latest(now))
        {
            return new Rejection(
                RejectionKind.Invalid,
                "event_in_future",
                $"The event is of {time}, more than five minutes after now, {now}.",
                "/timestamp"
            );
        }

        if (time.Microseconds < now.Microseconds - (days * MicrosecondsPerDay))
        {
            return new Rejection(
                RejectionKind.Invalid,
                "event_too_old",
                $"The event is of {time}, more than {days} days before now, {now}.",
                "/timestamp"
            );
        }

        return null;
    }
}
