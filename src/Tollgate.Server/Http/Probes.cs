using System.Text.Json;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Http;

/// <summary>Is the process alive, can it serve, and what does it measure. They take no key, and say nothing of anybody's data.</summary>
internal static class Probes
{
    public static void Map(IEndpointRouteBuilder endpoints, Installation installation)
    {
        endpoints.MapGet("/healthz", http => Answers.Send(http, StatusCodes.Status200OK, Answers.Json, static json =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, "alive"u8);
            json.WriteEndObject();
        })).WithMetadata(new Open());
        endpoints.MapGet("/readyz", http => Ready(http, installation)).WithMetadata(new Open());
        var exposition = new MetricsExposition();
        endpoints.MapGet("/metrics", exposition.Answer).WithMetadata(new Open());
    }

    private static async Task Ready(HttpContext http, Installation installation)
    {
        bool store = await installation.Pulse.Beats();
        (string Id, IReadOnlyList<StreamHealth> Streams, long Lag)[] environments =
        [
            .. installation.Environments.Values.Select(host => (host.Id, host.Health, LagOf(host))),
        ];
        bool ready = store && environments.Length > 0 && environments.All(environment => environment.Streams.All(IsReady));
        if (!ready)
            http.Response.Headers.RetryAfter = "1";
        await Answers.Send(http, ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, Answers.Json, json =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, ready ? "ready"u8 : "not_ready"u8);
            json.WriteString("store"u8, store ? "answers"u8 : "away"u8);
            json.WriteStartArray("environments"u8);
            foreach ((string id, IReadOnlyList<StreamHealth> streams, long lag) in environments)
                Write(json, id, streams, lag);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static bool IsReady(StreamHealth stream) => stream.Condition == CoreCondition.Running;

    private static long LagOf(EnvironmentHost host) =>
        host.Register.Committed.Seq - host.Projections.Watermark(host.Register.Stream)
        + host.Shard.Committed.Seq - host.Projections.Watermark(host.Shard.Stream);

    private static void Write(Utf8JsonWriter json, string id, IReadOnlyList<StreamHealth> streams, long lag)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteNumber("projection_lag_blocks"u8, lag);
        json.WriteStartArray("streams"u8);
        foreach (StreamHealth stream in streams)
        {
            json.WriteStartObject();
            json.WriteString("stream"u8, stream.Stream.ToString());
            json.WriteString("journal"u8, Words.Of(stream.Condition));
            json.WriteNumber("epoch"u8, stream.Committed.Epoch);
            json.WriteNumber("seq"u8, stream.Committed.Seq);
            json.WriteNumber("queue"u8, stream.QueueDepth);
            json.WriteNumber("replay_lag_blocks"u8, stream.LagBlocks);
            json.WriteBoolean("differs"u8, stream.Differs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <summary>An endpoint that takes no key.</summary>
internal sealed record Open;
