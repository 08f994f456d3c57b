using System.Text;
using System.Text.Json;
using Tollgate.Engine.Metering;

namespace Tollgate.Server.Metering;

/// <summary>
/// Texts that stood in events before. Events of one batch say mostly the same in the same place, and accounts and subjects come again from batch
/// to batch; they then share one string, and need not be read again.
/// </summary>
internal sealed class Interned
{
    private const int PropertyPlaces = 16;
    private const int PropertiesKept = 8;
    private const int LongestProperties = 256;

    private readonly string?[] _fields = new string?[(int)Slot.Count];
    private readonly string?[] _names = new string?[PropertyPlaces];
    private readonly (byte[] Raw, string Json)[] _values = new (byte[], string)[PropertyPlaces];
    private readonly (byte[] Raw, Properties Read)[] _properties = new (byte[], Properties)[PropertiesKept];
    private int _nextProperties;

    public enum Slot
    {
        Source,
        Account,
        Type,
        Subject,
        Count,
    }

    /// <exception cref="InvalidOperationException">The string is no Unicode text.</exception>
    public string Field(ref Utf8JsonReader reader, Slot slot) => Take(ref reader, ref _fields[(int)slot]);

    public string PropertyName(ref Utf8JsonReader reader, int place) =>
        place < PropertyPlaces ? Take(ref reader, ref _names[place]) : reader.GetString()!;

    /// <summary>The canonical text of a property's simple value, if the value before it in this place was the same.</summary>
    public string? Value(in Utf8JsonReader reader, int place) =>
        place < PropertyPlaces && _values[place].Json is { } json && reader.ValueSpan.SequenceEqual(_values[place].Raw) && SameKind(reader, json)
            ? json
            : null;

    public void Keep(in Utf8JsonReader reader, int place, string json)
    {
        if (place < PropertyPlaces)
            _values[place] = (reader.ValueSpan.ToArray(), json);
    }

    /// <summary>All properties at once, when the same bytes were read before; null otherwise.</summary>
    /// <param name="text">What begins with the object's brace. An object that was read is whole, so no longer one begins with it.</param>
    public Properties? PropertiesOf(ReadOnlySpan<byte> text)
    {
        foreach ((byte[] raw, Properties read) in _properties)
        {
            if (raw is null)
                return null;
            if (text.StartsWith(raw))
                return read;
        }

        return null;
    }

    public void Keep(ReadOnlySpan<byte> raw, Properties read)
    {
        if (raw.Length > LongestProperties)
            return;
        _properties[_nextProperties] = (raw.ToArray(), read);
        _nextProperties = (_nextProperties + 1) % PropertiesKept;
    }

    private static bool SameKind(in Utf8JsonReader reader, string json) => reader.TokenType == JsonTokenType.String == (json[0] == '"');

    private static string Take(ref Utf8JsonReader reader, ref string? last)
    {
        if (reader.ValueIsEscaped)
            return reader.GetString()!;
        if (last is not null && Ascii.Equals(reader.ValueSpan, last))
            return last;
        return last = RecentTexts.Of(ref reader);
    }
}
