using System.Text;
using System.Text.Json;
using Tollgate.Engine.Catalog;

namespace Tollgate.Server.Http;

/// <summary>
/// Parses a body as JSON and refuses what no reader of single fields would see: broken syntax (with line and byte), too much nesting,
/// keys that stand twice, strings that are no text.
/// </summary>
internal static class JsonBody
{
    public const int MostDepth = 32;

    // The parser looks deeper than is allowed, so that what is too deep is told apart from what is broken.
    private const int ParserDepth = 512;

    /// <exception cref="ProblemException">The body cannot be read.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = ParserDepth });
        }
        catch (JsonException error)
        {
            throw new ProblemException(Malformed(error));
        }

        try
        {
            Check(document.RootElement, new JsonPath(""), 1);
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    /// <param name="before">How many lines stand before the text that was read.</param>
    public static Problem Malformed(JsonException error, string where = "body", long before = 0)
    {
        // The reader's message ends in positions from zero, under names that nobody outside knows.
        int positions = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string message = positions < 0 ? error.Message : error.Message[..positions];
        if (message.StartsWith("The input does not contain any JSON tokens", StringComparison.Ordinal))
            message = "it is empty.";
        return message.Contains("configured depth", StringComparison.Ordinal)
            ? TooDeep("")
            : Problem.Shape(
                Codes.MalformedJson,
                $"The {where} is no JSON, at line {before + error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: {message}"
            );
    }

    public static Problem TooDeep(string pointer) =>
        Problem.Shape(Codes.NestingTooDeep, $"The JSON is nested deeper than {MostDepth} levels.", pointer);

    public static Problem Twice(string pointer, string name) =>
        Problem.Shape(Codes.DuplicateKey, $"The field '{Texts.Quoted(name)}' stands twice in the same object; keep one.", pointer);

    public static Problem NoText(string pointer) =>
        Problem.Shape(Codes.MalformedText, "This string is no Unicode text: it holds half a surrogate pair or bytes that are no UTF-8.", pointer);

    private static void Check(JsonElement value, JsonPath path, int depth)
    {
        if (depth > MostDepth && value.ValueKind is (JsonValueKind.Object or JsonValueKind.Array))
            throw new ProblemException(TooDeep(path.ToString()));
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(value, path, depth);
                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement item in value.EnumerateArray())
                    Check(item, path.At(index++), depth + 1);
                break;
            case JsonValueKind.String:
                Text(path, value, static element => element.GetString()!);
                break;
            default:
                break;
        }
    }

    private static void CheckObject(JsonElement value, JsonPath path, int depth)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string name = Text(path, property, static item => item.Name);
            JsonPath at = path.At(name);
            if (!names.Add(name))
                throw new ProblemException(Twice(at.ToString(), name));
            Check(property.Value, at, depth + 1);
        }
    }

    private static string Text<T>(JsonPath path, T from, Func<T, string> read)
    {
        try
        {
            return read(from);
        }
        catch (Exception error) when (error is InvalidOperationException or DecoderFallbackException)
        {
            throw new ProblemException(NoText(path.ToString()));
        }
    }
}
