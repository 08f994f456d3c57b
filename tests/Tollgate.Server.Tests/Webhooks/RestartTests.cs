using System.Text.Json;
using Tollgate.Server.Tests.Cli;

namespace Tollgate.Server.Tests.Webhooks;

/// <summary>The real program is killed between an alert and its delivery.</summary>
public class RestartTests
{
    [Fact]
    public async Task Nothing_is_lost_and_nothing_floods_when_the_server_is_killed()
    {
        await using Receiver receiver = await Receiver.Start();
        await using ServerProcess server = await ServerProcess.Start("--allow-private-webhooks");
        Caller caller = As(server);
        await WebhookWorld.Fill(caller);
        await WebhookWorld.Consume(caller, 80, "globex");
        await Listed(caller, 1);
        (string id, string secret) = await WebhookWorld.Register(caller, receiver.Url);

        receiver.Answers = Receiver.With(500);
        await WebhookWorld.Consume(caller, 80);
        string message = (await receiver.Wait(1))[0].Id;
        await server.Kill();
        receiver.Answers = Receiver.With(200);
        await server.Start();
        caller = As(server);
        await WebhookWorld.Reach(caller, id, "delivered");
        Received[] all = [.. receiver.All];
        all.ShouldAllBe(each => each.Id == message && each.Signatures.Single() == each.SignatureOf(secret));

        // Killed as soon as it is acknowledged, before anybody can have been told.
        await WebhookWorld.Consume(caller, 10);
        await server.Kill();
        await server.Start();
        caller = As(server);
        await WebhookWorld.Reach(caller, id, "delivered", "delivered");
        receiver.All.Select(each => each.Id).Distinct().Count().ShouldBe(2);

        int told = receiver.All.Count;
        (await server.Stop()).ShouldBe(0);
        await server.Start();
        caller = As(server);
        await Listed(caller, 3);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        receiver.All.Count.ShouldBe(told, "what was delivered, or raised before the webhook was there, is not sent again");

        // The secret is in no fact and in no line of the log as it is.
        string plain = secret["whsec_".Length..];
        server.Output.ShouldNotContain(plain);
        Said dump = await Terminal.Run("journal", "dump", "--data", server.Data);
        dump.Out.ShouldContain("webhook_registered");
        dump.Out.ShouldNotContain(plain);
    }

    [Fact]
    public async Task Without_leave_an_address_inside_is_refused_when_it_is_registered_and_when_it_is_reached()
    {
        await using Receiver receiver = await Receiver.Start();
        await using ServerProcess server = await ServerProcess.Start("--allow-private-webhooks");
        (string id, _) = await WebhookWorld.Register(As(server), receiver.Url);
        await server.Stop();
        server.Arguments = [];
        await server.Start();
        Caller caller = As(server);
        Answered refused = await caller.Post("/v1/webhooks", JsonSerializer.Serialize(new { url = receiver.Url }));
        (refused.Status, refused.Code, refused.Pointer).ShouldBe((422, "webhook_address_refused", "/url"));
        Answered tested = await caller.Post($"/v1/webhooks/{id}/test");
        tested.At("taken").ShouldBe("False");
        tested.At("error")!.ShouldContain("--allow-private-webhooks");
        receiver.All.ShouldBeEmpty();
    }

    private static Caller As(ServerProcess server) => new(new HttpClient { BaseAddress = server.Url }, server.Key("live"));

    private static async Task Listed(Caller caller, int alerts) =>
        (await caller.Get("/v1/alerts")).Json.GetProperty("data").GetArrayLength().ShouldBe(alerts);
}
