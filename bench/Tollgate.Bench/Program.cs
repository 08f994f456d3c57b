using System.CommandLine;
using Tollgate.Bench;
using Tollgate.Bench.Http;
using Tollgate.Bench.Soak;
using Tollgate.Bench.World;
using Tollgate.Storage.Postgres.Private;

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
    return await bench.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
}
catch (Exception) when (Leftovers.IsEnding)
{
    // Its servers were taken away; the thread that does so ends the process.
    await Task.Delay(Timeout.Infinite);
    throw;
}
catch (Exception unmet) when (unmet is InvalidDataException or PrivatePostgresException)
{
    await Console.Error.WriteLineAsync(unmet.Message);
    return 1;
}
catch (Exception failed)
{
    await Console.Error.WriteLineAsync($"The bench failed: {failed}");
    return 1;
}
finally
{
    Leftovers.Clean();
}
