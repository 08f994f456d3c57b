using System.Buffers;

namespace Tollgate.Storage.Journal.Columns;

/// <summary>What the end of a text is made of. The number is what stands in the block.</summary>
internal enum TextForm : byte
{
    /// <summary>A decimal number without leading zeros, of at most 18 digits.</summary>
    Number = 0,

    /// <summary>Lower-case hex digits, a fixed count of them.</summary>
    Hex = 1,

    /// <summary>A lower-case UUID with its four hyphens.</summary>
    Uuid = 2,
}

/// <summary>
/// The way in which a text can be packed: a part in front that many texts share, then a number, hex digits or a UUID, and perhaps the closing
/// quote of a JSON string. <c>req_9f31a2c4</c> is <c>req_</c> and eight hex digits.
/// </summary>
/// <param name="Prefix">How many characters stand in front.</param>
/// <param name="Digits">The count of hex digits; 0 for other forms.</param>
internal readonly record struct TextShape(TextForm Form, int Prefix, int Digits, bool Quoted)
{
    public const int UuidLength = 36;
    public const int MaxHexDigits = 128;

    private const int MaxPrefix = 64;
    private const int MaxNumberDigits = 18;

    // Fewer hex digits save nothing and are as likely the end of a word.
    private const int MinHexDigits = 4;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static bool TryFind(ReadOnlySpan<char> text, out TextShape shape)
    {
        shape = default;
        bool quoted = text is [.., '"'];
        int end = quoted ? text.Length - 1 : text.Length;
        int hex = text[..end].LastIndexOfAnyExcept(HexDigits) + 1;
        int number = hex + text[hex..end].LastIndexOfAnyExceptInRange('0', '9') + 1;
        int digits = end - hex;
        if (digits == 12 && end >= UuidLength && IsUuid(text[(end - UuidLength)..end]))
            shape = new(TextForm.Uuid, end - UuidLength, 0, quoted);
        else if (IsNumber(text[number..end]) && EndsWord(text[..number]))
            shape = new(TextForm.Number, number, 0, quoted);
        else if (digits is >= MinHexDigits and <= MaxHexDigits && EndsPart(text[..hex]))
            shape = new(TextForm.Hex, hex, digits, quoted);
        else
            return false;
        return shape.Prefix <= MaxPrefix;
    }

    private static bool IsNumber(ReadOnlySpan<char> digits) => digits.Length is > 0 and <= MaxNumberDigits && (digits[0] != '0' || digits.Length == 1);

    private static bool EndsPart(ReadOnlySpan<char> prefix) => prefix.IsEmpty || !char.IsAsciiLetterOrDigit(prefix[^1]);

    // Random letters and digits would make a prefix of their own for every text; a word in front of a number is the same each time.
    private static bool EndsWord(ReadOnlySpan<char> prefix) => EndsPart(prefix) || prefix.IndexOfAnyInRange('0', '9') < 0;

    private static bool IsUuid(ReadOnlySpan<char> text) =>
        text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-'
        && !text[..8].ContainsAnyExcept(HexDigits)
        && !text[9..13].ContainsAnyExcept(HexDigits)
        && !text[14..18].ContainsAnyExcept(HexDigits)
        && !text[19..23].ContainsAnyExcept(HexDigits);
}
