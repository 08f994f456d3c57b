using System.CommandLine;
using Tollgate.Storage.Installation;

namespace Tollgate.Server.Cli;

/// <summary>
/// <c>--store</c>: which store an installation is kept in. A connection string may hold a password, and what stands in a command line every user
/// of the machine can see: the variable is the better place.
/// </summary>
internal static class StoreOption
{
    public const string Variable = "TOLLGATE_STORE";

    public static Option<string> Make() => new("--store")
    {
        Description = $"sqlite, postgres (a private one in the data folder), or a PostgreSQL connection string. Default: the variable {Variable}, or sqlite.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : "sqlite",
        HelpName = "STORE",
    };

    /// <exception cref="CliException">It names no store.</exception>
    public static StoreAddress Store(this ParseResult parsed, Option<string> option)
    {
        try
        {
            return StoreAddress.Parse(parsed.GetValue(option)!);
        }
        catch (StoreException refused)
        {
            throw new CliException(refused.Message);
        }
    }
}
