using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Metering;

/// <summary>What a contract's plan counts by window: the usage of one meter, for all subjects together or for each by itself.</summary>
public sealed record WindowedMeter(string Meter, WindowUnit Per, bool EachSubject);

/// <summary>
/// How much of a meter was used in each of a few calendar windows, the newest. What is older is forgotten, so that memory stays bounded: usage that comes late for
/// a forgotten window counts nothing here, and nobody knows any more how much of its limit is left.
/// </summary>
public sealed class WindowCounter
{
    /// <summary>Subjects that are counted in one window, each by itself. Whoever comes behind them in it is counted everywhere but here, and denied.</summary>
    public const int MostSubjects = 100_000;

    // Events may be five minutes ahead of the time, so that this many minutes reach from there back behind the one of now.
    private const int MostMinutes = 8;

    /// <summary>The next, the one of now, and the one before it.</summary>
    private const int Most = 3;

    private readonly WindowCalendar _calendar;
    private readonly int _most;

    /// <summary>In the order of their starts.</summary>
    private readonly List<CountedWindow> _windows = [];

    /// <summary>The window that was asked for last, and mostly is again, with what was counted in it; null when that has to be looked for.</summary>
    private CalendarWindow _recent;
    private CountedWindow? _counted;

    internal WindowCounter(WindowedMeter of, WindowCalendar calendar)
    {
        Of = of;
        _calendar = calendar;
        _most = of.Per == WindowUnit.Minute ? MostMinutes : Most;
    }

    public WindowedMeter Of { get; }

    /// <summary>Windows that start here or earlier are forgotten; null while none is.</summary>
    public EffectiveAt? ForgottenThrough { get; private set; }

    public IReadOnlyList<CountedWindow> Windows => _windows;

    public CalendarWindow At(EffectiveAt time)
    {
        if (!_recent.Contains(time))
            (_recent, _counted) = (_calendar.At(time), null);
        return _recent;
    }

    public bool IsForgotten(CalendarWindow window) => window.Start <= ForgottenThrough;

    /// <summary>A window of each subject counts as many as it can, and this one is not among them: nobody knows what it uses.</summary>
    public bool IsUncounted(CalendarWindow window, string? subject) =>
        Of.EachSubject && subject is not null && Find(window.Start)?.Subjects is { Count: >= MostSubjects } counted && !counted.ContainsKey(subject);

    /// <summary>What was counted in a window, of a subject where each is counted by itself.</summary>
    public Quantity Used(CalendarWindow window, string? subject) =>
        Find(window.Start) is not { } counted ? Quantity.Zero
        : Of.EachSubject ? counted.Subjects!.GetValueOrDefault(subject!)
        : counted.Units;

    /// <summary>Usage without a subject is no subject's.</summary>
    internal void Add(EffectiveAt time, string? subject, Quantity units)
    {
        if (units.IsZero || (Of.EachSubject && subject is null))
            return;
        CalendarWindow window = At(time);
        if (IsForgotten(window) || IsUncounted(window, subject))
            return;
        CountedWindow counted = Find(window.Start) ?? Open(window.Start);
        if (Of.EachSubject)
            counted.Subjects![subject!] = counted.Subjects.GetValueOrDefault(subject!) + units;
        else
            counted.Units += units;
        if (_windows.Count <= _most)
            return;
        ForgottenThrough = _windows[0].Start;
        _windows.RemoveAt(0);
        _counted = null;
    }

    /// <summary>Whether a window's burn rate was told already, or is not told any more.</summary>
    internal bool IsTold(CalendarWindow window) => IsForgotten(window) || Find(window.Start) is { IsTold: true };

    internal void Tell(EffectiveAt start)
    {
        if (Find(start) is { } counted)
            counted.IsTold = true;
    }

    internal CarriedWindows Carry() => new(
        Of.Meter,
        Of.Per,
        Of.EachSubject,
        ForgottenThrough,
        [
            .. _windows.Select(window => new CarriedWindow(
                window.Start,
                window.Units,
                window.IsTold,
                [.. (window.Subjects ?? []).OrderBy(subject => subject.Key, StringComparer.Ordinal).Select(subject => new CarriedSubject(subject.Key, subject.Value))]
            )),
        ]
    );

    internal void Restore(CarriedWindows carried)
    {
        ForgottenThrough = carried.ForgottenThrough;
        foreach (CarriedWindow from in carried.Windows)
        {
            CountedWindow window = Open(from.Start);
            window.Units = from.Units;
            window.IsTold = from.IsTold;
            foreach (CarriedSubject subject in from.Subjects)
                window.Subjects!.Add(subject.Subject, subject.Units);
        }
    }

    private CountedWindow? Find(EffectiveAt start)
    {
        if (_counted is not null && _counted.Start == start)
            return _counted;
        // The newest is asked for most.
        for (int i = _windows.Count - 1; i >= 0; i--)
        {
            if (_windows[i].Start == start)
                return start == _recent.Start ? _counted = _windows[i] : _windows[i];
        }

        return null;
    }

    private CountedWindow Open(EffectiveAt start)
    {
        var window = new CountedWindow(start, Of.EachSubject);
        int place = _windows.FindIndex(other => other.Start > start);
        _windows.Insert(place < 0 ? _windows.Count : place, window);
        return window;
    }
}

/// <summary>One window and what was used in it.</summary>
public sealed class CountedWindow(EffectiveAt start, bool eachSubject)
{
    public EffectiveAt Start { get; } = start;

    /// <summary>Of everybody; zero where each subject is counted by itself.</summary>
    public Quantity Units { get; internal set; }

    /// <summary>The burn rate was reached, and told.</summary>
    public bool IsTold { get; internal set; }

    /// <summary>By subject; null where all are counted together.</summary>
    internal Dictionary<string, Quantity>? Subjects { get; } = eachSubject ? new(StringComparer.Ordinal) : null;

    /// <summary>What was counted, of each subject by its name, or of all under none.</summary>
    public IEnumerable<(string? Subject, Quantity Units)> Counts() =>
        Subjects is null ? [(null, Units)] : Subjects.Select(subject => ((string?)subject.Key, subject.Value));
}
