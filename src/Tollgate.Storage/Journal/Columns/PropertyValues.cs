using System.Globalization;

namespace Tollgate.Storage.Journal.Columns;

/// <summary>The values of one property: whole numbers as such, any other text once and then by its place.</summary>
internal sealed class PropertyValuesWriter
{
    internal const int WholeNumber = 0, NewText = 1, FirstKnown = 2;

    /// <summary>A property with more different texts than this is not one that repeats.</summary>
    private const int MaxKnown = 4096;

    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly ByteColumn _refs = new();
    private readonly ByteColumn _numbers = new();
    private readonly TextColumnWriter _texts = new();
    private string? _lastText;
    private int _last;

    public int RawBytes => _refs.Length + _numbers.Length + _texts.RawBytes;

    public void Add(string json)
    {
        if (TryWholeNumber(json, out long number))
        {
            _refs.Byte(WholeNumber);
            _numbers.ZigZag(number);
        }
        else if (string.Equals(json, _lastText))
        {
            _refs.Varint((ulong)_last + FirstKnown);
        }
        else
        {
            AddText(json);
        }
    }

    public void WriteTo(PayloadWriter payload)
    {
        payload.Column(_refs);
        payload.Column(_numbers);
        _texts.WriteTo(payload);
    }

    public void Clear()
    {
        _known.Clear();
        _refs.Clear();
        _numbers.Clear();
        _texts.Clear();
        _lastText = null;
    }

    private void AddText(string json)
    {
        if (_known.TryGetValue(json, out int place))
        {
            _refs.Varint((ulong)place + FirstKnown);
            _lastText = json;
            _last = place;
            return;
        }

        if (_known.Count < MaxKnown)
        {
            _lastText = json;
            _last = _known.Count;
            _known.Add(json, _last);
        }

        _refs.Byte(NewText);
        _texts.Add(json);
    }

    /// <summary>Only what would be written the same again: no plus, no leading zero, no minus zero, no point.</summary>
    private static bool TryWholeNumber(ReadOnlySpan<char> json, out long number)
    {
        number = 0;
        bool negative = json is ['-', ..];
        ReadOnlySpan<char> digits = negative ? json[1..] : json;
        if (digits.Length is 0 or > 18 || digits[0] == '0' && (digits.Length > 1 || negative))
            return false;
        foreach (char digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
                return false;
            number = number * 10 + (digit - '0');
        }

        if (negative)
            number = -number;
        return true;
    }
}

internal sealed class PropertyValuesReader(PayloadReader payload, string name)
{
    private readonly ColumnReader _refs = payload.Column(name + ".refs");
    private readonly ColumnReader _numbers = payload.Column(name + ".numbers");
    private readonly TextColumnReader _texts = new(payload, name);
    private readonly List<string> _known = [];

    public string Next()
    {
        int code = _refs.Index(_known.Count + PropertyValuesWriter.FirstKnown);
        switch (code)
        {
            case PropertyValuesWriter.WholeNumber:
                return _numbers.ZigZag().ToString(CultureInfo.InvariantCulture);
            case PropertyValuesWriter.NewText:
                _known.Add(_texts.Next());
                return _known[^1];
            default:
                return _known[code - PropertyValuesWriter.FirstKnown];
        }
    }

    public void MustBeAtEnd()
    {
        _refs.MustBeAtEnd();
        _numbers.MustBeAtEnd();
        _texts.MustBeAtEnd();
    }
}
