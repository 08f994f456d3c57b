namespace Tollgate.Storage.Journal.Columns;

/// <summary>
/// Instants in microseconds, each as the difference from the one before (the first from 1970), in the largest of second, millisecond and
/// microsecond that divides them all.
/// </summary>
internal sealed class InstantColumnWriter
{
    internal static readonly long[] Units = [1, 1_000, 1_000_000];

    private readonly ByteColumn _bytes = new();
    private long[] _values = new long[16];
    private int _count;

    public int RawBytes => _count * 2;

    public void Add(long microseconds)
    {
        if (_count == _values.Length)
            Array.Resize(ref _values, _count * 2);
        _values[_count++] = microseconds;
    }

    public void WriteTo(PayloadWriter payload)
    {
        ReadOnlySpan<long> values = _values.AsSpan(0, _count);
        byte unit = CommonUnit(values);
        _bytes.Clear();
        if (_count > 0)
            _bytes.Byte(unit);
        long previous = 0;
        foreach (long value in values)
        {
            long scaled = unit switch { 2 => value / 1_000_000, 1 => value / 1_000, _ => value };
            // Instants may be as far apart as a long reaches; the difference then wraps here and wraps back when it is read.
            _bytes.ZigZag(unchecked(scaled - previous));
            previous = scaled;
        }

        payload.Column(_bytes);
    }

    public void Clear() => _count = 0;

    // By constants, since dividing by a variable is what would take the time here.
    private static byte CommonUnit(ReadOnlySpan<long> values)
    {
        bool seconds = true;
        foreach (long value in values)
        {
            if (value % 1_000 != 0)
                return 0;
            seconds &= value % 1_000_000 == 0;
        }

        return seconds ? (byte)2 : (byte)1;
    }
}

internal sealed class InstantColumnReader
{
    private readonly ColumnReader _bytes;
    private readonly long _unit = 1;
    private long _previous;

    public InstantColumnReader(PayloadReader payload, string name)
    {
        _bytes = payload.Column(name);
        if (!_bytes.AtEnd)
            _unit = InstantColumnWriter.Units[_bytes.Index(InstantColumnWriter.Units.Length)];
    }

    public long Next()
    {
        _previous = unchecked(_previous + _bytes.ZigZag());
        Int128 microseconds = (Int128)_previous * _unit;
        return microseconds >= long.MinValue && microseconds <= long.MaxValue
            ? (long)microseconds
            : throw _bytes.Wrong("holds an instant outside the range of a ledger");
    }

    public void MustBeAtEnd() => _bytes.MustBeAtEnd();
}
