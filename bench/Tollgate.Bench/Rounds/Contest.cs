using System.Diagnostics;

namespace Tollgate.Bench.Rounds;

/// <summary>
/// Runs the contenders of a measurement in turn, round by round, so that whatever else the machine does meets all of them. The first round of
/// each warms up and is not counted.
/// </summary>
public static class Contest
{
    public static Result Run(Measurement measurement, Scale scale, int rounds, Action<string> tell)
    {
        long begun = Stopwatch.GetTimestamp();
        tell($"{measurement.Id}: {measurement.What}");
        IReadOnlyList<Contender> contenders = measurement.Prepare(scale);
        var figures = new List<Figure>[contenders.Count];
        for (int round = 0; round <= rounds; round++)
        {
            for (int i = 0; i < contenders.Count; i++)
            {
                // Every other round in the other order: who comes second finds warm caches, or a busy disk.
                int turn = round % 2 == 0 ? i : contenders.Count - 1 - i;
                Figure figure = contenders[turn].Round();
                tell($"{measurement.Id} round {round}: {contenders[turn].Name}: {Told(figure, contenders[turn].Unit ?? measurement.Unit)}");
                if (round > 0)
                    (figures[turn] ??= []).Add(figure);
            }
        }

        tell($"{measurement.Id} took {Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} s.");
        return new Result(measurement, contenders, figures);
    }

    private static string Told(Figure figure, string unit) => $"{Spread.Short(figure.Value)} {unit}"
        + (figure.CpuMicroseconds is { } cpu ? $" ({Spread.Short(cpu)} us CPU each)" : "")
        + (figure.AllocatedBytes is { } bytes ? $" ({Spread.Short(bytes)} bytes each)" : "")
        + (figure.P99Milliseconds is { } p99 ? $" (p99 {Spread.Short(p99)} ms)" : "");
}

/// <summary>All figures of a measurement.</summary>
/// <param name="Figures">By contender, then by round.</param>
public sealed record Result(Measurement Measurement, IReadOnlyList<Contender> Contenders, IReadOnlyList<IReadOnlyList<Figure>> Figures)
{
    /// <summary>The ratios of the rounds, each taken from two figures that stood side by side.</summary>
    public Spread Ratio(Comparison comparison) => Spread.Of(
        Figures[comparison.Ours].Zip(Figures[comparison.Against])
            .Select(pair => comparison.FigureOf(pair.First) / comparison.FigureOf(pair.Second))
    );

    /// <summary>The median processor time of an operation in microseconds; null where it is not known.</summary>
    public double? Cpu(int contender) => Figures[contender].All(figure => figure.CpuMicroseconds is not null)
        ? Of(contender, figure => figure.CpuMicroseconds!.Value).Median
        : null;

    public Spread Of(int contender, Func<Figure, double> of) => Spread.Of(Figures[contender].Select(of));
}
