using System.Buffers;
using System.Text;
using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Server.Http;

namespace Tollgate.Server.Metering;

/// <summary>
/// A JSON value as the one text that all ways of writing it share: no white space, keys in ordinal order, only what must be is escaped.
/// Numbers keep their digits.
/// </summary>
internal static class CanonicalJson
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']
    );

    /// <summary>Reads the value that the reader stands at, to its end.</summary>
    /// <exception cref="InvalidOperationException">A string is no Unicode text.</exception>
    public static Fault? Read(ref Utf8JsonReader reader, JsonPath path, int depth, out string json)
    {
        json = "";
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return depth > JsonBody.MostDepth ? TooDeep(path) : ReadObject(ref reader, path, depth, out json);
            case JsonTokenType.StartArray:
                return depth > JsonBody.MostDepth ? TooDeep(path) : ReadArray(ref reader, path, depth, out json);
            case JsonTokenType.String:
                string text = reader.GetString()!;
                if (text.Length > Texts.LongestValue)
                    return new Fault(Codes.TextTooLong, $"A text has at most {Texts.LongestValue} characters; this has {text.Length}.", path.ToString());
                json = Quote(text);
                return null;
            case JsonTokenType.Number when reader.ValueSpan.Length > Texts.LongestValue:
                return new Fault(Codes.TextTooLong, $"A number has at most {Texts.LongestValue} characters; this has {reader.ValueSpan.Length}.", path.ToString());
            default:
                json = Encoding.ASCII.GetString(reader.ValueSpan);
                return null;
        }
    }

    public static string Quote(string text)
    {
        if (!text.AsSpan().ContainsAny(Escaped))
            return string.Concat("\"", text, "\"");
        var quoted = new StringBuilder(text.Length + 8).Append('"');
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                < ' ' => quoted.Append("\\u").Append(((int)c).ToString("x4", null)),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static Fault? ReadObject(ref Utf8JsonReader reader, JsonPath path, int depth, out string json)
    {
        json = "";
        var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!;
            JsonPath at = path.At(name);
            reader.Read();
            if (Read(ref reader, at, depth + 1, out string value) is { } fault)
                return fault;
            if (!members.TryAdd(name, value))
                return new Fault(Codes.DuplicateKey, $"The field '{Texts.Quoted(name)}' stands twice in the same object; keep one.", at.ToString());
        }

        json = "{" + string.Join(",", members.Select(member => Quote(member.Key) + ":" + member.Value)) + "}";
        return null;
    }

    private static Fault? ReadArray(ref Utf8JsonReader reader, JsonPath path, int depth, out string json)
    {
        json = "";
        var items = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Read(ref reader, path.At(items.Count), depth + 1, out string item) is { } fault)
                return fault;
            items.Add(item);
        }

        json = "[" + string.Join(",", items) + "]";
        return null;
    }

    private static Fault TooDeep(JsonPath path) => new(Codes.NestingTooDeep, $"The JSON is nested deeper than {JsonBody.MostDepth} levels.", path.ToString());
}
