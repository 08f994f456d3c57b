using System.Text;

namespace Tollgate.Storage.Journal.Columns;

/// <summary>
/// Texts of which many look alike. One that has a <see cref="TextShape"/> is written as that shape's number and its digits, packed; any other as it is.
/// </summary>
internal sealed class TextColumnWriter
{
    /// <summary>More shapes than this in one block are no shapes.</summary>
    internal const int MaxShapes = 64;

    private readonly ByteColumn _shapeList = new();
    private readonly ByteColumn _shapeOfEach = new();
    private readonly ByteColumn _packed = new();
    private readonly ByteColumn _numbers = new();
    private readonly ByteColumn _raw = new();
    private readonly KnownShape[] _shapes = new KnownShape[MaxShapes];
    private int _shapeCount;
    private int _last;
    private char[] _characters = new char[64];

    private struct KnownShape
    {
        public string Prefix;
        public TextForm Form;
        public int Digits;
        public bool Quoted;
        public long Previous;
    }

    public int RawBytes => _shapeList.Length + _shapeOfEach.Length + _packed.Length + _numbers.Length + _raw.Length;

    public void Add(ReadOnlySpan<char> text)
    {
        int known = TextShape.TryFind(text, out TextShape shape) ? Find(shape, text[..shape.Prefix]) : -1;
        _shapeOfEach.Byte((byte)(known + 1));
        if (known < 0)
        {
            _raw.Text(text);
            return;
        }

        ReadOnlySpan<char> digits = text[shape.Prefix..(shape.Quoted ? text.Length - 1 : text.Length)];
        switch (shape.Form)
        {
            case TextForm.Number:
                Number(digits, ref _shapes[known]);
                break;
            case TextForm.Hex:
                Hex(digits);
                break;
            default:
                Uuid(digits);
                break;
        }
    }

    /// <summary>The same for a text in UTF-8.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        if (_characters.Length < utf8.Length)
            _characters = new char[utf8.Length];
        Add(_characters.AsSpan(0, Encoding.UTF8.GetChars(utf8, _characters)));
    }

    public void WriteTo(PayloadWriter payload)
    {
        payload.Column(_shapeList);
        payload.Column(_shapeOfEach);
        payload.Column(_packed, packed: true);
        payload.Column(_numbers);
        payload.Column(_raw);
    }

    public void Clear()
    {
        _shapeList.Clear();
        _shapeOfEach.Clear();
        _packed.Clear();
        _numbers.Clear();
        _raw.Clear();
        _shapeCount = 0;
        _last = 0;
    }

    private int Find(TextShape shape, ReadOnlySpan<char> prefix)
    {
        if (_last < _shapeCount && Same(_shapes[_last], shape, prefix))
            return _last;
        for (int i = 0; i < _shapeCount; i++)
        {
            if (Same(_shapes[i], shape, prefix))
                return _last = i;
        }

        if (_shapeCount == MaxShapes)
            return -1;
        _shapeList.Text(prefix);
        _shapeList.Byte((byte)shape.Form);
        _shapeList.Byte((byte)shape.Digits);
        _shapeList.Byte(shape.Quoted ? (byte)1 : (byte)0);
        _shapes[_shapeCount] = new() { Prefix = prefix.ToString(), Form = shape.Form, Digits = shape.Digits, Quoted = shape.Quoted };
        return _last = _shapeCount++;
    }

    private static bool Same(in KnownShape known, TextShape shape, ReadOnlySpan<char> prefix) =>
        known.Form == shape.Form && known.Digits == shape.Digits && known.Quoted == shape.Quoted && prefix.SequenceEqual(known.Prefix);

    // Numbers that follow one another differ by little.
    private void Number(ReadOnlySpan<char> digits, ref KnownShape shape)
    {
        long value = 0;
        foreach (char digit in digits)
            value = value * 10 + (digit - '0');
        _numbers.ZigZag(value - shape.Previous);
        shape.Previous = value;
    }

    private void Hex(ReadOnlySpan<char> digits)
    {
        int count = (digits.Length + 1) / 2;
        Span<byte> to = _packed.GetSpan(count);
        _ = Convert.FromHexString(digits[..(digits.Length & ~1)], to, out _, out _);
        if (digits.Length % 2 == 1)
            to[count - 1] = (byte)(Nibble(digits[^1]) << 4);
        _packed.Advance(count);
    }

    private void Uuid(ReadOnlySpan<char> text)
    {
        Hex(text[..8]);
        Hex(text[9..13]);
        Hex(text[14..18]);
        Hex(text[19..23]);
        Hex(text[24..]);
    }

    private static int Nibble(char digit) => digit <= '9' ? digit - '0' : digit - 'a' + 10;
}
