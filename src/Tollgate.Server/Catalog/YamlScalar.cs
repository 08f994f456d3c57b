using System.Text.RegularExpressions;

namespace Tollgate.Server.Catalog;

/// <summary>
/// What a plain YAML scalar means here: YAML 1.2's JSON schema and no more, so that no text turns into something that its author did not
/// write. <c>yes</c>, <c>NO</c>, <c>True</c>, <c>2025-01-01</c>, <c>0x1F</c>, <c>007</c> and <c>10_000_000</c> are texts; where a number is
/// wanted, the catalog's reader then says that they are none.
/// </summary>
internal static partial class YamlScalar
{
    /// <summary>The scalar as JSON, or null when it is a text. A number keeps its digits.</summary>
    public static string? Json(string plain) => plain switch
    {
        "" or "~" or "null" => "null",
        "true" or "false" => plain,
        _ => Number().IsMatch(plain) ? plain : null,
    };

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
