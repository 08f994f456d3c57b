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

    public static Option<string?> Make() => new("--store")
    {
        Description = $"sqlite, postgres (a private one in the data folder), or a PostgreSQL connection string. Default: the variable {Variable}, or the store that the data folder names, or sqlite.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null,
        HelpName = "STORE",
    };

    /// <param name="dataFolder">Whose store it is when none is named.</param>
    /// <exception cref="StoreException">It names no store, or none is named and the folder's has to be.</exception>
    public static StoreAddress Store(this ParseResult parsed, Option<string?> option, string dataFolder) =>
        parsed.GetValue(option) is { } named ? StoreAddress.Parse(named) : StoreAddress.OfFolder(dataFolder);
}
