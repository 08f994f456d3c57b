using System.CommandLine;

namespace Tollgate.Server.Cli;

internal static class ServeVerb
{
    public static Command Command() => new("serve", "Start the server.");
}
