namespace Tollgate.Storage.Projections;

/// <summary>Hours and minutes of instants in microseconds, also before 1970.</summary>
internal static class Minutes
{
    public const long Long = 60_000_000;
    public const long HourLong = 60 * Long;

    /// <summary>The start of the hour, and the minute in it.</summary>
    public static (long Hour, int Minute) Of(long microseconds)
    {
        long hour = Floor(microseconds, HourLong);
        return (hour, (int)((microseconds - hour) / Long));
    }

    /// <summary>The last whole multiple that is not after the instant.</summary>
    public static long Floor(long microseconds, long unit)
    {
        long rest = microseconds % unit;
        return rest < 0 ? microseconds - rest - unit : microseconds - rest;
    }

    public static long Ceiling(long microseconds, long unit)
    {
        long floor = Floor(microseconds, unit);
        return floor == microseconds ? floor : floor + unit;
    }
}
