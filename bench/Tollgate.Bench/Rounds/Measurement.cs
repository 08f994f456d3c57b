namespace Tollgate.Bench.Rounds;

/// <summary>Somebody who is measured: a limit, a rival, or ourselves.</summary>
/// <param name="Round">Does the work once; called again and again, in turn with the others.</param>
public sealed record Contender(string Name, Func<Figure> Round);

/// <summary>Whether a ratio should be high (a rate) or low (bytes, seconds).</summary>
public enum Better
{
    Higher,
    Lower,
}

/// <summary>Two contenders beside one another, and what their ratio should be.</summary>
/// <param name="Ours">The place of the contender whose figure stands above the line.</param>
/// <param name="Against">The place of the one below it.</param>
/// <param name="Of">Which of the figures; null is the value.</param>
public sealed record Comparison(string What, int Ours, int Against, double Goal, Better Better = Better.Higher, Func<Figure, double?>? Of = null)
{
    public double? FigureOf(Figure figure) => Of is null ? figure.Value : Of(figure);

    public bool Reached(double ratio) => Better == Better.Higher ? ratio >= Goal : ratio <= Goal;
}

/// <summary>One line of the performance page: its contenders, prepared, and how they are compared.</summary>
/// <param name="id">P2, P3 ...</param>
/// <param name="unit">Of the value.</param>
public abstract class Measurement(string id, string what, string unit) : IDisposable
{
    public string Id => id;

    public string What => what;

    public string Unit => unit;

    /// <summary>Makes whatever the rounds need, which is not measured.</summary>
    public abstract IReadOnlyList<Contender> Prepare(Scale scale);

    public abstract IReadOnlyList<Comparison> Comparisons { get; }

    /// <summary>What a reader must know to read the figures, beyond their names.</summary>
    public virtual string? Remark => null;

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>How much is done in a round.</summary>
/// <param name="Quick">Small worlds and short rounds: for trying the bench itself, not for figures.</param>
public readonly record struct Scale(bool Quick)
{
    public int Of(int full) => Quick ? Math.Max(1, full / 10) : full;
}
