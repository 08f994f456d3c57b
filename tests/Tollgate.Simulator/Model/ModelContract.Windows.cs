namespace Tollgate.Simulator.Model;

// What is used in calendar windows, where the plan limits or watches them.
internal sealed partial class ModelContract
{
    private readonly Dictionary<(string Meter, WindowLength Per, bool Each), ModelWindows> _windows = [];
    private readonly HashSet<(string Meter, long Start)> _fast = [];

    /// <summary>By meter, length, and whether each subject is counted by itself.</summary>
    public IEnumerable<((string Meter, WindowLength Per, bool Each) Of, ModelWindows Windows)> Windows => _windows.Select(pair => (pair.Key, pair.Value));

    public ModelWindows Window(string meter, WindowLength per, bool each)
    {
        if (!_windows.TryGetValue((meter, per, each), out ModelWindows? windows))
            _windows.Add((meter, per, each), windows = new ModelWindows(per, each, startsAt, offsetHours));
        return windows;
    }

    /// <summary>Windows are of the calendar: what reaches a closed period is used in them, too.</summary>
    private void UseInWindows(string meter, UsageSaid said, decimal value)
    {
        if (!plan.Rights.TryGetValue(meter, out RightTerms? right) || value == 0)
            return;
        HashSet<(WindowLength Per, bool Each)> lengths = [.. right.Windows.Select(window => (window.Per, window.Each))];
        if (right.BurnRate is { } rate)
        {
            lengths.Add((rate.Per, false));
            ModelWindows windows = Window(meter, rate.Per, each: false);
            long start = windows.At(said.Time).Start;
            decimal used = windows.Used(start, null) + value;
            if (used >= rate.Units && !windows.IsForgotten(start) && _fast.Add((meter, start)))
                Alerts.Add(new ModelAlert(id, meter, start, "burn_rate", rate.Units, used));
        }

        foreach ((WindowLength per, bool each) in lengths)
            Window(meter, per, each).Add(said.Time, said.Subject, value);
    }
}
