namespace Tollgate.Simulator.Model;

internal enum WindowLength
{
    Minute,
    Hour,
    Day,
    Week,
    Month,
}

/// <summary>At most so many units in each window of the calendar.</summary>
/// <param name="Each">For every subject by itself.</param>
internal sealed record WindowSaid(WindowLength Per, decimal Units, bool Each)
{
    public string Name => $"per_{Per.ToString().ToLowerInvariant()}{(Each ? "_each_subject" : "")}";
}

/// <summary>Somebody wants to know when a window's usage reaches so many units.</summary>
internal sealed record BurnRateSaid(WindowLength Per, decimal Units);

/// <summary>
/// What was used of a meter, by calendar windows of one length. All of it is kept; what is forgotten is told from it: only the newest few windows that anything was used in are remembered.
/// </summary>
/// <param name="each">Usage without a subject is nobody's.</param>
internal sealed class ModelWindows(WindowLength per, bool each, long contractStart, int offsetHours)
{
    private readonly SortedDictionary<long, List<(string Subject, decimal Units)>> _used = [];

    private IEnumerable<long> NewestFirst => _used.Keys.Reverse();

    private int Remembered => per == WindowLength.Minute ? 8 : 3;

    /// <summary>The window that holds an instant; the first day, week and month begin with the contract.</summary>
    public (long Start, long End) At(long at)
    {
        DateTime local = DateTime.UnixEpoch.AddMicroseconds(at).AddHours(offsetHours);
        (DateTime from, DateTime to) = per switch
        {
            WindowLength.Minute => (local.Date.AddMinutes(Math.Floor(local.TimeOfDay.TotalMinutes)), local.Date.AddMinutes(Math.Floor(local.TimeOfDay.TotalMinutes) + 1)),
            WindowLength.Hour => (local.Date.AddHours(local.Hour), local.Date.AddHours(local.Hour + 1)),
            WindowLength.Day => (local.Date, local.Date.AddDays(1)),
            WindowLength.Week => (Monday(local.Date), Monday(local.Date).AddDays(7)),
            _ => (new DateTime(local.Year, local.Month, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(local.Year, local.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1)),
        };
        long start = Utc(from);
        return (per >= WindowLength.Day ? Math.Max(start, contractStart) : start, Utc(to));
    }

    public bool IsForgotten(long start) => NewestFirst.Skip(Remembered).Take(1).Any(last => start <= last);

    /// <summary>Nothing is known of one that is forgotten.</summary>
    public decimal Used(long start, string? subject) => !IsForgotten(start) && _used.TryGetValue(start, out var used) ? used.Where(one => !each || one.Subject == subject).Sum(one => one.Units) : 0;

    public void Add(long at, string? subject, decimal units)
    {
        if (units == 0 || (each && subject is null))
            return;
        long start = At(at).Start;
        if (!_used.TryGetValue(start, out var used))
            _used.Add(start, used = []);
        used.Add((each ? subject! : "", units));
    }

    /// <summary>All that is remembered; empty when nothing ever was.</summary>
    public override string ToString() => _used.Count == 0 ? "" : string.Join("; ", NewestFirst.Take(Remembered).Reverse().Select(start => $"{start}: " + Text(_used[start]
        .GroupBy(one => one.Subject)
        .Select(of => (of.Key, of.Sum(one => one.Units)))))) + $", behind {(_used.Count > Remembered ? NewestFirst.ElementAt(Remembered) : null)}";

    /// <summary>As the auditor writes what the product counts.</summary>
    public static string Text(IEnumerable<(string Subject, decimal Units)> counts) =>
        string.Join(", ", counts.OrderBy(one => one.Subject, StringComparer.Ordinal).Select(one => FormattableString.Invariant($"{one.Units:0.#########} of '{one.Subject}'")));

    private long Utc(DateTime local) => (local.AddHours(-offsetHours) - DateTime.UnixEpoch).Ticks / 10;

    private static DateTime Monday(DateTime day)
    {
        while (day.DayOfWeek != DayOfWeek.Monday)
            day = day.AddDays(-1);
        return day;
    }
}
