namespace Tollgate.Simulator.Model;

/// <summary>
/// A contract's months in a zone that stands a fixed number of hours from UTC. Zones with daylight saving have tests of their own; what is
/// simulated here is what happens around the boundaries.
/// </summary>
internal sealed class Months(bool fromCalendar, long start, int offsetHours)
{
    private readonly DateTime _origin = fromCalendar ? FirstOfMonth(Local(start, offsetHours)) : Local(start, offsetHours);

    /// <summary>Where month <paramref name="index"/> begins, and the one before it ends. The first begins with the contract.</summary>
    public long Boundary(long index) => index == 0 ? start : Nominal(index);

    /// <summary>Where the month would begin if the contract had not begun inside it.</summary>
    public long Nominal(long index) => Utc(_origin.AddMonths((int)index), offsetHours);

    public long IndexOf(long time)
    {
        long index = 0;
        while (Boundary(index + 1) <= time)
            index++;
        return index;
    }

    /// <summary>The share of month <paramref name="index"/> that its part up to <paramref name="to"/> is, in whole days.</summary>
    /// <param name="terminates">The contract ends there, so the day is still its own.</param>
    public (long Days, long Of) Share(long index, long to, bool terminates)
    {
        long all = Days(Nominal(index), Nominal(index + 1));
        long from = Boundary(index);
        if (from == to)
            return (0, all);
        long days = terminates ? Days(from, to - 1) + 1 : Days(from, to);
        return (Math.Min(days, all), all);
    }

    private long Days(long from, long to) => (long)(Local(to, offsetHours).Date - Local(from, offsetHours).Date).TotalDays;

    private static DateTime Local(long at, int offsetHours) => DateTime.UnixEpoch.AddMicroseconds(at).AddHours(offsetHours);

    private static long Utc(DateTime local, int offsetHours) => (local.AddHours(-offsetHours) - DateTime.UnixEpoch).Ticks / 10;

    private static DateTime FirstOfMonth(DateTime local) => new(local.Year, local.Month, 1, 0, 0, 0, DateTimeKind.Utc);
}
