using System.Diagnostics;

namespace Tollgate.Simulator.Runs;

/// <summary>Runs many seeds, each on one thread, and reports.</summary>
internal static class Sweep
{
    private const int MostFailures = 5;

    public static int Of(Options options)
    {
        var watch = Stopwatch.StartNew();
        var tally = new Tally();
        List<Outcome> failures = Run(options, tally, watch, Console.IsOutputRedirected ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(2));
        tally.Print(watch.Elapsed);
        foreach (Outcome failed in failures.OrderBy(failed => failed.Seed))
            Print(failed, options);
        Console.WriteLine(failures.Count == 0 ? $"{tally.Runs} seeds hold." : $"{failures.Count} of {tally.Runs} seeds fail.");
        return failures.Count == 0 ? 0 : 1;
    }

    public static List<Outcome> Run(Options options, Tally tally, Stopwatch watch, TimeSpan betweenReports)
    {
        List<Outcome> failures = [];
        ulong next = options.From;
        TimeSpan reported = TimeSpan.Zero;
        var gate = new Lock();
        Thread[] threads = [.. Enumerable.Range(0, options.Threads).Select(_ => new Thread(Work))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return failures;

        void Work()
        {
            while (Take() is { } seed)
            {
                Outcome outcome = Outcome.Of(seed, options.Steps);
                lock (gate)
                {
                    tally.Add(outcome);
                    if (outcome.Failure is not null)
                        failures.Add(outcome);
                    if (watch.Elapsed - reported < betweenReports)
                        continue;
                    reported = watch.Elapsed;
                    Console.WriteLine($"{tally.Runs} seeds, {tally.Runs / watch.Elapsed.TotalSeconds:F0}/s, {failures.Count} failed");
                }
            }
        }

        ulong? Take()
        {
            lock (gate)
            {
                bool over = options.Minutes is { } minutes ? watch.Elapsed.TotalMinutes >= minutes : next >= options.From + options.Seeds;
                return over || failures.Count >= (options.First ? 1 : MostFailures) ? null : next++;
            }
        }
    }

    private static void Print(Outcome failed, Options options)
    {
        if (options.First)
        {
            Console.WriteLine($"seed {failed.Seed} fails. {failed.Failure!.What}");
            return;
        }

        IReadOnlySet<int> left = Shrinking.Of(failed, options.Steps);
        Outcome shrunk = Outcome.Of(failed.Seed, options.Steps, left);
        Console.WriteLine();
        Console.WriteLine($"seed {failed.Seed} fails. {failed.Failure!.What}");
        Console.WriteLine($"  shrunk to {left.Count} of {options.Steps} steps: {shrunk.Failure?.What}");
        foreach (string line in shrunk.Last.TakeLast(25))
            Console.WriteLine("    " + line);
        Console.WriteLine($"  tollgate-sim --seed {failed.Seed} --steps {options.Steps} --shrunk {StepList.Text(left)}");
        Console.WriteLine();
    }
}
