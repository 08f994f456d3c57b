using System.Numerics;

namespace Tollgate.Storage.Index.Runs;

/// <summary>
/// How stays stand on a page: a one, the account and the whole stay; or a zero, and how it differs from the one before it, of the same account.
/// Numbers are Elias gamma coded, so that the usual case (the next block, the same hour) takes four bits.
/// </summary>
internal ref struct StayCode
{
    private const int CountBits = 16;

    private readonly Span<ulong> _page;
    private readonly long _firstSeq;
    private readonly long _lastHour;
    private int _at = CountBits;
    private Stay _previous;
    private bool _hasPrevious;

    public StayCode(Span<ulong> page, in RunFooter footer)
        : this(page, footer.FirstSeq, Stay.HourOf(footer.Latest))
    {
    }

    public StayCode(Span<ulong> page, long firstSeq, long lastHour)
    {
        _page = page;
        _firstSeq = firstSeq;
        _lastHour = lastHour;
    }

    /// <returns>False when it finds no room on the page.</returns>
    public bool TryWrite(in Stay stay)
    {
        bool same = _hasPrevious && stay.Account == _previous.Account;
        ulong seq = unchecked((ulong)(same ? stay.Seq - _previous.Seq - 1 : stay.Seq - _firstSeq));
        ulong earliest = ZigZag(stay.Earliest - (same ? _previous.Earliest : _lastHour));
        ulong latest = unchecked((ulong)(stay.Latest - stay.Earliest));
        int length = 1 + (same ? 0 : 64) + LengthOf(seq) + LengthOf(earliest) + LengthOf(latest);
        if (_at + length > Page.Bits)
            return false;
        Bits.Write(_page, _at++, same ? 0UL : 1UL, 1);
        if (!same)
        {
            Bits.Write(_page, _at, stay.Account, 64);
            _at += 64;
        }

        Write(seq);
        Write(earliest);
        Write(latest);
        _previous = stay;
        _hasPrevious = true;
        _page[0]++;
        return true;
    }

    public static int Count(ReadOnlySpan<ulong> page) => unchecked((int)Bits.Read(page, 0, CountBits));

    public Stay Read()
    {
        bool same = Bits.Read(_page, _at++, 1) == 0;
        ulong account = _previous.Account;
        if (!same)
        {
            account = Bits.Read(_page, _at, 64);
            _at += 64;
        }

        long seq = unchecked((long)Number()) + (same ? _previous.Seq + 1 : _firstSeq);
        long earliest = UnZigZag(Number()) + (same ? _previous.Earliest : _lastHour);
        _previous = new(account, seq, earliest, earliest + unchecked((long)Number()));
        return _previous;
    }

    private static int LengthOf(ulong number) => (2 * BitOperations.Log2(number + 1)) + 1;

    private static ulong ZigZag(long number) => unchecked((ulong)(number << 1 ^ number >> 63));

    private static long UnZigZag(ulong code) => unchecked((long)(code >> 1) ^ -(long)(code & 1));

    private void Write(ulong number)
    {
        int bits = BitOperations.Log2(number + 1);
        _at += bits;
        Bits.Write(_page, _at++, 1, 1);
        Bits.Write(_page, _at, number + 1 & Bits.Mask(bits), bits);
        _at += bits;
    }

    private ulong Number()
    {
        int bits = BitOperations.TrailingZeroCount(Bits.Read(_page, _at, 64));
        _at += bits + 1;
        ulong number = (1UL << bits | Bits.Read(_page, _at, bits)) - 1;
        _at += bits;
        return number;
    }
}
