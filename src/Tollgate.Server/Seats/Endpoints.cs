using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Seats;
using Tollgate.Engine.Time;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Seats;

/// <summary>Seats: taken, kept by heartbeats, given back, listed.</summary>
internal static class Endpoints
{
    private const long MicrosecondsPerSecond = 1_000_000;

    private const string Example =
        """{"account_id":"acct_1","feature":"editor","subject":"kim","taken_at":"2025-06-10T09:00:00Z","expires_at":"2025-06-10T09:05:00Z","free_at":"2025-06-10T09:05:30Z"}""";

    private const string TakenExample =
        """{"allowed":true,"account_id":"acct_1","feature":"editor","subject":"kim","reason":"within_limit","renewed":false,"seat":"""
        + Example
        + ""","seats":{"type":"concurrent","limit":10,"taken":3,"available":7,"held":true,"expires_at":"2025-06-10T09:05:00Z"},"explanation":{"rule":"plan","contract":"ctr_0Zk3mN4pR6sT8uV0","contract_version":1,"plan":"team","catalog_version":12,"burns":[],"limited_by":"acct_1"},"as_of":{"shard":0,"incarnation":1,"epoch":4,"seq":918,"ordinal":null}}""";

    /// <summary>The list's name in its cursors.</summary>
    private const string SeatsHeld = "seats";

    public static void Map(Routes routes)
    {
        routes.Get("/v1/accounts/{id}/seats", Scopes.EntitlementsRead, List, new(
            "Seats",
            "List seats",
            "Those that are held now, by feature and subject.",
            null,
            "{\"data\":[" + Example + "],\"next_cursor\":null}")
        {
            Gives = PageOf(SeatJson.Shape),
            Query = [("feature", "Only this feature's."), .. About.Paging],
        });
        routes.Post("/v1/accounts/{id}/seats", Scopes.EntitlementsConsume, Take, new(
            "Seats",
            "Take a seat",
            "Assigns a named seat to a subject, or checks a concurrent one out. From a subject that holds one it is the heartbeat, which keeps it. Always 200: when no seat is free, allowed is false and the reason quota_exceeded.",
            """{"feature":"editor","subject":"kim"}""",
            TakenExample)
        {
            Takes = Request(
                "TakeSeat",
                Needs("feature", Text, "A feature of kind seat."),
                Needs("subject", Text, "Who holds it: a user, a device."),
                Takes("ttl_seconds", Integer, "Of a concurrent seat: how long it is held without another heartbeat; as long as the feature allows unless given.")),
            Gives = SeatJson.Taken,
        });
        routes.Post("/v1/accounts/{id}/seats/return", Scopes.EntitlementsConsume, Return, new(
            "Seats",
            "Return a seat",
            "It is free for others at once.",
            """{"feature":"editor","subject":"kim"}""",
            Example)
        {
            Takes = Request("ReturnSeat", Needs("feature", Text, "Of which feature."), Needs("subject", Text, "Who holds it.")),
            Gives = SeatJson.Shape,
        });
    }

    private static async Task Take(Gate gate)
    {
        (string feature, string subject, long? timeToLive) = await gate.JsonFields(
            ["feature", "subject", "ttl_seconds"],
            fields => (fields.RequiredId("feature"), fields.RequiredId("subject"), fields.OptionalInteger("ttl_seconds") * MicrosecondsPerSecond)
        );
        string account = await gate.ResolveAccount(gate.Route("id"));
        RequestKey? key = gate.Key();
        Reply reply = await gate.Host.Shard.Submit(new Submission([new TakeSeat(account, feature, subject, timeToLive)], key, key is null ? null : Encode));
        await gate.Send(reply.Kept ?? Encode(reply.Outcomes, reply.Moments), reply.Repeated);

        KeptAnswer Encode(IReadOnlyList<Outcome> outcomes, IReadOnlyList<Moment> moments) =>
            Gate.Encode<SeatAnswer>(outcomes[0], StatusCodes.Status200OK, (json, answer) => SeatJson.Write(json, subject, answer, moments[0].AsOf));
    }

    private static async Task Return(Gate gate)
    {
        (string feature, string subject) = await gate.JsonFields(["feature", "subject"], fields => (fields.RequiredId("feature"), fields.RequiredId("subject")));
        string account = await gate.ResolveAccount(gate.Route("id"));
        await gate.Submit(Stream.Shard, new ReturnSeat(account, feature, subject), StatusCodes.Status200OK, (json, seat) => SeatJson.Write(json, account, seat));
    }

    private static async Task List(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        string? feature = gate.Query("feature");
        (string Feature, string Subject)? after = After(page);
        string account = await gate.ResolveAccount(gate.Route("id"));
        RecordedAt real = gate.Services.RealTime;
        Seat[] found = await gate.Host.Shard.Read((books, _) => Held(books.Account(account)!, books.Time(real), feature, after, page.Limit + 1), gate.Cancel);
        string? next = found.Length > page.Limit ? Cursor.After(SeatsHeld, found[page.Limit - 1].Feature, found[page.Limit - 1].Subject) : null;
        await gate.Answer(StatusCodes.Status200OK, json =>
            Answers.WritePage(json, new Page<Seat>(found[..Math.Min(found.Length, page.Limit)], next), (writer, seat) => SeatJson.Write(writer, account, seat)));
    }

    private static Seat[] Held(AccountBook account, RecordedAt now, string? feature, (string Feature, string Subject)? after, int most) =>
    [.. (account.Seats?.Held(now, feature, after) ?? []).Take(most)];

    private static (string Feature, string Subject)? After(in PageRequest page) =>
        page.Cursor is { } cursor && Cursor.Parts(SeatsHeld, cursor, 2) is [var feature, var subject] ? (feature, subject) : null;
}
