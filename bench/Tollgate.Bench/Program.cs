using System.CommandLine;
using Tollgate.Bench;
using Tollgate.Bench.Http;

return await new RootCommand("Measures Tollgate beside its limits, in one run.")
{
    RunVerb.Command(),
    HostVerb.Command(),
}.Parse(args).InvokeAsync();
