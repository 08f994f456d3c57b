using Tollgate.Engine.Time;

namespace Tollgate.Engine.Seats;

/// <summary>
/// Records which seats have run out. Nothing depends on when that is recorded, since whoever asks sees them as free from their instant on: where many
/// ran out together, some are left for the next time.
/// </summary>
public static class SeatDues
{
    /// <summary>The most that are recorded at once of one account.</summary>
    public const int MostAtOnce = 500;

    /// <param name="more">There are more than are recorded at once.</param>
    public static IReadOnlyList<Fact> Of(SeatBook seats, string accountId, RecordedAt now, out bool more)
    {
        List<Fact> facts = [];
        foreach (Seat seat in seats.RunOut(now))
        {
            more = facts.Count == MostAtOnce;
            if (more)
                return facts;
            facts.Add(Expired(seat, accountId, now));
        }

        more = false;
        return facts;
    }

    internal static SeatExpired Expired(Seat seat, string accountId, RecordedAt now) => new(accountId, seat.Feature, seat.Subject, seat.FreeAt!.Value, now);
}
