using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Engine.Catalog;
using Tollgate.Server.Http;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tollgate.Server.Catalog;

/// <summary>A YAML text as JSON, or what keeps it from being that; never both. The places are there either way, as far as it was read.</summary>
internal sealed record YamlReading(string? Json, DocumentPlaces Places, ImmutableArray<PlacedProblem> Problems);

/// <summary>
/// Turns YAML into the JSON that the engine reads, and remembers where everything stands. It reads the part of YAML that is JSON in other
/// clothes: no anchors, aliases, merge keys or tags, one document, text keys. Its memory is bounded by the text, whose length the caller limits.
/// </summary>
internal sealed class YamlDocument
{
    private const int MostValues = 200_000;
    private const int MostProblems = 1_000;

    private readonly Parser _parser;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;
    private readonly DocumentPlaces _places = new();
    private readonly ImmutableArray<PlacedProblem>.Builder _problems = ImmutableArray.CreateBuilder<PlacedProblem>();

    private int _values;

    private YamlDocument(string text)
    {
        _parser = new Parser(new StringReader(text));
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public static YamlReading Read(string text) => new YamlDocument(text).Read();

    private YamlReading Read()
    {
        try
        {
            ReadStream();
        }
        catch (YamlException error)
        {
            Report(error.Start, _places.Root, YamlProblem.Malformed, $"This is no YAML: {Sentence(error)}");
        }

        if (_problems.Count > 0)
            return new(null, _places, _problems.ToImmutable());
        _json.Flush();
        return new(Encoding.UTF8.GetString(_buffer.WrittenSpan), _places, []);
    }

    private void ReadStream()
    {
        Advance<StreamStart>();
        if (Peek() is StreamEnd)
        {
            Report(_parser.Current!.Start, _places.Root, YamlProblem.Malformed, "The document is empty.");
            return;
        }

        Advance<DocumentStart>();
        Mark start = Peek().Start;
        _places.Root = new DocumentPlace(new JsonPath(""), start.Line, start.Column);
        ReadNode(_places.Root, 1);
        Advance<DocumentEnd>();
        if (Peek() is DocumentStart second)
            Report(second.Start, _places.Root, YamlProblem.Documents, "A second document begins here; a file holds one.");
    }

    /// <summary>Reads the node that is current, and moves past it.</summary>
    private void ReadNode(DocumentPlace place, int depth)
    {
        ParsingEvent node = Peek();
        if (node is NodeEvent marked)
            RefuseMarks(marked, place);
        if (++_values > MostValues)
            throw new YamlException(node.Start, node.End, $"it has more than {MostValues} values.");
        if (node is SequenceStart or MappingStart && depth > CatalogDocument.MaxDepth)
            throw new YamlException(node.Start, node.End, $"it is nested deeper than {CatalogDocument.MaxDepth} levels.");

        switch (node)
        {
            case Scalar scalar:
                WriteScalar(scalar, place);
                Next();
                break;
            case SequenceStart:
                ReadSequence(place, depth);
                break;
            case MappingStart:
                ReadMapping(place, depth);
                break;
            case AnchorAlias alias:
                Report(alias.Start, place, YamlProblem.Alias, $"Aliases (*{alias.Value.Value}) are not read; write the value out.");
                _json.WriteNullValue();
                Next();
                break;
            default:
                // YamlDotNet 16.3 answers some broken flow mappings with a key and no value.
                throw new YamlException(node.Start, node.End, "a value is missing here.");
        }
    }

    private void RefuseMarks(NodeEvent node, DocumentPlace place)
    {
        if (!node.Anchor.IsEmpty)
            Report(node.Start, place, YamlProblem.Alias, $"Anchors (&{node.Anchor.Value}) are not read; write the value out where it is used.");
        if (!node.Tag.IsEmpty)
            Report(node.Start, place, YamlProblem.Tag, "Tags (such as !!str) are not read; put a text in quotes to keep it one.");
    }

    private void ReadSequence(DocumentPlace place, int depth)
    {
        Advance<SequenceStart>();
        _json.WriteStartArray();
        for (int index = 0; Peek() is not SequenceEnd; index++)
            ReadNode(place.Add(index, Peek().Start.Line, Peek().Start.Column), depth + 1);
        Advance<SequenceEnd>();
        _json.WriteEndArray();
    }

    private void ReadMapping(DocumentPlace place, int depth)
    {
        Advance<MappingStart>();
        _json.WriteStartObject();
        var keys = new Dictionary<string, long>(StringComparer.Ordinal);
        while (Peek() is not MappingEnd)
        {
            if (Peek() is not Scalar key)
                throw new YamlException(Peek().Start, Peek().End, "a key must be a text.");
            DocumentPlace at = place.Add(key.Value, key.Start.Line, key.Start.Column);
            if (key is { Style: ScalarStyle.Plain, Value: "<<" })
                Report(key.Start, at, YamlProblem.Alias, "Merge keys (<<) are not read; write the keys out.");
            RefuseMarks(key, at);
            if (!keys.TryAdd(key.Value, key.Start.Line))
                Report(key.Start, at, ProblemCodes.DuplicateKey, $"The key '{Texts.Quoted(key.Value)}' stands twice in the same mapping, first in line {keys[key.Value]}; keep one.");
            WriteText(key, at, _json.WritePropertyName);
            Next();
            ReadNode(at, depth + 1);
        }

        Advance<MappingEnd>();
        _json.WriteEndObject();
    }

    private void WriteScalar(Scalar scalar, DocumentPlace place)
    {
        if (scalar.Style == ScalarStyle.Plain && YamlScalar.Json(scalar.Value) is { } json)
            _json.WriteRawValue(json);
        else
            WriteText(scalar, place, _json.WriteStringValue);
    }

    private void WriteText(Scalar scalar, DocumentPlace place, Action<string> write)
    {
        // The writer would put a replacement character in its place, and the author would never learn of it.
        if (!IsText(scalar.Value))
            Report(scalar.Start, place, ProblemCodes.MalformedText, "This text holds half a surrogate pair, which is no text.");
        write(scalar.Value);
    }

    private static bool IsText(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out int length) != OperationStatus.Done)
                return false;
            text = text[length..];
        }

        return true;
    }

    private ParsingEvent Peek()
    {
        if (_parser.Current is null)
            Next();
        return _parser.Current!;
    }

    private void Next()
    {
        Mark reached = _parser.Current?.End ?? Mark.Empty;
        try
        {
            _parser.MoveNext();
        }
        catch (Exception error) when (error is not YamlException)
        {
            // YamlDotNet 16.3 leaves some broken texts, such as a ':' at odd places in a flow mapping, with exceptions that name no place.
            throw new YamlException(reached, reached, "something after here cannot be read.");
        }
    }

    private void Advance<T>()
        where T : ParsingEvent
    {
        if (Peek() is not T)
            throw new YamlException(Peek().Start, Peek().End, "something else was expected here.");
        Next();
    }

    private void Report(Mark mark, DocumentPlace place, string code, string detail)
    {
        if (_problems.Count < MostProblems)
            _problems.Add(new(mark.Line, mark.Column, new(place.Pointer, code, detail)));
    }

    private static string Sentence(YamlException error) => error.Message.EndsWith('.') ? error.Message : $"{error.Message}.";
}

/// <summary>What can be wrong with YAML before it is a catalog.</summary>
internal static class YamlProblem
{
    public const string Malformed = "malformed_yaml";
    public const string Alias = "yaml_alias";
    public const string Tag = "yaml_tag";
    public const string Documents = "yaml_documents";
}
