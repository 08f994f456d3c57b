using NodaTime;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Seats;

/// <summary>
/// How many seats of a feature were held at once, at most, on each local day: what a charge of seats counts. A day is kept as the change that it made, so that a seat of which it is recorded late that it ran out
/// leaves the days since without it. Old days are put together once no line can be made of them any more.
/// </summary>
public sealed class SeatDays
{
    /// <summary>The most days with a change that are kept of one feature: three years and more, beyond every period and every window.</summary>
    public const int MostDays = 1_300;

    private readonly SortedDictionary<string, SortedList<LocalDate, SeatDay>> _features = new(StringComparer.Ordinal);

    /// <summary>By feature: what the days made that are not kept.</summary>
    private readonly Dictionary<string, int> _before = new(StringComparer.Ordinal);

    /// <param name="held">So many are held behind the fact.</param>
    internal void Apply(SeatFact fact, DateTimeZone zone, int held)
    {
        switch (fact)
        {
            case SeatTaken taken:
                Change(fact.Feature, DayOf(taken.At.Microseconds, zone), 1, held);
                break;
            // Whose end falls on midnight has not held it on the day that begins there.
            case SeatReturned returned:
                Change(fact.Feature, DayOf(returned.At.Microseconds - 1, zone), -1, 0);
                break;
            case SeatExpired expired:
                Change(fact.Feature, DayOf(expired.FreeAt.Microseconds - 1, zone), -1, 0);
                break;
        }
    }

    /// <summary>The most seats that were held at once on each of so many days from one on; a day that has not come yet has what is held now and does not run out before.</summary>
    /// <param name="seats">Those that are held: which of them have run out is known before it is recorded.</param>
    internal IEnumerable<int> Of(string feature, LocalDate first, int days, SeatBook seats, DateTimeZone zone)
    {
        int held = _before.GetValueOrDefault(feature);
        SortedList<LocalDate, SeatDay>? changes = _features.GetValueOrDefault(feature);
        LocalDate[] silent = [.. seats.Ends(feature).Select(end => DayOf(end.Microseconds - 1, zone)).Order()];
        (int next, int ended) = (0, 0);
        for (int i = 0; i < days; i++)
        {
            LocalDate day = first.PlusDays(i);
            for (; next < changes?.Count && changes.Keys[next] < day; next++)
                held += changes.Values[next].Change;
            for (; ended < silent.Length && silent[ended] < day; ended++)
                held--;
            int most = next < changes?.Count && changes.Keys[next] == day ? changes.Values[next].Most : 0;
            yield return Math.Max(held, most);
        }
    }

    /// <summary>Puts the days before one together.</summary>
    internal void Forget(LocalDate before)
    {
        foreach ((string feature, SortedList<LocalDate, SeatDay> days) in _features)
        {
            while (days.Count > 0 && days.Keys[0] < before)
                ForgetFirst(feature, days);
        }
    }

    internal void Apply(SeatDaysCarried carried)
    {
        _before[carried.Feature] = carried.Before;
        SortedList<LocalDate, SeatDay> days = _features[carried.Feature] = [];
        foreach (SeatDay day in carried.Days)
            days.Add(DateOf(day.Day), day);
    }

    /// <summary>The facts that make it again.</summary>
    internal IEnumerable<SeatDaysCarried> Carry(string accountId) =>
        _features.Select(feature => new SeatDaysCarried(accountId, feature.Key, _before.GetValueOrDefault(feature.Key), [.. feature.Value.Values]));

    internal static LocalDate DayOf(long microseconds, DateTimeZone zone) => new EffectiveAt(microseconds).ToInstant().InZone(zone).Date;

    private void Change(string feature, LocalDate day, int change, int most)
    {
        if (!_features.TryGetValue(feature, out SortedList<LocalDate, SeatDay>? days))
            _features.Add(feature, days = []);
        SeatDay before = days.GetValueOrDefault(day, new SeatDay(NumberOf(day), 0, 0));
        days[day] = before with { Change = before.Change + change, Most = Math.Max(before.Most, most) };
        if (days.Count > MostDays)
            ForgetFirst(feature, days);
    }

    private void ForgetFirst(string feature, SortedList<LocalDate, SeatDay> days)
    {
        _before[feature] = _before.GetValueOrDefault(feature) + days.Values[0].Change;
        days.RemoveAt(0);
    }

    private static readonly LocalDate Epoch = new(1970, 1, 1);

    private static int NumberOf(LocalDate day) => Period.DaysBetween(Epoch, day);

    private static LocalDate DateOf(int day) => Epoch.PlusDays(day);
}

/// <summary>What became of the seats of a feature on a local day.</summary>
/// <param name="Day">Days since 1 January 1970.</param>
/// <param name="Change">Those that were taken less those that were given up.</param>
/// <param name="Most">The most that were held at once, where any was taken; else 0.</param>
public readonly record struct SeatDay(int Day, int Change, int Most);
