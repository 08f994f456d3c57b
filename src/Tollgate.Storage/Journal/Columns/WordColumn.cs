namespace Tollgate.Storage.Journal.Columns;

/// <summary>The few words that a block's usage is made of (types, sources, meters, charges, names of properties), each written once.</summary>
internal sealed class WordColumnWriter
{
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly ByteColumn _bytes = new();

    public int RawBytes => _bytes.Length;

    public int PlaceOf(string word)
    {
        ref int place = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_known, word, out bool known);
        if (!known)
        {
            place = _known.Count - 1;
            _bytes.Text(word);
        }

        return place;
    }

    public void WriteTo(PayloadWriter payload) => payload.Column(_bytes);

    public void Clear()
    {
        _known.Clear();
        _bytes.Clear();
    }
}

/// <summary>A column of references into the words, which mostly name the same one as before.</summary>
internal sealed class WordRefColumnWriter(WordColumnWriter words)
{
    private readonly ByteColumn _refs = new();
    private string? _last;
    private int _place;

    public int RawBytes => _refs.Length;

    public void Add(string word)
    {
        if (!string.Equals(word, _last))
        {
            _place = words.PlaceOf(word);
            _last = word;
        }

        _refs.Varint((ulong)_place);
    }

    public void WriteTo(PayloadWriter payload) => payload.Column(_refs);

    public void Clear()
    {
        _refs.Clear();
        _last = null;
    }
}

internal sealed class WordColumnReader
{
    private readonly List<string> _words = [];

    public WordColumnReader(PayloadReader payload)
    {
        ColumnReader bytes = payload.Column("words");
        while (!bytes.AtEnd)
            _words.Add(bytes.Text());
    }

    /// <summary>The word that a column refers to next.</summary>
    public string Next(ColumnReader refs) => _words[refs.Index(_words.Count)];
}
