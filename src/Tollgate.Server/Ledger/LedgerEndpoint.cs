using System.Globalization;
using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Engine.Time;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;
using Tollgate.Engine.Ledger;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Ledger;

/// <summary>Every movement of an account's units, from the journal.</summary>
internal static class LedgerEndpoint
{
    private static readonly ObjectShape Shape = Answer(
        "LedgerEntry",
        Has("position", Text, "Block, fact and place: rows are in this order."),
        Has("movement", OneOf<Movement>()),
        Has("lot", Text, "A grant's lot, the plan's allowance of a period, its overage, or what a wallet owes."),
        Has("from", OneOf<Balance>(), "The balance that the units left."),
        Has("to", OneOf<Balance>(), "The balance that they went to."),
        Has("units", DecimalText),
        Has("effective_at", Instant),
        Has("recorded_at", Instant),
        Has("source", Text.OrNull, "Of usage: where the event came from."),
        Has("event_id", Text.OrNull, "Of usage.")
    );

    public static void Map(Routes routes) => routes.Get("/v1/accounts/{id}/ledger", Scopes.LedgerRead, Show, new(
        "Ledger",
        "Ledger of an account",
        "Every movement of a grant's units, in recorded order: each goes from one named balance to another, so that the balances of a lot always add up to zero. A plan's allowance is issued at each period's begin and expires at its end; what was used beyond stands in a lot of its own. at leaves out what is effective later, known_at what was recorded later: what is left adds up to the balances of then.",
        null,
        """{"data":[{"position":"12.0.0","movement":"issue","lot":"grt_0Zk3mN4pR6sT8uV0","from":"issued","to":"available","units":"500000","effective_at":"2025-06-05T00:00:00Z","recorded_at":"2025-06-05T00:00:00Z","source":null,"event_id":null},{"position":"13.1.0","movement":"consume","lot":"grt_0Zk3mN4pR6sT8uV0","from":"available","to":"consumed","units":"250","effective_at":"2025-06-05T10:15:22Z","recorded_at":"2025-06-05T10:15:23Z","source":"api","event_id":"req_9f31a"}],"next_cursor":null}""")
    {
        Gives = PageOf(Shape),
        Query = [("at", "RFC 3339; leaves out what is effective later."), ("known_at", "RFC 3339; leaves out what was recorded later."), ("lot", "Only this lot's, or this grant's."), .. About.Paging],
    });

    private static async Task Show(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        string account = await gate.ResolveAccount(gate.Route("id"));
        EffectiveAt? at = gate.Instant("at");
        string? lot = gate.Query("lot");
        (long Seq, int Ordinal, int Place) after = After(page.Cursor);
        AccountLedger ledger = await AccountLedger.Open(gate, account);
        RecordedAt knownAt = gate.KnownAt(ledger.Now) is { } known ? new RecordedAt(known.Microseconds) : ledger.Now;

        List<PlacedRow> rows = [];
        foreach (PlacedRow placed in ledger.Rows(after.Seq, knownAt))
        {
            gate.Cancel.ThrowIfCancellationRequested();
            if ((placed.Position.Seq, placed.Position.Ordinal, placed.Place).CompareTo(after) > 0
                && !(placed.Row.EffectiveAt > at)
                && placed.Row.RecordedAt <= knownAt
                && (lot is null || placed.Row.Lot == lot || placed.Row.Lot.StartsWith(lot + "/", StringComparison.Ordinal)))
                rows.Add(placed);
            if (rows.Count > page.Limit)
                break;
        }

        string? cursor = rows.Count > page.Limit ? PositionOf(rows[page.Limit - 1]) : null;
        var found = new Page<PlacedRow>(rows[..Math.Min(rows.Count, page.Limit)], cursor);
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, found, Write));
    }

    private static (long, int, int) After(string? cursor)
    {
        if (cursor is null)
            return (-1, 0, 0);
        return cursor.Split('.') is [var seq, var ordinal, var place]
            && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out long block)
            && int.TryParse(ordinal, NumberStyles.None, CultureInfo.InvariantCulture, out int fact)
            && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out int entry)
            ? (block, fact, entry)
            : throw new ProblemException(Problem.Shape(Codes.ParameterInvalid, "The cursor is none that a page of this list gave.", "?cursor"));
    }

    private static string PositionOf(PlacedRow placed) => $"{placed.Position}.{placed.Place}";

    private static void Write(Utf8JsonWriter json, PlacedRow placed)
    {
        LedgerRow row = placed.Row;
        json.WriteStartObject();
        json.WriteString("position"u8, PositionOf(placed));
        json.WriteString("movement"u8, Words.Of(row.Movement));
        json.WriteString("lot"u8, row.Lot);
        json.WriteString("from"u8, Words.Of(row.From));
        json.WriteString("to"u8, Words.Of(row.To));
        json.WriteString("units"u8, row.Units);
        json.WriteString("effective_at"u8, (EffectiveAt?)row.EffectiveAt);
        json.WriteString("recorded_at"u8, (RecordedAt?)row.RecordedAt);
        json.WriteString("source"u8, row.Source);
        json.WriteString("event_id"u8, row.EventId);
        json.WriteEndObject();
    }
}
