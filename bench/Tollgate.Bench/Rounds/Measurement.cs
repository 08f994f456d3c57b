namespace Tollgate.Bench.Rounds;

/// <summary>Somebody who is measured: a limit, a rival, or ourselves.</summary>
/// <param name="Round">Does the work once; called again and again, in turn with the others.</param>
/// <param name="Unit">Of its value, where it is not the measurement's.</param>
public sealed record Contender(string Name, Func<Figure> Round, string? Unit = null);

/// <summary>Whether a ratio should be high (a rate) or low (bytes, seconds).</summary>
public enum Better
{
    Higher,
    Lower,
}

/// <summary>Two contenders beside one another, and what their ratio should be.</summary>
/// <param name="Ours">The place of the contender whose figure stands above the line.</param>
/// <param name="Against">The place of the one below it.</param>
/// <param name="Goal">Null where the ratio is told for the reader alone.</param>
/// <param name="Aspect">What of the measurement is compared, where there is more than one thing.</param>
/// <param name="IsP99">The slowest of a hundred is compared, and not the value.</param>
public sealed record Comparison(int Ours, int Against, double? Goal, Better Better = Better.Higher, string? Aspect = null, bool IsP99 = false)
{
    public double FigureOf(Figure figure) => IsP99 ? figure.P99Milliseconds!.Value : figure.Value;
}

/// <summary>One line of the performance page: its contenders, prepared, and how they are compared.</summary>
/// <param name="id">P2, P3 ...</param>
/// <param name="unit">Of the value.</param>
public abstract class Measurement(string id, string what, string unit) : IDisposable
{
    private readonly List<IDisposable> _kept = [];

    public string Id => id;

    public string What => what;

    public string Unit => unit;

    /// <summary>Makes whatever the rounds need, which is not measured.</summary>
    public abstract IReadOnlyList<Contender> Prepare(Scale scale);

    public abstract IReadOnlyList<Comparison> Comparisons { get; }

    /// <summary>Disposes what was kept, the newest first: servers before the databases behind them.</summary>
    public void Dispose()
    {
        for (int i = _kept.Count - 1; i >= 0; i--)
            _kept[i].Dispose();
        _kept.Clear();
    }

    /// <summary>Keeps something until the measurement is over.</summary>
    protected T Keep<T>(T one)
        where T : IDisposable
    {
        _kept.Add(one);
        return one;
    }
}

/// <summary>How much is done in a round.</summary>
/// <param name="Quick">Small worlds and short rounds: for trying the bench itself, not for figures.</param>
public readonly record struct Scale(bool Quick)
{
    public int Of(int full) => Quick ? Math.Max(1, full / 10) : full;
}
