using System.Buffers.Text;

namespace Tollgate.Server.Receipts;

/// <summary>Base64url as RFC 7515 has it: without padding and white space, and so that one value has one text.</summary>
internal static class Base64Text
{
    public static bool TryRead(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (!Base64Url.IsValid(text))
            return false;
        bytes = Base64Url.DecodeFromChars(text);
        // The bits of a last character that say nothing must be zero, or a receipt with one character changed would still be whole.
        return text.SequenceEqual(Base64Url.EncodeToString(bytes));
    }
}
