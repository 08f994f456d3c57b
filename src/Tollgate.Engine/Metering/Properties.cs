using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tollgate.Engine.Metering;

/// <summary>
/// An event's properties: names and their JSON values as compact text (<c>"eu"</c> with its quotes, <c>12.50</c> with its digits), in the
/// ordinal order of the names, so that two events with the same content compare equal.
/// </summary>
public sealed class Properties : IEquatable<Properties>
{
    public static readonly Properties None = new([]);

    private readonly ImmutableArray<Property> _items;

    private Properties(ImmutableArray<Property> items) => _items = items;

    /// <exception cref="ArgumentException">A name stands twice.</exception>
    public static Properties Of(IEnumerable<Property> items)
    {
        Property[] sorted = [.. items];
        if (sorted.Length == 0)
            return None;
        // What was written by us is in order already, and much of what others send.
        if (!InOrder(sorted))
            Array.Sort(sorted, static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Name == sorted[i - 1].Name)
                throw new ArgumentException($"The property '{sorted[i].Name}' stands twice.", nameof(items));
        }

        return new Properties(ImmutableCollectionsMarshal.AsImmutableArray(sorted));
    }

    public ImmutableArray<Property> Items => _items;

    /// <summary>The JSON text of a top-level property, or null.</summary>
    public string? Json(string name)
    {
        foreach (Property item in _items)
        {
            if (item.Name == name)
                return item.Json;
        }

        return null;
    }

    /// <summary>
    /// The JSON text at a dotted path, or null. A property whose own name holds the dots comes before a nested one.
    /// </summary>
    public string? At(string path)
    {
        if (Json(path) is { } whole)
            return whole;
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || Json(path[..dot]) is not { } outer || outer[0] != '{')
            return null;

        using JsonDocument document = JsonDocument.Parse(outer);
        JsonElement at = document.RootElement;
        foreach (string name in path[(dot + 1)..].Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        }

        return at.GetRawText();
    }

    /// <summary>The value of a dimension: a string as it is, anything else as its JSON text; null when it is absent.</summary>
    public string? Dimension(string name) => At(name) switch
    {
        null or "null" => null,
        { } json when JsonText.IsString(json) => JsonText.Unquote(json),
        { } json => json,
    };

    private static bool InOrder(ReadOnlySpan<Property> items)
    {
        for (int i = 1; i < items.Length; i++)
        {
            if (string.CompareOrdinal(items[i - 1].Name, items[i].Name) >= 0)
                return false;
        }

        return true;
    }

    public bool Equals(Properties? other) => ReferenceEquals(this, other) || other is not null && _items.AsSpan().SequenceEqual(other._items.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as Properties);

    public override int GetHashCode() => _items.Length;
}

/// <summary>One property and its value as compact JSON text.</summary>
public readonly record struct Property(string Name, string Json);
