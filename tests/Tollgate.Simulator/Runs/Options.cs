using System.Globalization;

namespace Tollgate.Simulator.Runs;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const int DefaultSteps = 60;

    private const string Usage = """
        tollgate-sim --seeds N [--from S] [--steps N] [--minutes M] [--threads N]   runs many seeds, and shrinks the first failures
        tollgate-sim --seed S [--steps N] [--shrunk 3,7-9]                            runs one, and prints what happened

        --steps    steps of a run (60)
        --minutes  goes on until the time is over, instead of until so many seeds
        --shrunk   takes only these steps, as the report of a failure names them; "none" takes none
        --first    ends at the first failure, and does not shrink it
        """;

    public ulong From { get; private set; } = 1;

    public ulong Seeds { get; private set; } = 1000;

    public int Steps { get; private set; } = DefaultSteps;

    public double? Minutes { get; private set; }

    public int Threads { get; private set; } = Environment.ProcessorCount;

    public ulong? Seed { get; private set; }

    /// <summary>Null takes all steps.</summary>
    public IReadOnlySet<int>? Shrunk { get; private set; }

    public bool First { get; private set; }

    public static bool Parse(string[] args, out Options options, out string? mistake)
    {
        options = new Options();
        mistake = null;
        try
        {
            for (int i = 0; i < args.Length; i++)
                i += options.Take(args[i], i + 1 < args.Length ? args[i + 1] : null);
            return true;
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            mistake = $"{error.Message}\n\n{Usage}";
            return false;
        }
    }

    private int Take(string option, string? value)
    {
        if (option == "--first")
        {
            First = true;
            return 0;
        }

        string given = value ?? throw new ArgumentException($"{option} needs a value, or is no option.");
        switch (option)
        {
            case "--from":
                From = ulong.Parse(given, CultureInfo.InvariantCulture);
                break;
            case "--seeds":
                Seeds = ulong.Parse(given, CultureInfo.InvariantCulture);
                break;
            case "--steps":
                Steps = int.Parse(given, CultureInfo.InvariantCulture);
                break;
            case "--minutes":
                Minutes = double.Parse(given, CultureInfo.InvariantCulture);
                break;
            case "--threads":
                Threads = Math.Max(1, int.Parse(given, CultureInfo.InvariantCulture));
                break;
            case "--seed":
                Seed = ulong.Parse(given, CultureInfo.InvariantCulture);
                break;
            case "--shrunk":
                Shrunk = StepList.Parse(given);
                break;
            default:
                throw new ArgumentException($"There is no option {option}.");
        }

        return 1;
    }
}
