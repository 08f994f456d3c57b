using System.Globalization;

namespace Tollgate.Storage.Journal.Columns;

/// <summary>Reads what <see cref="TextColumnWriter"/> wrote.</summary>
internal sealed class TextColumnReader
{
    private readonly List<KnownShape> _shapes = [];
    private readonly ColumnReader _shapeOfEach;
    private readonly ColumnReader _packed;
    private readonly ColumnReader _numbers;
    private readonly ColumnReader _raw;

    private sealed class KnownShape(string prefix, TextForm form, int digits, string suffix)
    {
        public string Prefix => prefix;
        public TextForm Form => form;
        public int Digits => digits;
        public string Suffix => suffix;
        public long Previous { get; set; }
    }

    public TextColumnReader(PayloadReader payload, string name)
    {
        ColumnReader shapes = payload.Column(name + ".shapes");
        _shapeOfEach = payload.Column(name + ".shape_of_each");
        _packed = payload.Column(name + ".packed");
        _numbers = payload.Column(name + ".numbers");
        _raw = payload.Column(name + ".raw");
        while (!shapes.AtEnd)
            _shapes.Add(new(shapes.Text(), (TextForm)shapes.Index(3), shapes.Byte(), shapes.Index(2) == 1 ? "\"" : ""));
    }

    public string Next()
    {
        int shape = _shapeOfEach.Index(_shapes.Count + 1);
        if (shape == 0)
            return _raw.Text();
        KnownShape known = _shapes[shape - 1];
        return known.Form switch
        {
            TextForm.Number => Number(known),
            TextForm.Hex => Hex(known),
            _ => Uuid(known),
        };
    }

    /// <summary>Passes over a text that nobody wants.</summary>
    public void Skip()
    {
        int shape = _shapeOfEach.Index(_shapes.Count + 1);
        if (shape == 0)
        {
            _raw.Bytes(_raw.Count());
            return;
        }

        KnownShape known = _shapes[shape - 1];
        switch (known.Form)
        {
            case TextForm.Number:
                known.Previous = unchecked(known.Previous + _numbers.ZigZag());
                break;
            case TextForm.Hex:
                _packed.Bytes((known.Digits + 1) / 2);
                break;
            default:
                _packed.Bytes(16);
                break;
        }
    }

    public void MustBeAtEnd()
    {
        _shapeOfEach.MustBeAtEnd();
        _packed.MustBeAtEnd();
        _numbers.MustBeAtEnd();
        _raw.MustBeAtEnd();
    }

    private string Number(KnownShape shape)
    {
        shape.Previous = unchecked(shape.Previous + _numbers.ZigZag());
        if (shape.Previous < 0)
            throw _numbers.Wrong("holds a negative number where only digits can be");
        return string.Create(CultureInfo.InvariantCulture, $"{shape.Prefix}{shape.Previous}{shape.Suffix}");
    }

    private string Hex(KnownShape shape)
    {
        ReadOnlySpan<byte> bytes = _packed.Bytes((shape.Digits + 1) / 2);
        Span<char> digits = stackalloc char[256 + 1];
        Convert.TryToHexStringLower(bytes, digits, out int written);
        if (written > shape.Digits && digits[--written] != '0')
            throw _packed.Wrong("holds a digit behind the last");
        return string.Concat(shape.Prefix, digits[..written], shape.Suffix);
    }

    private string Uuid(KnownShape shape)
    {
        Guid uuid = new(_packed.Bytes(16), bigEndian: true);
        Span<char> text = stackalloc char[TextShape.UuidLength];
        uuid.TryFormat(text, out _, "D");
        return string.Concat(shape.Prefix, text, shape.Suffix);
    }
}
