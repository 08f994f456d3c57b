using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Tollgate.Engine;

/// <summary>
/// What goes by a name: found by hash, since every event asks, and walked in ordinal order, since what is made of a walk must be the same on
/// every machine.
/// </summary>
internal sealed class ByName<T> : IReadOnlyDictionary<string, T>
{
    private readonly Dictionary<string, T> _found = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, T> _walked = new(StringComparer.Ordinal);

    public int Count => _found.Count;

    public IEnumerable<string> Keys => _walked.Keys;

    public IEnumerable<T> Values => _walked.Values;

    public T this[string name] => _found[name];

    /// <exception cref="ArgumentException">Something goes by the name already.</exception>
    public void Add(string name, T item)
    {
        _found.Add(name, item);
        _walked.Add(name, item);
    }

    public bool ContainsKey(string name) => _found.ContainsKey(name);

    public bool TryGetValue(string name, [MaybeNullWhen(false)] out T item) => _found.TryGetValue(name, out item);

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _walked.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
