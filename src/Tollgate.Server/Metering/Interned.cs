using System.Text.Json;

namespace Tollgate.Server.Metering;

/// <summary>
/// The last text that stood in each place of an event. Events of one batch say mostly the same there, and then share one string.
/// </summary>
internal sealed class Interned
{
    private const int PropertyPlaces = 16;

    private readonly string?[] _fields = new string?[(int)Slot.Count];
    private readonly string?[] _names = new string?[PropertyPlaces];
    private readonly (byte[] Raw, string Json)[] _values = new (byte[], string)[PropertyPlaces];

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

    private static bool SameKind(in Utf8JsonReader reader, string json) => reader.TokenType == JsonTokenType.String == (json[0] == '"');

    private static string Take(ref Utf8JsonReader reader, ref string? last)
    {
        if (last is not null && reader.ValueTextEquals(last))
            return last;
        return last = reader.GetString()!;
    }
}
