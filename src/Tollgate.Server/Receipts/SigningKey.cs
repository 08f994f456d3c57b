using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Receipts;

/// <summary>A key pair that receipts are signed with, or what is left of one.</summary>
/// <param name="Private">32 bytes; null once another key has taken its place.</param>
/// <param name="MadeAt">On the real clock.</param>
internal sealed record SigningKey(PublicKey Public, byte[]? Private, RecordedAt MadeAt)
{
    public SigningKey WithoutPrivate => this with { Private = null };

    public static SigningKey Make()
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECParameters parameters = made.ExportParameters(includePrivateParameters: true);
        return new SigningKey(PublicKey.Of(parameters.Q), parameters.D, new RecordedAt((DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond));
    }

    /// <exception cref="FormatException">It is no such key.</exception>
    public static SigningKey Read(JsonElement jwk) => new(
        PublicKey.Read(jwk),
        jwk.TryGetProperty("d", out _) ? PublicKey.Coordinate(jwk, "d") : null,
        Instants.TryParse(jwk.GetProperty("made_at").GetString() ?? "", out long at) ? new RecordedAt(at) : throw new FormatException("'made_at' of a key is no instant.")
    );

    /// <summary>Signs bytes (ECDSA with SHA-256; r and s of 32 bytes each, as RFC 7518, 3.4 has it).</summary>
    /// <exception cref="InvalidOperationException">Another key has taken its place.</exception>
    public byte[] Sign(ReadOnlySpan<byte> bytes)
    {
        if (Private is null)
            throw new InvalidOperationException($"The key {Public.Id} signs no more.");
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Public.X, Y = Public.Y }, D = Private });
        return key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Public.Write(json);
        if (Private is not null)
            json.WriteString("d"u8, Base64Url.EncodeToString(Private));
        json.WriteString("made_at"u8, MadeAt.ToString());
        json.WriteEndObject();
    }

    /// <summary>Nothing of the private half is ever shown by accident.</summary>
    public override string ToString() => Public.Id;
}
