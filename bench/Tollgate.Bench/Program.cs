using System.CommandLine;
using Tollgate.Bench;
using Tollgate.Bench.Http;
using Tollgate.Bench.Soak;

return await new RootCommand("Measures Tollgate beside its limits, in one run.")
{
    RunVerb.Command(),
    GuardVerb.Command(),
    SoakVerb.Command(),
    HostVerb.Command(),
}.Parse(args).InvokeAsync();
