using System.CommandLine;
using Tollgate.Bench;
using Tollgate.Bench.Http;
using Tollgate.Bench.Soak;
using Tollgate.Bench.World;

Leftovers.Guard();
try
{
    var bench = new RootCommand("Measures Tollgate beside its limits, in one run.")
    {
        RunVerb.Command(),
        GuardVerb.Command(),
        SoakVerb.Command(),
        HostVerb.Command(),
    };
    // Signals are seen to above.
    return await bench.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
}
finally
{
    Leftovers.Clean();
}
