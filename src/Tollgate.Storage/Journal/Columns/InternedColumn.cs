namespace Tollgate.Storage.Journal.Columns;

/// <summary>
/// Texts that come again, such as accounts: each as 0 and the next new text, or as 1 + the place of one that was new before.
/// </summary>
internal sealed class InternedColumnWriter
{
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly TextColumnWriter _texts = new();
    private readonly ByteColumn _refs = new();
    private string? _lastText;
    private int _last;

    public int RawBytes => _refs.Length + _texts.RawBytes;

    /// <returns>The text's place among the new ones, from 0, in the order in which they came.</returns>
    public int Add(string text)
    {
        if (ReferenceEquals(text, _lastText))
        {
            _refs.Varint((ulong)_last + 1);
            return _last;
        }

        ref int place = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_known, text, out bool known);
        if (known)
        {
            _refs.Varint((ulong)place + 1);
        }
        else
        {
            place = _known.Count - 1;
            _refs.Byte(0);
            _texts.Add(text);
        }

        _lastText = text;
        return _last = place;
    }

    public void WriteTo(PayloadWriter payload)
    {
        payload.Column(_refs);
        _texts.WriteTo(payload);
    }

    public void Clear()
    {
        _known.Clear();
        _texts.Clear();
        _refs.Clear();
        _lastText = null;
    }
}

internal sealed class InternedColumnReader(PayloadReader payload, string name)
{
    private readonly ColumnReader _refs = payload.Column(name + ".refs");
    private readonly TextColumnReader _texts = new(payload, name);
    private readonly List<string> _known = [];

    /// <param name="place">The text's place among the new ones.</param>
    public string Next(out int place)
    {
        place = _refs.Index(_known.Count + 1) - 1;
        if (place < 0)
        {
            place = _known.Count;
            _known.Add(_texts.Next());
        }

        return _known[place];
    }

    public string Next() => Next(out _);

    public void MustBeAtEnd()
    {
        _refs.MustBeAtEnd();
        _texts.MustBeAtEnd();
    }
}
