using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Access;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Metering;

internal static class Endpoints
{
    public static void Map(Routes routes)
    {
        routes.Post("/v1/events", Scopes.EventsWrite, Report, new(
            "Usage",
            "Report usage",
            "Takes one event, an array, or one event a line (application/x-ndjson), up to 10,000, plain or as CloudEvents 1.0 (structured, batch or binary mode). It answers when the events are durable. "
                + "Each event has its own outcome: one that is refused costs its neighbours nothing. An event is the same again when account, source and id are; it counts once, and one that says something else the second time is listed under conflicts. "
                + "customer_id and metric are accepted for account_id and meter; an account may be named by an external id, system:id; without a timestamp the instant of receipt is taken.",
            """[{"event_id":"req_9f31a","account_id":"acct_4421","meter":"api_calls","quantity":1,"timestamp":"2025-02-01T10:15:22Z","source":"api","subject":"user_7","properties":{"region":"eu"}}]""",
            """{"accepted":1,"duplicates":0,"rejected":[{"index":1,"event_id":"req_9f31b","code":"meter_not_found","detail":"No meter counts events of type 'api_cals'.","pointer":"/meter"}],"conflicts":[]}""",
            StatusCodes.Status202Accepted)
        {
            Takes = Shape.Either(UsageShape.Sent, Shape.ListOf(UsageShape.Sent)),
            Gives = UsageShape.Taken,
            BodyTypes = [(ContentTypes.Lines, Shape.Text), (ContentTypes.CloudEvent, UsageShape.Cloud), (ContentTypes.CloudEvents, Shape.ListOf(UsageShape.Cloud))],
        });
        EventPage.Map(routes);
        UsageEndpoint.Map(routes);
    }

    private static async Task Report(Gate gate)
    {
        ReadOnlyMemory<byte> body = await gate.Body();
        EventBatch batch = Read(gate.Request, body.Span);
        if (batch.LacksTimes)
            batch.Events.FillTimes(new EffectiveAt((await gate.Now()).Microseconds));

        await gate.Submit(Stream.Shard, [new ReportBatch(batch.Events)], outcomes => outcomes[0].Rejection is { } rejection ? Gate.Encode(Problem.Of(rejection)) : Answer(batch));
        batch.Events.Return();
    }

    private static EventBatch Read(HttpRequest request, ReadOnlySpan<byte> body)
    {
        if (request.Headers.ContainsKey("ce-specversion"))
            return EventBatchReader.ReadBinary(request.Headers, body);
        return ContentTypes.Of(request) switch
        {
            ContentTypes.Json or ContentTypes.CloudEvent or ContentTypes.CloudEvents => EventBatchReader.ReadJson(body),
            ContentTypes.Lines => EventBatchReader.ReadLines(body),
            _ => throw ContentTypes.Unsupported(request, ContentTypes.Json, ContentTypes.Lines, ContentTypes.CloudEvent, ContentTypes.CloudEvents),
        };
    }

    private static KeptAnswer Answer(EventBatch batch)
    {
        UsageBatch events = batch.Events;
        List<RefusedEvent> rejected = [.. batch.Refused];
        foreach ((int number, Rejection why) in events.Refused)
            rejected.Add(new RefusedEvent(events[number].Line, events.IdOf(number), new Fault(why.Code, why.Detail, why.Pointer)));
        rejected.Sort((left, right) => left.Index.CompareTo(right.Index));
        return new KeptAnswer(StatusCodes.Status202Accepted, Answers.Text(json => Write(json, events, rejected)));
    }

    private static void Write(Utf8JsonWriter json, UsageBatch events, List<RefusedEvent> rejected)
    {
        int conflicts = events.CountOf(EventOutcome.Conflict);
        json.WriteStartObject();
        json.WriteNumber("accepted"u8, events.CountOf(EventOutcome.Counted));
        json.WriteNumber("duplicates"u8, events.CountOf(EventOutcome.Duplicate) + conflicts);
        json.WriteStartArray("rejected"u8);
        foreach (RefusedEvent refused in rejected)
            Write(json, refused.Index, refused.EventId, refused.Fault);
        json.WriteEndArray();
        json.WriteStartArray("conflicts"u8);
        for (int i = 0; conflicts > 0 && i < events.Count; i++)
        {
            if (events[i].Outcome != EventOutcome.Conflict)
                continue;
            Write(json, events[i].Line, events.IdOf(i), new Fault(
                Codes.DuplicateConflict,
                "An event of this id was counted before with another content; the first stays, and this receipt is kept beside it.",
                null
            ));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, int index, string? eventId, Fault fault)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        json.WriteString("event_id"u8, eventId);
        json.WriteString("code"u8, fault.Code);
        json.WriteString("detail"u8, fault.Detail);
        if (fault.Pointer is not null)
            json.WriteString("pointer"u8, fault.Pointer);
        json.WriteEndObject();
    }
}
