using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Tollgate.Bench.Ingest;
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
    private const double Share = 0.7;

    private static readonly Option<double> Minutes = new("--minutes") { Description = "How long.", DefaultValueFactory = _ => 30 };

    private static readonly Option<string> Store = new("--store") { Description = "sqlite; postgres is not there yet.", DefaultValueFactory = _ => "sqlite" };

    private static readonly Option<DirectoryInfo> Out = new("--out") { Description = "Where soak-<store>.csv and .svg are written.", Required = true };

    public static Command Command()
    {
        Store.AcceptOnlyFromAmong("sqlite");
        var command = new Command("soak", "Hold a steady load and watch memory and latency.") { Minutes, Store, Out };
        command.SetAction((parsed, cancel) => Run(parsed.GetValue(Minutes), parsed.GetValue(Store)!, parsed.GetValue(Out)!.FullName, cancel));
        return command;
    }

    private static async Task<int> Run(double minutes, string store, string folder, CancellationToken cancel)
    {
        using var shop = new Shop(SampleEvents.Accounts);
        var events = new SampleEvents(Batches, EventsInBatch, seed: 30, DateTimeOffset.UtcNow);
        double rate = Share * Highest(new Intake(shop.Environment, events), events);
        Console.WriteLine($"Holding {rate:N0} events/s, {Share:P0} of the highest rate, for {minutes} minutes.");

        var intervals = new List<Interval>();
        var load = new SteadyLoad(shop.Environment, events, rate);
        TimeSpan length = TimeSpan.FromSeconds(Math.Clamp(minutes * 60 / 120, 1, 15));
        for (long started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started).TotalMinutes < minutes;)
        {
            Interval interval = await load.Next(length, Stopwatch.GetElapsedTime(started), cancel);
            intervals.Add(interval);
            Console.WriteLine(interval.ToLine());
        }

        string path = Path.Combine(folder, $"soak-{store}");
        File.WriteAllLines(path + ".csv", [Interval.Head, .. intervals.Select(interval => interval.ToLine())]);
        File.WriteAllText(path + ".svg", Plot.Draw($"Soak on {store}, {minutes.ToString(CultureInfo.InvariantCulture)} minutes at {rate:N0} events/s", intervals));
        return 0;
    }

    /// <summary>The best of three rounds, after one to warm up.</summary>
    private static double Highest(Intake intake, SampleEvents events)
    {
        double best = 0;
        for (int round = 0; round < 4; round++)
        {
            foreach (byte[] batch in events.Batches)
                events.Renew(batch);
            double rate = Rounds.Figure.Rate(Batches * EventsInBatch, () => intake.Run(Batches)).Value;
            if (round > 0)
                best = Math.Max(best, rate);
        }

        return best;
    }
}
