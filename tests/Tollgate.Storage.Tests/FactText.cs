using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Storage.Journal.Commerce;

namespace Tollgate.Storage.Tests;

/// <summary>Facts as text, to compare them whole: records that hold lists compare those by reference.</summary>
internal static class FactText
{
    public static string Of(IEnumerable<Fact> facts) => JsonSerializer.Serialize(facts, CommerceJson.Indented);

    public static void ShouldBeFacts(this IReadOnlyList<Fact> actual, IReadOnlyList<Fact> expected)
    {
        actual.Count.ShouldBe(expected.Count);
        Of(actual).ShouldBe(Of(expected));
    }
}
