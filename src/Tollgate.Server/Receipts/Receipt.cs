using System.Text.Json;
using Tollgate.Engine.Time;
using Tollgate.Server.Entitlements;
using Tollgate.Server.Http;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Receipts;

/// <summary>
/// What an installation signs of a decision: all that its id carries, whose it is, and the hash of the block that it rests on, so that the receipt and
/// the journal vouch for each other.
/// </summary>
/// <param name="Taken">With the ordinal filled in.</param>
/// <param name="Block">The hash of block <c>as_of.seq</c>; <see cref="BlockHash.None"/> before the first.</param>
/// <param name="IssuedAt">When it was signed, on the real clock.</param>
internal sealed record Receipt(string Installation, string DecisionId, TakenDecision Taken, BlockHash Block, RecordedAt IssuedAt)
{
    /// <summary>The payload as it is signed and shown.</summary>
    public string Payload => Answers.Text(json => ReceiptJson.Write(json, this));

    /// <exception cref="ReceiptException">The payload was signed, and is of a form that this program does not know.</exception>
    public static Receipt Read(Jws signed)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(signed.Payload);
            return ReceiptJson.Read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ReceiptException($"The receipt's payload was signed, and this version of Tollgate cannot read it: {error.Message} Use the version that gave it out, or a later one.");
        }
    }
}
