using System.Security.Cryptography;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Access;

/// <summary>
/// The form of a key: <c>tg_{environment}_</c>, 30 characters of chance, and 6 that check all that stands before, so that a mistyped key is
/// refused without a look-up and a leaked one is found by scanners.
/// </summary>
internal static class ApiKey
{
    private const string Prefix = "tg_";
    private const int SecretLength = 30;
    private const int ChecksumLength = 6;

    /// <summary>Makes a key from the system's source of chance.</summary>
    public static string Make(string environment)
    {
        string body = Prefix + environment + "_" + RandomNumberGenerator.GetString(Base62.Alphabet, SecretLength);
        return body + Checksum(body);
    }

    /// <summary>Whether the text is whole and checks; whether anybody was given it is another question.</summary>
    public static bool TryRead(string text, out string environment)
    {
        environment = "";
        int end = text.Length - SecretLength - ChecksumLength - 1;
        if (end <= Prefix.Length || end > Prefix.Length + StreamId.LongestEnvironmentName || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[end] != '_')
            return false;
        if (!Base62.Holds(text.AsSpan(end + 1)) || !StreamId.IsEnvironmentName(text[Prefix.Length..end]))
            return false;
        if (!text.AsSpan(text.Length - ChecksumLength).SequenceEqual(Checksum(text.AsSpan(0, text.Length - ChecksumLength))))
            return false;
        environment = text[Prefix.Length..end];
        return true;
    }

    private static string Checksum(ReadOnlySpan<char> body)
    {
        Span<char> digits = stackalloc char[ChecksumLength];
        Base62.Write(digits, Crc32.Of(body));
        return new string(digits);
    }
}
