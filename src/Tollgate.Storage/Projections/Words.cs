using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Storage.Journal.Commerce;

namespace Tollgate.Storage.Projections;

/// <summary>How closed lists and texts by name stand in a column: <c>customer</c>, <c>{"netsuite":"77"}</c>.</summary>
internal static class Words
{
    public static string Of<T>(T word)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());

    public static T Read<T>(string word)
        where T : struct, Enum => Enum.Parse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    public static string Of(ImmutableSortedDictionary<string, string> texts) => JsonSerializer.Serialize(texts, CommerceJson.Options);

    public static ImmutableSortedDictionary<string, string> Texts(string json) =>
        JsonSerializer.Deserialize<ImmutableSortedDictionary<string, string>>(json, CommerceJson.Options)!;
}
