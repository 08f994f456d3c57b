using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Receipts;

/// <summary>
/// The public half of an ES256 key: a point of the curve P-256 (RFC 7518, 6.2), and the name that a receipt calls it by, which is its thumbprint
/// (RFC 7638), so that the same key has the same name wherever it is kept.
/// </summary>
/// <param name="X">32 bytes, as is <paramref name="Y"/>.</param>
internal sealed record PublicKey(string Id, byte[] X, byte[] Y)
{
    private const int CoordinateLength = 32;

    public static PublicKey Of(ECPoint point) => new(ThumbprintOf(point.X!, point.Y!), point.X!, point.Y!);

    /// <summary>Whether a signature over bytes is this key's (ECDSA with SHA-256; r and s of 32 bytes each).</summary>
    public bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        using ECDsa key = Open();
        return key.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>The fields of a JWK (RFC 7517), in an object that is open.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("kty"u8, "EC"u8);
        json.WriteString("crv"u8, "P-256"u8);
        json.WriteString("x"u8, Base64Url.EncodeToString(X));
        json.WriteString("y"u8, Base64Url.EncodeToString(Y));
        json.WriteString("use"u8, "sig"u8);
        json.WriteString("alg"u8, "ES256"u8);
        json.WriteString("kid"u8, Id);
    }

    /// <summary>A JWK Set as it is published.</summary>
    public static void WriteSet(Utf8JsonWriter json, IEnumerable<PublicKey> keys)
    {
        json.WriteStartObject();
        json.WriteStartArray("keys"u8);
        foreach (PublicKey key in keys)
        {
            json.WriteStartObject();
            key.Write(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The keys of a JWK Set; those of other kinds are passed over, as RFC 7517 has it.</summary>
    /// <param name="where">What the text is, for the message.</param>
    /// <exception cref="ReceiptException">It is none, or a key in it is no point of the curve.</exception>
    public static IReadOnlyList<PublicKey> ReadSet(string text, string where)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return [.. document.RootElement.GetProperty("keys").EnumerateArray().Where(IsOurs).Select(Read)];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ReceiptException($"{where} is no JWK Set with keys for ES256: {error.Message}");
        }
    }

    /// <exception cref="FormatException">A coordinate is missing, or is none, or the two are no point of the curve under this name.</exception>
    public static PublicKey Read(JsonElement jwk)
    {
        byte[] x = Coordinate(jwk, "x");
        byte[] y = Coordinate(jwk, "y");
        string id = ThumbprintOf(x, y);
        if (jwk.TryGetProperty("kid", out JsonElement named) && named.GetString() != id)
            throw new FormatException($"a key is called '{Texts.Quoted(named.GetString() ?? "")}', and its thumbprint is {id}.");
        var key = new PublicKey(id, x, y);
        try
        {
            key.Open().Dispose();
            return key;
        }
        catch (CryptographicException none)
        {
            throw new FormatException($"the key {id} is no point of the curve P-256: {none.Message}", none);
        }
    }

    /// <summary>32 bytes from base64url.</summary>
    /// <exception cref="FormatException">There are others, or none.</exception>
    public static byte[] Coordinate(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out JsonElement field) && field.GetString() is { } text && Base64Text.TryRead(text, out byte[] bytes) && bytes.Length == CoordinateLength
            ? bytes
            : throw new FormatException($"'{name}' of a key is not {CoordinateLength} bytes in base64url.");

    /// <summary>RFC 7638, 3: the SHA-256 of the required members, in the order of their names and without white space.</summary>
    private static string ThumbprintOf(byte[] x, byte[] y) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(
        $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(x)}}","y":"{{Base64Url.EncodeToString(y)}}"}"""
    )));

    private ECDsa Open() => ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = X, Y = Y } });

    private static bool IsOurs(JsonElement jwk) => jwk.GetProperty("kty").GetString() == "EC" && jwk.GetProperty("crv").GetString() == "P-256";
}
