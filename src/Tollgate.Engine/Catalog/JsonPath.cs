namespace Tollgate.Engine.Catalog;

/// <summary>
/// The way to a value in a document while it is walked. It becomes a <see cref="JsonPointer"/> only when something is wrong there: pointers made
/// for each of a million items below long names would take a thousand times the document's room.
/// </summary>
public sealed class JsonPath
{
    private readonly JsonPath? _parent;
    private readonly string? _name;
    private readonly int _index;

    /// <param name="root">The pointer to the value at which the walk begins.</param>
    public JsonPath(string root) => _name = root;

    private JsonPath(JsonPath parent, string? name, int index)
    {
        _parent = parent;
        _name = name;
        _index = index;
    }

    public JsonPath At(string key) => new(this, key, 0);

    public JsonPath At(int index) => new(this, null, index);

    /// <summary>The pointer.</summary>
    public override string ToString() => (_parent, _name) switch
    {
        (null, { } root) => root,
        (_, { } key) => JsonPointer.Append(_parent!.ToString(), key),
        _ => JsonPointer.Append(_parent!.ToString(), _index),
    };
}
