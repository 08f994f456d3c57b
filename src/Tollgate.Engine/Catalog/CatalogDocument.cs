using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tollgate.Engine.Catalog;

/// <summary>
/// The text of a catalog: JSON in the order in which its author wrote it, without the white space. That is what the journal keeps and what
/// <c>GET /v1/catalog</c> answers. Whether two documents say the same is not a question of text: ask <see cref="CatalogDifference"/>.
/// </summary>
public static class CatalogDocument
{
    /// <summary>As deep as a document may be nested.</summary>
    public const int MaxDepth = 64;

    /// <summary>The document without white space. Numbers keep their digits as written: <c>0.20</c> stays <c>0.20</c>.</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static string Compact(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            document.RootElement.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>
    /// Parses a document and finds what no reader of single values would: keys that stand twice, and strings that are no text.
    /// </summary>
    /// <returns>Null when it cannot be read further; the problems say why.</returns>
    internal static JsonDocument? Open(string json, ProblemList problems)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException error)
        {
            problems.Add("", ProblemCodes.MalformedJson, Sentence(error));
            return null;
        }
        catch (ArgumentException)
        {
            problems.Add("", ProblemCodes.MalformedText, "The document holds half a surrogate pair, which is no text.");
            return null;
        }

        if (IsReadable(document.RootElement, new JsonPath(""), problems))
            return document;
        document.Dispose();
        return null;
    }

    /// <summary>False when a string inside is no text, so that reading it would fail. Keys that stand twice are reported, and can be read.</summary>
    internal static bool IsReadable(JsonElement value, JsonPath path, ProblemList problems) => value.ValueKind switch
    {
        JsonValueKind.Object => IsReadableObject(value, path, problems),
        JsonValueKind.Array => IsReadableArray(value, path, problems),
        JsonValueKind.String => TextOf(path, problems, () => value.GetString()) is not null,
        _ => true,
    };

    private static bool IsReadableObject(JsonElement value, JsonPath path, ProblemList problems)
    {
        bool readable = true;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string? name = TextOf(path, problems, () => property.Name);
            if (name is null)
            {
                readable = false;
                continue;
            }

            JsonPath at = path.At(name);
            if (!seen.Add(name))
                problems.Add(at.ToString(), ProblemCodes.DuplicateKey, $"The key '{Names.Shortened(name)}' stands twice in the same object; keep one.");
            readable &= IsReadable(property.Value, at, problems);
        }

        return readable;
    }

    private static bool IsReadableArray(JsonElement value, JsonPath path, ProblemList problems)
    {
        bool readable = true;
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
            readable &= IsReadable(item, path.At(index++), problems);
        return readable;
    }

    private static string? TextOf(JsonPath path, ProblemList problems, Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            // The only way the reader has of saying that an escape such as \ud800 has no second half.
            problems.Add(path.ToString(), ProblemCodes.MalformedText, "This string holds half a surrogate pair, which is no text.");
            return null;
        }
    }

    private static string Sentence(JsonException error)
    {
        // The reader's message ends in positions from zero, under names that nobody outside knows.
        int positions = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string message = positions < 0 ? error.Message : error.Message[..positions];
        return $"This is no JSON, at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: {message}";
    }
}
