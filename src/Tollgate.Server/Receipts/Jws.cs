using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Tollgate.Server.Http;

namespace Tollgate.Server.Receipts;

/// <summary>A receipt as a text that carries its own proof: a JWS in its compact form (RFC 7515), signed with ES256.</summary>
/// <param name="KeyId">Which key it says that it was signed with.</param>
/// <param name="Payload">What was signed, as JSON.</param>
/// <param name="Signed">The bytes that the signature is over: header and payload, as they stand in the text.</param>
internal sealed record Jws(string KeyId, byte[] Payload, byte[] Signed, byte[] Signature)
{
    /// <summary>So that nothing else that may one day be signed with the same key can pass for a receipt.</summary>
    public const string MediaType = "tollgate-receipt+jws";

    private const string Algorithm = "ES256";
    private const int SignatureLength = 64;

    public static string Sign(SigningKey key, ReadOnlySpan<byte> payload)
    {
        string header = Answers.Text(json =>
        {
            json.WriteStartObject();
            json.WriteString("alg"u8, Algorithm);
            json.WriteString("kid"u8, key.Public.Id);
            json.WriteString("typ"u8, MediaType);
            json.WriteEndObject();
        });
        string signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Takes a text apart. Nothing of it is believed yet.</summary>
    /// <exception cref="ReceiptException">It is no receipt; the message says which part of it is wrong.</exception>
    public static Jws Read(string text)
    {
        string[] parts = text.Split('.');
        if (parts.Length != 3)
            throw new ReceiptException($"This is no receipt: a receipt has three parts with a point between them, and this has {parts.Length}.");
        byte[] header = Part(parts[0], "header");
        byte[] payload = Part(parts[1], "payload");
        byte[] signature = Part(parts[2], "signature");
        if (signature.Length != SignatureLength)
            throw new ReceiptException($"The receipt's signature has {signature.Length} bytes, and one of {Algorithm} has {SignatureLength}.");
        return new Jws(KeyIdIn(header), payload, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature);
    }

    /// <summary>Checks the signature.</summary>
    /// <param name="where">Where the keys are from, for the message.</param>
    /// <exception cref="ReceiptException">It does not fit, or its key is not among them.</exception>
    public void Check(IReadOnlyList<PublicKey> keys, string where)
    {
        PublicKey key = keys.FirstOrDefault(one => one.Id == KeyId)
            ?? throw new ReceiptException($"{where} does not have the key '{Texts.Quoted(KeyId)}' that the receipt names: it is of another installation, or its header was changed.");
        if (!key.Verifies(Signed, Signature))
            throw new ReceiptException($"The signature does not fit what is signed: the receipt was changed after the key {KeyId} signed it, in its header, its payload or its signature.");
    }

    private static byte[] Part(string text, string name) => Base64Text.TryRead(text, out byte[] bytes)
        ? bytes
        : throw new ReceiptException($"The receipt's {name} is not whole: it is no base64url text.");

    private static string KeyIdIn(byte[] header)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(header);
            JsonElement fields = document.RootElement;
            if (fields.GetProperty("alg").GetString() is not Algorithm)
                throw new ReceiptException($"The receipt's header names the algorithm '{Texts.Quoted(fields.GetProperty("alg").ToString())}', and receipts are signed with {Algorithm}.");
            if (fields.GetProperty("typ").GetString() is not MediaType)
                throw new ReceiptException($"The receipt's header says that it is a '{Texts.Quoted(fields.GetProperty("typ").ToString())}', and not a {MediaType}.");
            // RFC 7515, 4.1.11: what must be understood, and is not, must be refused.
            if (fields.TryGetProperty("crit", out JsonElement critical))
                throw new ReceiptException($"The receipt's header asks for what is not known here: {Texts.Quoted(critical.ToString())}.");
            return fields.GetProperty("kid").GetString() ?? throw new KeyNotFoundException();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ReceiptException("The receipt's header is not whole: it is no JSON object with alg, kid and typ.");
        }
    }
}
