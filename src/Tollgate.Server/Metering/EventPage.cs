using System.Collections.Immutable;
using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Metering;

/// <summary>One event: what it said, every receipt of it, what it was counted in, and the invoice line it ended in.</summary>
internal static class EventPage
{
    public static void Map(Routes routes) => routes.Get("/v1/events/{event_id}", Scopes.EventsRead, Answer, new(
        "Usage",
        "Get an event",
        "The event, every receipt of it, what it was counted in, and the invoice line it ended in; billing says why when it stands on none yet.",
        null,
        """{"event_id":"req_9f31a","source":"api","account_id":"acct_4421","type":"api_calls","timestamp":"2025-02-01T10:15:22Z","quantity":"1","subject":"user_7","properties":{"region":"eu"},"consumed":false,"receipts":[{"received_at":"2025-02-01T10:15:23Z","conflict":false}],"counted":[{"meter":"api_calls","value":"1","covered":"1","contract_id":"ctr_0Zk3mN4pR6sT8uV0","period_start":"2025-02-01T00:00:00Z","after_cutoff":false,"charges":[{"charge":"api_calls","billing":"invoiced","invoice_id":"inv_0Zk3mN4pR6sT8uV0_1","line":2}]}]}""")
    {
        Gives = UsageShape.Event,
        Query = [("account_id", "The event's account."), ("source", "Its source; api unless given.")],
    });

    private static async Task Answer(Gate gate)
    {
        string account = await gate.ResolveAccount(gate.Required("account_id"));
        string source = gate.Query("source") ?? EventFields.DefaultSource;
        string id = gate.Route("event_id");
        FoundEvent found = await gate.Host.Usage.Find(account, source, id, gate.Cancel) ?? throw new ProblemException(Problem.NotFound(
            Codes.EventNotFound,
            $"No event '{Texts.Quoted(id)}' of source '{Texts.Quoted(source)}' was counted for '{account}'."
        ));
        ImmutableArray<Tally> tallies = await CountedIn(gate, found.Counted);
        await gate.Fresh();
        var charges = new Dictionary<(Tally, string), ChargeBilling>();
        foreach (Tally tally in tallies)
        {
            foreach (ChargeCell cell in tally.Target.Charges)
                charges[(tally, cell.Charge)] = await Billing(gate, tally.Target, cell, found.Position);
        }

        await gate.Answer(StatusCodes.Status200OK, json => Write(json, found, tallies, charges));
    }

    /// <summary>What the event counts in now: when no contract covered it at first, what a later one took it up in; when it was counted again under other terms, what it came to.</summary>
    private static async Task<ImmutableArray<Tally>> CountedIn(Gate gate, UsageCounted counted)
    {
        string account = counted.Event.AccountId;
        EffectiveAt time = counted.Event.Time;
        var next = new EffectiveAt(time.Microseconds + 1);
        ImmutableArray<Tally> tallies = counted.Tallies.All(tally => tally.Target.ContractId is not null) ? counted.Tallies : Last(gate.Host.Usage.Of(account, time, next), counted);
        if (tallies.FirstOrDefault(tally => tally.Target.ContractId is not null) is not { Target.ContractId: { } contract })
            return tallies;
        var tip = new FactPosition(gate.Host.Shard.Committed.Seq, int.MaxValue);
        CountedAgain? again = await CountedAgain.Find(gate.Host, account, contract, time, tip, gate.Cancel);
        return again is null ? tallies : Last(again.Of(account, time, next, tip), counted);
    }

    private static ImmutableArray<Tally> Last(IEnumerable<UsageEntry> entries, UsageCounted counted) =>
        entries.LastOrDefault(entry => entry.Counted.Event.Id == counted.Event.Id && entry.Counted.Event.Source == counted.Event.Source) is { Counted: not null } last ? last.Tallies : counted.Tallies;

    private static async Task<ChargeBilling> Billing(Gate gate, TallyTarget target, ChargeCell cell, FactPosition recorded)
    {
        if (cell.Cell == ChargeCell.Unpriced)
            return new ChargeBilling(Codes.PriceMissing, null, null);
        string contract = target.ContractId!;
        if (gate.Host.Projections.InvoiceLineOf(Engine.Contracts.ContractBook.ContractOf(contract), target.PeriodStart, cell.Charge, recorded) is { } line)
            return new ChargeBilling("invoiced", line.InvoiceId, line.Line);
        return await gate.Host.Shard.Read((books, _) => OnDraft(books.Contracts[contract], target, cell), gate.Cancel);
    }

    private static ChargeBilling OnDraft(Engine.Contracts.ContractBook contract, TallyTarget target, ChargeCell cell)
    {
        foreach ((long boundary, string invoice) in contract.Drafts)
        {
            foreach (Engine.Invoicing.InvoiceLine line in Engine.Invoicing.Composition.Of(contract, boundary).Lines)
            {
                if (line.Charge == cell.Charge && line.From == target.PeriodStart && line.Meter is not null && line.Corrects is not null == target.AfterCutoff)
                    return new ChargeBilling("draft", invoice, line.Number);
            }
        }

        return new ChargeBilling(target.AfterCutoff ? "recorded_after_cutoff" : "not_yet_billed", null, null);
    }

    private static void Write(Utf8JsonWriter json, FoundEvent found, ImmutableArray<Tally> tallies, Dictionary<(Tally, string), ChargeBilling> charges)
    {
        json.WriteStartObject();
        EventJson.WriteFields(json, found.Counted.Event);
        json.WriteBoolean("consumed"u8, found.Counted.Consumed);
        json.WriteStartArray("receipts"u8);
        WriteReceipt(json, found.Counted.At, null);
        foreach ((_, UsageRepeated repeated) in found.Repetitions)
            WriteReceipt(json, repeated.At, repeated.Differing);
        json.WriteEndArray();
        json.WriteStartArray("counted"u8);
        foreach (Tally tally in tallies)
            WriteTally(json, tally, charges);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteReceipt(Utf8JsonWriter json, RecordedAt at, UsageEvent? differing)
    {
        json.WriteStartObject();
        json.WriteString("received_at"u8, (RecordedAt?)at);
        json.WriteBoolean("conflict"u8, differing is not null);
        if (differing is not null)
        {
            json.WriteStartObject("said"u8);
            EventJson.WriteFields(json, differing);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTally(Utf8JsonWriter json, Tally tally, Dictionary<(Tally, string), ChargeBilling> charges)
    {
        TallyTarget target = tally.Target;
        json.WriteStartObject();
        json.WriteString("meter"u8, target.Meter);
        json.WriteString("value"u8, tally.Value);
        json.WriteString("covered"u8, tally.Covered);
        json.WriteString("contract_id"u8, target.ContractId is { } contract ? Engine.Contracts.ContractBook.ContractOf(contract) : null);
        json.WriteString("period_start"u8, target.ContractId is null ? null : (EffectiveAt?)target.PeriodStart);
        json.WriteBoolean("after_cutoff"u8, target.AfterCutoff);
        json.WriteStartArray("charges"u8);
        foreach (ChargeCell cell in target.Charges)
        {
            ChargeBilling billing = charges[(tally, cell.Charge)];
            json.WriteStartObject();
            json.WriteString("charge"u8, ChargeNames.Of(cell.Charge));
            json.WriteString("billing"u8, billing.State);
            json.WriteString("invoice_id"u8, billing.InvoiceId);
            if (billing.Line is { } line)
                json.WriteNumber("line"u8, line);
            else
                json.WriteNull("line"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <param name="State"><c>invoiced, draft, not_yet_billed, recorded_after_cutoff, price_missing</c></param>
    private readonly record struct ChargeBilling(string State, string? InvoiceId, int? Line);
}
