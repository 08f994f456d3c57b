using System.Runtime.CompilerServices;

namespace Tollgate.Server.Tests.Catalog;

/// <summary>The catalogs that the repository shows to newcomers.</summary>
internal static class Samples
{
    public static string Text(string name, [CallerFilePath] string here = "") =>
        InRepository($"samples/catalogs/{name}", here);

    /// <summary>The indented blocks of a README's worked example.</summary>
    public static string[] WorkedExample(string readme, [CallerFilePath] string here = "")
    {
        string section = InRepository(readme, here).Split("## A worked example\n")[1].Split("\n## ")[0];
        return
        [
            .. section.Split("\n\n")
                .Where(block => block.TrimStart('\n').StartsWith("    ", StringComparison.Ordinal))
                .Select(block => string.Join('\n', block.Trim('\n').Split('\n').Select(line => line[4..]))),
        ];
    }

    private static string InRepository(string path, string here) => File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../..", path));
}
