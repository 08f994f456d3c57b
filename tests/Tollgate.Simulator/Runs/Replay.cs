namespace Tollgate.Simulator.Runs;

/// <summary>Runs one seed for somebody who looks.</summary>
internal static class Replay
{
    public static int Of(ulong seed, Options options)
    {
        Outcome outcome = Outcome.Of(seed, options.Steps, options.Shrunk);
        foreach (string line in outcome.Last)
            Console.WriteLine(line);
        Console.WriteLine();
        if (outcome.Failure is { } failure)
        {
            Console.WriteLine($"seed {seed} fails. {failure.What}");
            return 1;
        }

        Console.WriteLine($"seed {seed} holds: {outcome.Blocks} blocks, trace {outcome.Hash}");
        return 0;
    }
}
