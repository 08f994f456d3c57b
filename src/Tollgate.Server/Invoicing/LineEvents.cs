using System.Text.Json;
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
/// Every event behind an invoice line, streamed from the journal in the order in which it was recorded, and at the end whether their billed
/// parts add up to the line.
/// </summary>
internal static class LineEvents
{
    private const int FlushAt = 32 * 1024;

    public static async Task Answer(Gate gate)
    {
        InvoiceView invoice = await InvoiceView.Find(gate, gate.Route("id"));
        InvoiceLine line = invoice.Line(gate.Route("n"));
        string terms = ContractBook.IdOf(invoice.ContractId, line.ContractVersion);
        bool afterIncluded = line.Meter is not null && await gate.Host.Shard.Read((books, _) => books.Contracts[terms].Charge(line.Charge).AfterIncluded, gate.Cancel);

        HttpResponse response = gate.Http.Response;
        response.ContentType = Answers.Json;
        await using var json = new Utf8JsonWriter(response.BodyWriter, Answers.Options);
        json.WriteStartObject();
        json.WriteString("invoice_id"u8, invoice.Id);
        json.WriteNumber("line"u8, line.Number);
        json.WriteString("charge"u8, ChargeNames.Of(line.Charge));
        json.WriteStartArray("data"u8);
        long events = 0;
        Quantity sum = Quantity.Zero;
        IEnumerable<UsageEntry> entries = line.Meter is null ? [] : gate.Host.Usage.Of(invoice.AccountId, line.From, line.To, invoice.Seen);
        // What came after an invoice was final is on the next, so that the latest are this one's.
        if (line.Corrects is not null)
            entries = entries.Where(entry => entry.Tallies.Any(tally => IsBehind(tally.Target, terms, line))).TakeLast((int)line.Events);
        foreach (UsageEntry entry in entries)
        {
            foreach (Tally tally in entry.Tallies)
            {
                if (!IsBehind(tally.Target, terms, line))
                    continue;
                Quantity billed = afterIncluded ? tally.Value - tally.Covered : tally.Value;
                Write(json, entry, tally, billed);
                events++;
                sum += billed;
            }

            if (json.BytesPending < FlushAt)
                continue;
            json.Flush();
            await response.BodyWriter.FlushAsync(gate.Cancel);
        }

        json.WriteEndArray();
        json.WriteNumber("events"u8, events);
        json.WriteString("quantity"u8, sum);
        json.WriteString("line_quantity"u8, line.Quantity);
        json.WriteBoolean("complete"u8, events == line.Events && sum == line.Quantity);
        json.WriteEndObject();
        await json.FlushAsync(gate.Cancel);
    }

    /// <param name="terms">The version of the contract that the line is of.</param>
    private static bool IsBehind(TallyTarget target, string terms, InvoiceLine line)
    {
        if (target.ContractId != terms || target.AfterCutoff != (line.Corrects is not null) || target.PeriodStart != line.From || target.Meter != line.Meter)
            return false;
        foreach (ChargeCell cell in target.Charges)
        {
            if (cell.Charge == line.Charge)
                return cell.Cell != ChargeCell.Unpriced;
        }

        return false;
    }

    private static void Write(Utf8JsonWriter json, UsageEntry entry, in Tally tally, Quantity billed)
    {
        UsageEvent usage = entry.Counted.Event;
        json.WriteStartObject();
        json.WriteString("event_id"u8, usage.Id);
        json.WriteString("source"u8, usage.Source);
        json.WriteString("timestamp"u8, (EffectiveAt?)usage.Time);
        json.WriteString("value"u8, tally.Value);
        json.WriteString("covered"u8, tally.Covered);
        json.WriteString("billed"u8, billed);
        json.WriteString("recorded_at"u8, (RecordedAt?)entry.At);
        json.WriteEndObject();
    }
}
