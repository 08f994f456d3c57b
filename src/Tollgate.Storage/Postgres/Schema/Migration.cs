using System.Globalization;
using System.Reflection;

namespace Tollgate.Storage.Postgres.Schema;

/// <summary>One step from one version of the schema to the next. A step that was released is never changed; there is no way back.</summary>
/// <param name="Version">From 1, without gaps.</param>
internal sealed record Migration(int Version, string Name, string Sql)
{
    private const string Place = "Tollgate.Storage.Postgres.Schema.";

    /// <summary>Every step that this program knows, in order: the files <c>NNNN-name.sql</c> of this folder.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load();

    private static List<Migration> Load()
    {
        Assembly assembly = typeof(Migration).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Place, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using StreamReader text = new(assembly.GetManifestResourceStream(name)!);
                string file = name[Place.Length..^".sql".Length];
                return new Migration(int.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture), file[5..], text.ReadToEnd());
            })];
    }
}
