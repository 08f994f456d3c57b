using System.Text.Json;
using Tollgate.Server.Tests.Webhooks;

namespace Tollgate.Server.Tests.Alerts;

/// <summary>A follower, and a server that is killed and stopped under him.</summary>
public class StreamRestartTests
{
    [Fact]
    public async Task Nothing_is_missed_or_doubled_over_a_kill()
    {
        await using ServerProcess server = await ServerProcess.Start();
        await WebhookWorld.Fill(As(server));
        List<string> told = [];
        string? last = "beginning";
        foreach (int units in (int[])[80, 10, 15])
        {
            await using (Follower follower = await Follower.Begin(server.Url, server.Key("live"), lastEventId: last))
            {
                await WebhookWorld.Consume(As(server), units);
                (string id, _, JsonElement alert) = await follower.Next();
                last = id;
                told.Add(alert.GetProperty("id").GetString()!.Split('/')[^1]);
            }

            await server.Kill();
            await server.Start();
        }

        await using Follower end = await Follower.Begin(server.Url, server.Key("live"), lastEventId: last);
        told.Add((await end.Next()).Alert.GetProperty("id").GetString()!.Split('/')[^1]);
        told.ShouldBe(["80", "90", "100", "overage"]);
        // A reader who waits does not hold a server up that stops.
        (await server.Stop().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    private static Caller As(ServerProcess server) => new(new HttpClient { BaseAddress = server.Url }, server.Key("live"));
}
