using System.Globalization;
using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Time;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Ledger;

/// <summary>Every movement of an account's units, from the journal.</summary>
internal static class LedgerEndpoint
{
    private static readonly ObjectShape Shape = Answer(
        "LedgerEntry",
        Has("position", Text, "Block, fact and place: entries are in this order."),
        Has("movement", OneOf<Movement>()),
        Has("lot", Text, "The lot, or the plan's allowance of the period."),
        Has("from", Text, "The balance that the units left."),
        Has("to", Text, "The balance that they went to."),
        Has("units", DecimalText),
        Has("effective_at", Instant),
        Has("recorded_at", Instant),
        Has("source", Text.OrNull, "Of usage: where the event came from."),
        Has("event_id", Text.OrNull, "Of usage.")
    );

    public static void Map(Routes routes) => routes.Get("/v1/accounts/{id}/ledger", Scopes.LedgerRead, Show, new(
        "Ledger",
        "Ledger of an account",
        "Every movement of a grant's units, in recorded order: each goes from one named balance to another, so that the balances of a grant always add up to zero. Of a plan's allowance it has what burns it, and the overage beyond. at leaves out what is effective later, known_at what was recorded later.",
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
        // Asked for in the loop, so that whatever was acknowledged is durable and in the index.
        RecordedAt real = gate.Services.RealTime;
        (Dictionary<(string, string), string?> features, RecordedAt now) = await gate.Host.Shard.Read((books, _) => (FeaturesOf(books, account), books.Time(real)), gate.Cancel);
        EffectiveAt? knownAt = gate.KnownAt(now);

        List<LedgerEntry> entries = [];
        foreach ((FactPosition position, Fact fact, Fact? next) in gate.Host.Usage.Movements(account, after.Seq))
        {
            gate.Cancel.ThrowIfCancellationRequested();
            foreach (LedgerEntry entry in LedgerEntries.Of(fact, next, position, (contract, meter) => features.GetValueOrDefault((contract, meter))))
            {
                if ((position.Seq, position.Ordinal, entry.Place).CompareTo(after) > 0
                    && !(entry.EffectiveAt > at)
                    && !(entry.RecordedAt.Microseconds > knownAt?.Microseconds)
                    && (lot is null || entry.Lot == lot || entry.Lot.StartsWith(lot + "/", StringComparison.Ordinal)))
                    entries.Add(entry);
            }

            if (entries.Count > page.Limit)
                break;
        }

        string? cursor = entries.Count > page.Limit ? PositionOf(entries[page.Limit - 1]) : null;
        var found = new Page<LedgerEntry>(entries[..Math.Min(entries.Count, page.Limit)], cursor);
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, found, Write));
    }

    /// <summary>By contract and meter, the feature whose units the meter counts.</summary>
    private static Dictionary<(string, string), string?> FeaturesOf(Books books, string account)
    {
        Dictionary<(string, string), string?> features = [];
        foreach (ContractBook contract in books.Account(account)!.Contracts)
        {
            foreach (string meter in contract.Catalog.Meters.Keys)
                features.Add((contract.Contract.Id, meter), contract.MeteredRight(meter)?.Feature ?? (contract.Features(meter) is [var first, ..] ? first : null));
        }

        return features;
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

    private static string PositionOf(LedgerEntry entry) => $"{entry.Position}.{entry.Place}";

    private static void Write(Utf8JsonWriter json, LedgerEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("position"u8, PositionOf(entry));
        json.WriteString("movement"u8, Words.Of(entry.Movement));
        json.WriteString("lot"u8, entry.Lot);
        json.WriteString("from"u8, entry.From);
        json.WriteString("to"u8, entry.To);
        json.WriteString("units"u8, entry.Units);
        json.WriteString("effective_at"u8, (EffectiveAt?)entry.EffectiveAt);
        json.WriteString("recorded_at"u8, (RecordedAt?)entry.RecordedAt);
        json.WriteString("source"u8, entry.Source);
        json.WriteString("event_id"u8, entry.EventId);
        json.WriteEndObject();
    }
}
