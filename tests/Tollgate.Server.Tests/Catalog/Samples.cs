using System.Runtime.CompilerServices;

namespace Tollgate.Server.Tests.Catalog;

/// <summary>The catalogs that the repository shows to newcomers.</summary>
internal static class Samples
{
    public static string Text(string name, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../samples/catalogs", name));
}
