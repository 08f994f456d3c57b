using System.Text.Json;

namespace Tollgate.Server.Receipts;

/// <summary>A receipt as somebody brings it: the signed form alone, or the whole answer of the API that it came in.</summary>
/// <param name="Beside">The payload that stood beside the signed form in the answer, as JSON; null when none did.</param>
internal sealed record PresentedReceipt(Jws Signed, string? Beside)
{
    /// <exception cref="ReceiptException">It is neither.</exception>
    public static PresentedReceipt Read(string text)
    {
        string trimmed = text.Trim();
        if (!trimmed.StartsWith('{'))
            return new PresentedReceipt(Jws.Read(trimmed), null);
        try
        {
            using JsonDocument document = JsonDocument.Parse(trimmed);
            JsonElement answer = document.RootElement;
            return new PresentedReceipt(
                Jws.Read(answer.GetProperty("receipt").GetString() ?? ""),
                answer.TryGetProperty("payload", out JsonElement payload) ? payload.GetRawText() : null
            );
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ReceiptException("This is no receipt: neither three parts with points between them, nor the answer of GET /v1/decisions/{id} with its field 'receipt'.");
        }
    }

    /// <summary>Checks the signature, and that what stands beside it is what was signed.</summary>
    /// <param name="where">Where the keys are from, for the message.</param>
    /// <returns>The receipt, to be believed from now on.</returns>
    /// <exception cref="ReceiptException">Something in it was changed.</exception>
    public Receipt Check(IReadOnlyList<PublicKey> keys, string where)
    {
        Signed.Check(keys, where);
        Receipt receipt = Receipt.Read(Signed);
        if (Beside is not null && !JsonElement.DeepEquals(JsonSerializer.Deserialize<JsonElement>(Beside), JsonSerializer.Deserialize<JsonElement>(Signed.Payload)))
            throw new ReceiptException("The payload that stands beside the receipt is not the one that was signed: it was changed.");
        return receipt;
    }
}
