using Tollgate.Engine.Numbers;

namespace Tollgate.Storage.Journal.Columns;

/// <summary>
/// Quantities as whole numbers beside the fractional digits that each needs, so that 250 is written as 250 and not as 250,000,000,000.
/// </summary>
internal sealed class QuantityColumnWriter
{
    internal const byte None = 255;
    internal const int MaxDigits = 9;

    private readonly ByteColumn _digits = new();
    private readonly ByteColumn _values = new();

    public int RawBytes => _digits.Length + _values.Length;

    public void Add(Quantity? quantity)
    {
        if (quantity is { } value)
            Add(value);
        else
            _digits.Byte(None);
    }

    public void Add(Quantity quantity)
    {
        Int128 scaled = quantity.Scaled;
        if (scaled >= long.MinValue && scaled <= long.MaxValue)
            AddShort((long)scaled);
        else
            AddLong(scaled);
    }

    public void WriteTo(PayloadWriter payload)
    {
        payload.Column(_digits);
        payload.Column(_values);
    }

    public void Clear()
    {
        _digits.Clear();
        _values.Clear();
    }

    private void AddShort(long scaled)
    {
        int digits = 0;
        if (scaled % 1_000_000_000 == 0)
        {
            scaled /= 1_000_000_000;
        }
        else
        {
            for (digits = MaxDigits; scaled % 10 == 0; digits--)
                scaled /= 10;
        }

        _digits.Byte((byte)digits);
        _values.ZigZag(scaled);
    }

    private void AddLong(Int128 scaled)
    {
        int digits = MaxDigits;
        while (digits > 0 && scaled % 10 == 0)
        {
            scaled /= 10;
            digits--;
        }

        _digits.Byte((byte)digits);
        _values.ZigZag(scaled);
    }
}

internal sealed class QuantityColumnReader(PayloadReader payload, string name)
{
    private readonly ColumnReader _digits = payload.Column(name + ".digits");
    private readonly ColumnReader _values = payload.Column(name + ".values");

    public Quantity? Next()
    {
        byte digits = _digits.Byte();
        if (digits == QuantityColumnWriter.None)
            return null;
        if (digits > QuantityColumnWriter.MaxDigits)
            throw _digits.Wrong($"gives a quantity {digits} fractional digits");
        Int128 value = _values.ZigZag128();
        try
        {
            for (; digits < QuantityColumnWriter.MaxDigits; digits++)
                value *= 10;
        }
        catch (OverflowException)
        {
            throw _values.Wrong("holds a quantity outside the range of a ledger");
        }

        return Quantity.FromScaled(value);
    }

    public Quantity NextKnown() => Next() ?? throw _digits.Wrong("lacks a quantity that must be there");

    public void MustBeAtEnd()
    {
        _digits.MustBeAtEnd();
        _values.MustBeAtEnd();
    }
}
