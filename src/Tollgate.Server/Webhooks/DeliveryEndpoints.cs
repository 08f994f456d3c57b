using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Webhooks;
using Tollgate.Server.Http;
using Tollgate.Server.Shards;
using Tollgate.Storage.Deliveries;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;
using Stream = Tollgate.Server.Http.Stream;

namespace Tollgate.Server.Webhooks;

/// <summary>A webhook's messages: what waits, what was delivered, what was given up, and sending again.</summary>
internal static class DeliveryEndpoints
{
    private const int MostAtOnce = 1_000;

    private static readonly ObjectShape Again = Request("Resending", Takes("delivery_ids", ListOf(Text), "These, whatever their state; all that are dead unless given."));

    public static void Map(Routes routes)
    {
        routes.Get("/v1/webhooks/{id}/deliveries", Scopes.WebhooksRead, List, new(
            "Webhooks",
            "List deliveries",
            "A webhook's messages in the order in which they were made, with what the receiver answered last. Delivered ones are kept for 7 days, dead ones for 30.",
            null,
            "{\"data\":[" + WebhookJson.DeliveryExample + "],\"next_cursor\":null}")
        {
            Gives = PageOf(WebhookJson.Delivery),
            Query = [("state", "pending, delivered or dead."), .. About.Paging],
        });
        routes.Post("/v1/webhooks/{id}/deliveries/resend", Scopes.WebhooksWrite, Resend, new(
            "Webhooks",
            "Resend deliveries",
            "Puts messages back in the queue as if they had never been tried, under their own ids, so that a receiver who has seen one knows it again.",
            """{"delivery_ids":["msg_6d1c0b0f4fd1b2a37c1d9f52e1a7f0c4"]}""",
            """{"resent":1}""")
        {
            Takes = Again,
            Gives = Answer("Resent", Has("resent", Integer)),
        });
    }

    private static async Task List(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        DeliveryState? state = gate.Choice<DeliveryState>("state");
        Webhook webhook = await Endpoints.Find(gate);
        Page<Delivery> found = Endpoints.Dispatch(gate).Deliveries.List(webhook.Id, state, page.Cursor, page.Limit);
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, found, WebhookJson.Write));
    }

    private static async Task Resend(Gate gate)
    {
        Fields fields = await gate.JsonFields("delivery_ids");
        string[]? ids = fields.Optional("delivery_ids") is { } list ? ReadIds(list) : null;
        Webhook webhook = await Endpoints.Find(gate);
        if (await gate.FirstAnswer(Stream.Control) is { } first)
        {
            await gate.Send(first, repeated: true);
            return;
        }

        WebhookDispatch dispatch = Endpoints.Dispatch(gate);
        int resent = dispatch.Deliveries.Resend(webhook.Id, ids, dispatch.Now);
        if (ids is not null && resent == 0)
            throw new ProblemException(Problem.NotFound(Codes.DeliveryNotFound, "The webhook has no message of these ids. Those that were delivered are kept for 7 days."));
        dispatch.Wake();
        await gate.Keep(Stream.Control, new KeptAnswer(StatusCodes.Status200OK, Answers.Text(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("resent"u8, resent);
            json.WriteEndObject();
        })));
    }

    private static string[] ReadIds(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostAtOnce)
            throw Fields.WrongType("/delivery_ids", list, $"a list of 1 to {MostAtOnce} ids");
        int index = 0;
        return [.. list.EnumerateArray().Select(item =>
        {
            string at = JsonPointer.Append("/delivery_ids", index++);
            return item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Fields.WrongType(at, item, "the id of a message");
        })];
    }
}
