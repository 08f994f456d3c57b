using System.CommandLine;
using System.Text.Json;

namespace Tollgate.Server.Cli;

/// <summary><c>--json</c>: what the API answered, for other programs.</summary>
internal static class Raw
{
    public static Option<bool> Option() => new("--json") { Description = "Print what the API answers, an item a line." };

    /// <returns>Whether it was asked for, and so printed.</returns>
    public static bool Print(bool asked, JsonElement item)
    {
        if (asked)
            Console.Out.WriteLine(item.GetRawText());
        return asked;
    }
}
