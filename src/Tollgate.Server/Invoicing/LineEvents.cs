using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Invoicing;

/// <summary>
/// Every event behind an invoice line, streamed from the journal in the order in which it was recorded, and at the end the proof that they are the
/// line: <see cref="LineProof"/>.
/// </summary>
internal static class LineEvents
{
    private const int FlushAt = 32 * 1024;

    public static async Task Answer(Gate gate)
    {
        InvoiceView invoice = await InvoiceView.Find(gate, gate.Route("id"));
        InvoiceLine line = invoice.Line(gate.Route("n"));
        LineProof proof = await gate.Host.Shard.Read(
            (books, _) => books.Contracts[ContractBook.IdOf(invoice.ContractId, line.ContractVersion)] is var contract ? new LineProof(invoice, line, contract.Plan.Charges.FirstOrDefault(charge => charge.Name == line.Charge), contract.Zone) : null!,
            gate.Cancel
        );

        HttpResponse response = gate.Http.Response;
        response.ContentType = Answers.Json;
        await using var json = new Utf8JsonWriter(response.BodyWriter, Answers.Options);
        json.WriteStartObject();
        json.WriteString("invoice_id"u8, invoice.Id);
        json.WriteNumber("line"u8, line.Number);
        json.WriteString("charge"u8, ChargeNames.Of(line.Charge));
        json.WriteStartArray("data"u8);
        CountedAgain? again = line.Meter is null ? null : await CountedAgain.Find(gate.Host, invoice.AccountId, invoice.ContractId, line.From, invoice.Seen, gate.Cancel);
        IEnumerable<UsageEntry> entries = line.Meter is null ? []
            : again is not null ? again.Of(invoice.AccountId, line.From, line.To, invoice.Seen)
            : gate.Host.Usage.Of(invoice.AccountId, line.From, line.To, invoice.Seen);
        // What came after an invoice was final is on the next, so that the latest are this one's.
        if (line.Corrects is not null)
            entries = entries.Where(entry => entry.Tallies.Any(tally => proof.IsBehind(tally.Target))).TakeLast((int)line.Events);
        foreach (UsageEntry entry in entries)
        {
            foreach (Tally tally in entry.Tallies)
            {
                if (!proof.IsBehind(tally.Target))
                    continue;
                Write(json, entry, tally, proof);
                proof.Count(entry.Counted.Event.Time, tally);
            }

            if (json.BytesPending < FlushAt)
                continue;
            json.Flush();
            await response.BodyWriter.FlushAsync(gate.Cancel);
        }

        json.WriteEndArray();
        if (again is not null)
            proof.Count(again.Given, again.GivenLast);
        if (line.Meter is not null)
        {
            foreach (Fact fact in again?.MovedSince(invoice.AccountId, invoice.Seen)
                ?? gate.Host.Usage.Movements(invoice.AccountId, 0, invoice.Seen.Seq, line.From).Where(moved => moved.Position.CompareTo(invoice.Seen) <= 0).Select(moved => moved.Fact))
            {
                proof.Count(fact);
            }
        }

        proof.Write(json);
        json.WriteEndObject();
        await json.FlushAsync(gate.Cancel);
    }

    private static void Write(Utf8JsonWriter json, UsageEntry entry, in Tally tally, LineProof proof)
    {
        UsageEvent usage = entry.Counted.Event;
        json.WriteStartObject();
        json.WriteString("event_id"u8, usage.Id);
        json.WriteString("source"u8, usage.Source);
        json.WriteString("timestamp"u8, (EffectiveAt?)usage.Time);
        json.WriteString("value"u8, tally.Value);
        json.WriteString("covered"u8, tally.Covered);
        json.WriteString("billed"u8, proof.Billed(tally));
        if (proof.Fee(tally) is { } fee)
            json.WriteString("fee"u8, (Money?)fee);
        json.WriteString("recorded_at"u8, (RecordedAt?)entry.At);
        json.WriteEndObject();
    }
}
