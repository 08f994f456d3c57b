using System.CommandLine;
using System.Globalization;
using Tollgate.Bench.Ingest;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;

namespace Tollgate.Bench.Soak;

/// <summary>
/// <c>soak</c>: takes events in at 70 % of the highest rate, which is measured first, and writes what each interval saw: rate, latency of
/// a batch, memory, and how far the projections were behind.
/// </summary>
internal static class SoakVerb
{
    private const int EventsInBatch = 1_000;
    private const int Batches = 200;
    private const int Rounds = 5;
    private const double Share = 0.7;
    private const int Intervals = 120;

    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(30);

    private static readonly Option<double> Minutes = new("--minutes") { Description = "How long.", DefaultValueFactory = _ => 30 };

    private static readonly Option<string> Store = new("--store") { Description = "sqlite or postgres.", DefaultValueFactory = _ => "sqlite" };

    private static readonly Option<DirectoryInfo> Out = new("--out") { Description = "Where soak-<store>.csv and .svg are written.", Required = true };

    public static Command Command()
    {
        Store.AcceptOnlyFromAmong("sqlite", "postgres");
        Minutes.Validators.Add(result =>
        {
            if (result.Tokens is [var given, ..] && (!double.TryParse(given.Value, CultureInfo.InvariantCulture, out double minutes) || minutes is not (>= 0.1 and <= 10_000)))
                result.AddError("--minutes is a number from 0.1 on, as in --minutes 30.");
        });
        var command = new Command("soak", "Hold a steady load and watch memory and latency.") { Minutes, Store, Out };
        command.SetAction((parsed, _) => Run(parsed.GetValue(Minutes), parsed.GetValue(Store)!, parsed.GetValue(Out)!.FullName));
        return command;
    }

    private static async Task<int> Run(double minutes, string store, string folder)
    {
        Leftovers.Sweep();
        StoreKind kind = Enum.Parse<StoreKind>(store, ignoreCase: true);
        string name = Place.NameOf(kind);
        using var shop = new Shop(SampleEvents.Accounts, kind);
        var events = new SampleEvents(Batches, EventsInBatch, seed: 30, DateTimeOffset.UtcNow);
        double highest = Highest(new Intake(shop.Environment, events));
        double rate = Share * highest;
        Console.WriteLine($"{name}: the highest rate is {highest:N0} events/s; holding {Share:P0} of it, {rate:N0} events/s, for {minutes} minutes.");

        IReadOnlyList<Interval> intervals = await Hold(new SteadyLoad(shop.Environment, events, rate), TimeSpan.FromMinutes(minutes));
        // Only now: a soak that was cut off leaves the last whole one in place.
        string path = Path.Combine(folder, $"soak-{store}");
        File.WriteAllLines(path + ".csv", [Interval.Head, .. intervals.Select(interval => interval.ToLine())]);
        string title = string.Create(CultureInfo.InvariantCulture, $"Soak on {name}: {minutes:0.#} minutes at {rate:N0} events/s, {Share * 100:N0} % of the highest rate");
        File.WriteAllText(path + ".svg", Plot.Draw(title, intervals));
        Console.WriteLine($"Written: {path}.csv and .svg.");
        return 0;
    }

    private static async Task<IReadOnlyList<Interval>> Hold(SteadyLoad load, TimeSpan length)
    {
        List<Interval> intervals = [];
        Task running = Task.Run(() => load.Run(length));
        TimeSpan interval = TimeSpan.FromSeconds(Math.Clamp(length.TotalSeconds / Intervals, 1, 15));
        TimeSpan told = TimeSpan.Zero;
        // A rest that is shorter than an interval says nothing.
        for (TimeSpan next = interval; next <= length && !running.IsCompleted; next += interval)
        {
            if (next - load.Since is { Ticks: > 0 } early)
                await Task.WhenAny(running, Task.Delay(early));
            if (running.IsFaulted)
                break;
            intervals.Add(await load.Take());
            if (load.Since - told < BetweenLines)
                continue;
            told = load.Since;
            Console.WriteLine(intervals[^1]);
        }

        await running;
        return intervals;
    }

    /// <summary>The median of some rounds as fast as it goes, projections included, after one to warm up: what can be held, and not the best moment.</summary>
    private static double Highest(Intake intake)
    {
        List<double> rates = [];
        for (int round = 0; round <= Rounds; round++)
        {
            double rate = intake.Round().Value;
            Console.WriteLine($"As fast as it goes, round {round}: {rate:N0} events/s");
            if (round > 0)
                rates.Add(rate);
        }

        return Spread.Of(rates).Median;
    }
}
