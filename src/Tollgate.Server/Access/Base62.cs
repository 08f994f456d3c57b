namespace Tollgate.Server.Access;

/// <summary>Numbers in the 62 letters and digits that no terminal, address or double click breaks.</summary>
internal static class Base62
{
    public const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static bool Holds(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Alphabet);

    /// <summary>The number, most significant digit first; what does not fit is cut.</summary>
    public static void Write(Span<char> digits, uint number)
    {
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = Alphabet[(int)(number % 62)];
            number /= 62;
        }
    }
}
