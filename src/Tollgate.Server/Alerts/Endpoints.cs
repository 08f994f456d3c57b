using Tollgate.Engine.Access;
using Tollgate.Engine.Alerts;
using Tollgate.Server.Accounts;
using Tollgate.Server.Http;
using Tollgate.Storage.Projections;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Alerts;

internal static class Endpoints
{
    public static void Map(Routes routes)
    {
        routes.Get("/v1/alerts", Scopes.AlertsRead, List, new(
            "Alerts",
            "List alerts",
            "In the order in which they were raised: each crossing of a threshold once.",
            null,
            "{\"data\":[" + AlertJson.Example + "],\"next_cursor\":null}")
        {
            Gives = PageOf(AlertJson.Shape),
            Query = [("account_id", "Only this account's; an external id will do."), ("kind", "usage or overage."), .. About.Paging],
        });
        routes.Get("/v1/alerts/stream", Scopes.AlertsRead, AlertStream.Answer, new(
            "Alerts",
            "Follow alerts",
            "Server-sent events, as text/event-stream: each alert once, within a second of being raised, with its position as id, its type (alert.usage) as event, and the alert as data. "
                + "It begins with what is raised from now on, or behind the position in Last-Event-ID or ?after=. A comment comes every 15 seconds.",
            null,
            AlertJson.Example)
        {
            Query = [("account_id", "Only this account's; an external id will do."), ("after", "The position to go on behind; 'beginning' is the first alert there is.")],
        });
    }

    private static async Task List(Gate gate)
    {
        PageRequest page = PageRequest.From(gate.Request);
        string? account = gate.Query("account_id") is { } name ? await gate.ResolveAccount(name) : null;
        AlertKind? kind = gate.Choice<AlertKind>("kind");
        await gate.Fresh();
        Page<ListedAlert> found = gate.Host.Projections.Alerts(gate.Host.Shard.Stream, account, kind, page.Cursor, page.Limit);
        int shard = gate.Host.Shard.Stream.Shard!.Value;
        await gate.Answer(StatusCodes.Status200OK, json => Answers.WritePage(json, found, (writer, alert) => AlertJson.Write(writer, shard, alert.Position, alert.Raised)));
    }
}
