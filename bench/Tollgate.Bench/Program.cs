using System.CommandLine;
using Tollgate.Bench;

return await new RootCommand("Measures Tollgate beside its limits, in one run.")
{
    RunVerb.Command(),
}.Parse(args).InvokeAsync();
