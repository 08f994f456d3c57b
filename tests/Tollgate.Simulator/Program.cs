using Tollgate.Simulator.Runs;

if (Options.Parse(args, out Options options, out string? mistake))
    return options.Seed is { } seed ? Replay.Of(seed, options) : Sweep.Of(options);
Console.Error.WriteLine(mistake);
return 2;
