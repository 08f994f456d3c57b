using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Engine.Metering;

namespace Tollgate.Storage.Projections;

/// <summary>
/// The values that events have in one meter's dimensions, as the text that keys a bucket: a JSON object in the ordinal order of the names,
/// without those an event does not have. It names its dimensions, so that rows from before and after a meter got another one both read.
/// </summary>
internal sealed class DimensionTexts
{
    public const string None = "{}";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string[] _names;
    private readonly string?[] _values;
    private readonly Dictionary<string?[], string> _texts = new(ByContent.Instance);
    private readonly Dictionary<string?[], string>.AlternateLookup<ReadOnlySpan<string?>> _lookup;

    public DimensionTexts(ImmutableArray<string> dimensions)
    {
        _names = [.. dimensions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _values = new string?[_names.Length];
        _lookup = _texts.GetAlternateLookup<ReadOnlySpan<string?>>();
    }

    public string Of(Properties properties)
    {
        if (_names.Length == 0)
            return None;
        // The values' JSON as it came is looked up, so that a combination seen before costs no new text.
        for (int i = 0; i < _names.Length; i++)
            _values[i] = properties.At(_names[i]);
        if (_lookup.TryGetValue(_values, out string? text))
            return text;
        text = Write(properties);
        _texts.Add([.. _values], text);
        return text;
    }

    /// <summary>The values of some dimensions in such a text, null where it has none.</summary>
    public static string?[] Read(string text, ImmutableArray<string> dimensions)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return [.. dimensions.Select(name => document.RootElement.TryGetProperty(name, out JsonElement value) ? value.GetString() : null)];
    }

    private string Write(Properties properties)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, Plain))
        {
            writer.WriteStartObject();
            foreach (string name in _names)
            {
                if (Value(properties, name) is { } value)
                    writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static string? Value(Properties properties, string name)
    {
        try
        {
            return properties.Dimension(name);
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            // An escaped half of a surrogate pair is JSON, but no text: it stands as it was sent. A fact must never stop the projections.
            return properties.At(name);
        }
    }

    private sealed class ByContent : IEqualityComparer<string?[]>, IAlternateEqualityComparer<ReadOnlySpan<string?>, string?[]>
    {
        public static readonly ByContent Instance = new();

        public bool Equals(string?[]? x, string?[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<string?> alternate, string?[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(string?[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<string?> alternate)
        {
            HashCode hash = default;
            foreach (string? value in alternate)
                hash.Add(value);
            return hash.ToHashCode();
        }

        public string?[] Create(ReadOnlySpan<string?> alternate) => alternate.ToArray();
    }
}
