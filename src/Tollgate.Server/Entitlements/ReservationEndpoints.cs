using System.Security.Cryptography;
using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Access;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;
using Tollgate.Server.Metering;
using Tollgate.Server.Shards;
using Tollgate.Storage.Projections;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Entitlements;

/// <summary>Units held for work whose size is known only afterwards.</summary>
internal static class ReservationEndpoints
{
    private const long MicrosecondsPerSecond = 1_000_000;

    private const string Question =
        """{"account_id":"acct_4821","feature":"tokens","requested_units":4000,"ttl_seconds":120,"event_id":"req_9f31a"}""";

    private const string Example =
        """{"reservation_id":"res_0Zk3mN4pR6sT8uV0","account_id":"acct_4821","feature":"tokens","state":"settled","reserved_units":"4000","settled_units":"1730","overage_units":"0","expires_at":"2025-02-01T10:17:22Z","event_id":"req_9f31a"}""";

    private const string Held =
        """{"reservation_id":"res_0Zk3mN4pR6sT8uV0","expires_at":"2025-02-01T10:17:22Z","allowed":true,"account_id":"acct_4821","feature":"tokens","included":true,"enforcement":"hard","usage_limit":"50000","usage_consumed":"1210","usage_reserved":"4000","remaining":"44790","overage_units":"0","overage_price":null,"granted_units":"4000","duplicate":false,"resets_at":"2025-03-01T00:00:00Z","reason":"within_limit","explanation":{"rule":"plan","contract":"ctr_0Zk3mN4pR6sT8uV0","contract_version":1,"plan":"growth","catalog_version":12,"burns":[{"grant":"ctr_0Zk3mN4pR6sT8uV0/tokens/2025-02-01T00:00:00Z","units":"4000"}],"limited_by":"acct_4821"},"as_of":{"shard":0,"incarnation":1,"epoch":4,"seq":918,"ordinal":37},"event_id":"req_9f31a","decision_id":"dec_AgYEbGl2ZQ"}""";

    private static readonly string Open = Example.Replace("settled\",\"reserved", "open\",\"reserved", StringComparison.Ordinal).Replace("\"1730\"", "null", StringComparison.Ordinal).Replace("\"overage_units\":\"0\"", "\"overage_units\":null", StringComparison.Ordinal);

    /// <summary>The list's name in its cursors.</summary>
    private const string Reservations = "reservations";

    public static void Map(Routes routes)
    {
        routes.Post("/v1/reservations", Scopes.EntitlementsConsume, Reserve, new(
            "Decisions",
            "Reserve units",
            "Asks as consume does; and if it is allowed, the units are held, durably, until they are settled, released, or the time is over. Nothing is counted yet. With an event_id it is safe to retry: an open reservation of it is answered again.",
            Question,
            Held)
        {
            Takes = DecisionShape.Reserve,
            Gives = DecisionShape.Reserved,
        });
        routes.Get("/v1/reservations", Scopes.LedgerRead, List, new(
            "Decisions",
            "List reservations",
            "Those of an account that are open now, by id.",
            null,
            "{\"data\":[" + Open + "],\"next_cursor\":null}")
        {
            Gives = Shape.PageOf(DecisionShape.Reservation),
            Query = [("account_id", "Whose; needed."), .. About.Paging],
        });
        routes.Post("/v1/reservations/{id}/settle", Scopes.EntitlementsConsume, Settle, new(
            "Decisions",
            "Settle a reservation",
            "Counts what was used in truth as one usage event: less than was held, whose rest is returned, or more, which burns what is left and is overage beyond that; it is never refused for want of units.",
            """{"units":1730}""",
            Example)
        {
            Takes = Shape.Request("SettleReservation", Shape.Needs("units", Shape.DecimalSent, "What was used.")),
            Gives = DecisionShape.Reservation,
        });
        routes.Post("/v1/reservations/{id}/extend", Scopes.EntitlementsConsume, Extend, new(
            "Decisions",
            "Extend a reservation",
            "Has it expire so long after now.",
            """{"ttl_seconds":120}""",
            Open)
        {
            Takes = Shape.Request("ExtendReservation", Shape.Needs("ttl_seconds", Shape.Integer, "From 1 second to 7 days.")),
            Gives = DecisionShape.Reservation,
        });
        routes.Post("/v1/reservations/{id}/release", Scopes.EntitlementsConsume, Release, new(
            "Decisions",
            "Release a reservation",
            "Returns all that it holds.",
            null,
            Example.Replace("settled\",\"reserved", "released\",\"reserved", StringComparison.Ordinal).Replace("\"1730\"", "null", StringComparison.Ordinal).Replace("\"overage_units\":\"0\"", "\"overage_units\":null", StringComparison.Ordinal))
        {
            Gives = DecisionShape.Reservation,
        });
    }

    private static async Task Reserve(Gate gate)
    {
        gate.RequireJson();
        DecisionRequest request = DecisionRequest.Read((await gate.Body()).Span, DecisionVerb.Reserve);
        var command = new ReserveUnits(
            request.Asked,
            "res_" + RandomNumberGenerator.GetString(Base62.Alphabet, 16),
            request.Source ?? EventFields.DefaultSource,
            request.EventId ?? Decisions.MakeEventId(),
            request.Seconds * MicrosecondsPerSecond,
            Seen: null
        );
        RequestKey? key = gate.Key();
        Reply reply = await gate.Host.Shard.Submit(new Submission([command], key, key is null ? null : Encode));
        await gate.Send(reply.Kept ?? Encode(reply.Outcomes, reply.Moments), reply.Repeated);

        KeptAnswer Encode(IReadOnlyList<Outcome> outcomes, IReadOnlyList<Moment> moments) =>
            Gate.Encode<Reserved>(outcomes[0], StatusCodes.Status200OK, (json, reserved) => Write(json, gate, command, reserved, moments[0]));
    }

    private static async Task List(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        string? after = Cursor.Read(Reservations, page.Cursor);
        string account = await gate.ResolveAccount(gate.Required("account_id"));
        RecordedAt real = gate.Services.RealTime;
        Reservation[] open = await gate.Host.Shard.Read((books, _) => OpenOf(books.Account(account)!, books.Time(real), after, page.Limit), gate.Cancel);
        string? next = open.Length > page.Limit ? Cursor.After(Reservations, open[page.Limit - 1].Id) : null;
        await gate.Answer(StatusCodes.Status200OK, json =>
            Answers.WritePage(json, new Page<Reservation>(open[..Math.Min(open.Length, page.Limit)], next), (writer, reservation) => Write(writer, account, reservation, null)));
    }

    /// <summary>One more than the page holds, when there is more. What is over is not open, though nobody may have recorded it yet.</summary>
    private static Reservation[] OpenOf(AccountBook account, RecordedAt now, string? after, int limit) =>
    [
        .. (account.Holdings?.Reservations.Values ?? [])
            .Where(reservation => reservation.ExpiresAt.Microseconds > now.Microseconds && (after is null || string.CompareOrdinal(reservation.Id, after) > 0))
            .Take(limit + 1),
    ];

    private static async Task Settle(Gate gate)
    {
        Fields fields = await gate.JsonFields("units");
        Quantity units = fields.OptionalQuantity("units") ?? throw fields.Missing("units");
        await End(gate, new SettleReservation(gate.Route("id"), units, Seen: null));
    }

    private static async Task Release(Gate gate)
    {
        await gate.JsonFields();
        await End(gate, new ReleaseReservation(gate.Route("id")));
    }

    private static async Task Extend(Gate gate)
    {
        Fields fields = await gate.JsonFields("ttl_seconds");
        int seconds = fields.OptionalInteger("ttl_seconds") ?? throw fields.Missing("ttl_seconds");
        string id = gate.Route("id");
        string account = await AccountOf(gate, id);
        await gate.Submit(Stream.Shard, new ExtendReservation(id, seconds * MicrosecondsPerSecond), StatusCodes.Status200OK, (json, reservation) => Write(json, account, reservation, null));
    }

    private static async Task End(Gate gate, Command<ReservationEnd> command)
    {
        string account = await AccountOf(gate, gate.Route("id"));
        await gate.Submit(Stream.Shard, command, StatusCodes.Status200OK, (json, end) => Write(json, account, end.Reservation, end));
    }

    private static Task<string> AccountOf(Gate gate, string reservation) =>
        gate.Host.Shard.Read((books, _) => books.AccountOfReservation(reservation)?.Id ?? "", gate.Cancel);

    private static void Write(Utf8JsonWriter json, Gate gate, ReserveUnits command, Reserved reserved, in Moment moment)
    {
        json.WriteStartObject();
        json.WriteString("reservation_id"u8, reserved.Reservation?.Id);
        json.WriteString("expires_at"u8, reserved.Reservation?.ExpiresAt);
        // What was decided before anything was held is what a check would have answered, and so its receipt says.
        string id = DecisionToken.OfCheck(gate.Services.Secrets, gate.Host.Id, command.Request, reserved.Checked ?? reserved.Decision, moment);
        DecisionJson.WriteFields(json, reserved.Decision, moment.AsOf, id, reserved.Reservation?.EventId);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string account, Reservation reservation, ReservationEnd? end)
    {
        json.WriteStartObject();
        json.WriteString("reservation_id"u8, reservation.Id);
        json.WriteString("account_id"u8, account);
        json.WriteString("feature"u8, reservation.Feature);
        json.WriteString("state"u8, end is null ? "open" : Words.Of(end.Outcome));
        json.WriteString("reserved_units"u8, reservation.Units);
        bool settled = end?.Outcome == ReservationOutcome.Settled;
        json.WriteString("settled_units"u8, settled ? end!.Units : null);
        json.WriteString("overage_units"u8, settled ? end!.Units - end.Covered : null);
        json.WriteString("expires_at"u8, (EffectiveAt?)reservation.ExpiresAt);
        json.WriteString("event_id"u8, reservation.EventId);
        json.WriteEndObject();
    }
}
