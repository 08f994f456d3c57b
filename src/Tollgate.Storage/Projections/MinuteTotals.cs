using Tollgate.Engine.Numbers;

namespace Tollgate.Storage.Projections;

/// <summary>What was counted in one minute of an hour.</summary>
/// <param name="Minute">0 to 59.</param>
internal readonly record struct MinuteTotal(int Minute, Quantity Quantity, long Events);

/// <summary>The minutes of one hourly bucket that have usage, in order, and their packed form.</summary>
/// <remarks>
/// Packed, each is its number as a byte, its events as a base-128 varint, and its quantity times 10^9 as a zigzag varint of up to 19 bytes:
/// about ten bytes a minute, and beyond 64 bits where it has to be.
/// </remarks>
internal sealed class MinuteTotals
{
    private const int LongestPacked = 1 + 10 + 19;

    private MinuteTotal[] _items = new MinuteTotal[1];
    private int _count;

    public ReadOnlySpan<MinuteTotal> Items => _items.AsSpan(0, _count);

    /// <exception cref="NumberOutOfRangeException">The sum has more than 29 digits before the point.</exception>
    public void Add(int minute, Quantity quantity, long events)
    {
        // Usage comes nearly in order: the place is nearly always the last.
        int at = _count - 1;
        while (at >= 0 && _items[at].Minute > minute)
            at--;
        if (at >= 0 && _items[at].Minute == minute)
        {
            ref MinuteTotal there = ref _items[at];
            there = new(minute, there.Quantity + quantity, there.Events + events);
            return;
        }

        if (_count == _items.Length)
            Array.Resize(ref _items, _count * 2);
        Array.Copy(_items, at + 1, _items, at + 2, _count - at - 1);
        _items[at + 1] = new(minute, quantity, events);
        _count++;
    }

    public void Add(MinuteTotals others)
    {
        foreach (MinuteTotal other in others.Items)
            Add(other.Minute, other.Quantity, other.Events);
    }

    /// <summary>These on top of those that a row holds, packed; null when there is no row.</summary>
    /// <exception cref="InvalidDataException">The bytes were not written by <see cref="Pack"/>.</exception>
    public MinuteTotals And(byte[]? packed)
    {
        if (packed is null)
            return this;
        var both = Unpack(packed);
        both.Add(this);
        return both;
    }

    public MinuteTotal Sum()
    {
        Quantity quantity = Quantity.Zero;
        long events = 0;
        foreach (MinuteTotal item in Items)
        {
            quantity += item.Quantity;
            events += item.Events;
        }

        return new(0, quantity, events);
    }

    public byte[] Pack()
    {
        Span<byte> to = stackalloc byte[60 * LongestPacked];
        int length = 0;
        foreach (MinuteTotal item in Items)
        {
            to[length++] = (byte)item.Minute;
            length += Write(to[length..], (UInt128)item.Events);
            length += Write(to[length..], Zigzag(item.Quantity.Scaled));
        }

        return to[..length].ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes were not written by <see cref="Pack"/>.</exception>
    public static MinuteTotals Unpack(ReadOnlySpan<byte> packed)
    {
        MinuteTotals minutes = new();
        int at = 0;
        while (at < packed.Length)
        {
            int minute = packed[at++];
            if (minute >= 60)
                throw new InvalidDataException($"There is no minute {minute}.");
            long events = (long)Read(packed, ref at);
            minutes.Add(minute, Quantity.FromScaled(Unzigzag(Read(packed, ref at))), events);
        }

        return minutes;
    }

    private static UInt128 Zigzag(Int128 value) => unchecked((UInt128)(value << 1) ^ (UInt128)(value >> 127));

    private static Int128 Unzigzag(UInt128 value) => unchecked((Int128)(value >> 1) ^ -(Int128)(value & 1));

    private static int Write(Span<byte> to, UInt128 value)
    {
        int length = 0;
        for (; value >= 0x80; value >>= 7)
            to[length++] = unchecked((byte)((byte)value | 0x80));
        to[length++] = (byte)value;
        return length;
    }

    private static UInt128 Read(ReadOnlySpan<byte> from, ref int at)
    {
        UInt128 value = 0;
        for (int shift = 0; at < from.Length && shift < 128; shift += 7)
        {
            byte part = from[at++];
            value |= (UInt128)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw new InvalidDataException("A number does not end.");
    }
}
