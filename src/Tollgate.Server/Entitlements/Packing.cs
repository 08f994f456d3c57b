using System.Buffers;
using System.Text;
using Tollgate.Engine.Numbers;

namespace Tollgate.Server.Entitlements;

/// <summary>
/// Writes the values that a decision's id is packed from. Numbers are LEB128, signed ones zigzag before it; a text has its length in bytes + 1 in
/// front, 0 being none; a quantity is its number of fractional digits, doubled, one more when it is negative, and then its digits as a number.
/// </summary>
internal static class Packing
{
    private const int MostBytes = 19;
    private const int Fraction = 9;
    private const ulong One = 1_000_000_000;

    public static void Number(this ArrayBufferWriter<byte> to, ulong value)
    {
        Span<byte> bytes = to.GetSpan(MostBytes);
        int length = 0;
        while (value >= 0x80)
        {
            bytes[length++] = (byte)((value & 0x7F) | 0x80);
            value >>= 7;
        }

        bytes[length++] = (byte)value;
        to.Advance(length);
    }

    public static void Signed(this ArrayBufferWriter<byte> to, long value) => to.Number(unchecked((ulong)((value << 1) ^ (value >> 63))));

    public static void Text(this ArrayBufferWriter<byte> to, string? text)
    {
        if (text is null)
        {
            to.Number(0);
            return;
        }

        int length = Encoding.UTF8.GetByteCount(text);
        to.Number((ulong)length + 1);
        to.Advance(Encoding.UTF8.GetBytes(text, to.GetSpan(length)));
    }

    public static void Quantity(this ArrayBufferWriter<byte> to, Quantity quantity)
    {
        UInt128 digits = unchecked((UInt128)(quantity.IsNegative ? -quantity.Scaled : quantity.Scaled));
        ulong sign = quantity.IsNegative ? 1UL : 0;
        if (digits > ulong.MaxValue)
        {
            to.Number((2 * Fraction) + sign);
            to.Large(digits);
            return;
        }

        ulong small = (ulong)digits;
        ulong fraction = 0;
        if (small % One == 0)
        {
            small /= One;
        }
        else
        {
            for (fraction = Fraction; small % 10 == 0; fraction--)
                small /= 10;
        }

        to.Number((2 * fraction) + sign);
        to.Number(small);
    }

    private static void Large(this ArrayBufferWriter<byte> to, UInt128 value)
    {
        Span<byte> bytes = to.GetSpan(MostBytes);
        int length = 0;
        while (value >= 0x80)
        {
            bytes[length++] = (byte)((byte)(value & 0x7F) | 0x80);
            value >>= 7;
        }

        bytes[length++] = (byte)value;
        to.Advance(length);
    }
}

/// <summary>Reads what <see cref="Packing"/> wrote, in the same order.</summary>
internal ref struct Unpacking(ReadOnlySpan<byte> bytes)
{
    private const int Fraction = 9;

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    /// <exception cref="FormatException">The bytes end before the value does, or it is none; this holds for each of these.</exception>
    public ulong Number()
    {
        UInt128 value = Large();
        return value <= ulong.MaxValue ? (ulong)value : throw Broken();
    }

    public int Small()
    {
        ulong value = Number();
        return value <= int.MaxValue ? (int)value : throw Broken();
    }

    public long Signed()
    {
        ulong value = Number();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    public string? Text()
    {
        int length = Small();
        return length == 0 ? null : Encoding.UTF8.GetString(Bytes(length - 1));
    }

    public string Needed() => Text() ?? throw Broken();

    public Quantity Quantity()
    {
        int form = Small();
        UInt128 digits = Large();
        if (form > (2 * Fraction) + 1)
            throw Broken();
        for (int digit = form / 2; digit < Fraction; digit++)
            digits = unchecked(digits * 10);
        Int128 scaled = unchecked((Int128)digits);
        return Engine.Numbers.Quantity.FromScaled(form % 2 == 1 ? unchecked(-scaled) : scaled);
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length)
            throw Broken();
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private UInt128 Large()
    {
        UInt128 value = 0;
        for (int shift = 0; shift < 128; shift += 7)
        {
            byte next = Bytes(1)[0];
            value |= (UInt128)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Broken();
    }

    private static FormatException Broken() => new("The bytes of a decision's id do not say what they should.");
}
