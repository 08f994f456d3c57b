using System.Diagnostics;
using System.Text.Json;

namespace Tollgate.Server.Tests.Webhooks;

/// <summary>Messages to a receiver of our own, who is sometimes well and sometimes not.</summary>
public sealed class WebhookTests(ServerWithWebhooks server) : IClassFixture<ServerWithWebhooks>
{
    [Fact]
    public async Task What_crosses_a_threshold_is_told_signed_and_once()
    {
        await using Receiver receiver = await Receiver.Start();
        Caller caller = await WebhookWorld.In(server, "told");
        (string id, string secret) = await WebhookWorld.Register(caller, receiver.Url);
        secret.ShouldStartWith("whsec_");
        Convert.FromBase64String(secret["whsec_".Length..]).Length.ShouldBe(32);

        await WebhookWorld.Consume(caller, 85);
        Received message = (await receiver.Wait(1)).Single();
        message.Address.ShouldBe("POST /hooks");
        message.Headers["content-type"].ShouldBe("application/json");
        message.Id.ShouldMatch("^msg_[0-9a-f]{32}$");
        message.Signatures.ShouldBe([message.SignatureOf(secret)]);
        (await Verified(message, secret)).ShouldBe("0");
        (await Verified(message, "whsec_" + Convert.ToBase64String(new byte[32]))).ShouldBe("-1");
        (await Verified(message with { Body = message.Body.Replace("85", "84", StringComparison.Ordinal) }, secret)).ShouldBe("-1");

        JsonElement json = message.Json;
        (json.GetProperty("type").GetString(), json.GetProperty("environment").GetString()).ShouldBe(("alert.usage", "told"));
        JsonElement listed = (await caller.Get("/v1/alerts")).Json.GetProperty("data")[0];
        json.GetProperty("data").GetRawText().ShouldBe(listed.GetRawText());
        json.GetProperty("timestamp").GetString().ShouldBe(listed.GetProperty("raised_at").GetString());

        await WebhookWorld.Reach(caller, id, "delivered");
        Answered webhook = await caller.Get($"/v1/webhooks/{id}");
        (webhook.At("deliveries.pending"), webhook.At("deliveries.delivered"), webhook.At("url")).ShouldBe(("0", "1", receiver.Url));
        webhook.Text.ShouldNotContain("whsec");
        (await caller.Get("/v1/webhooks")).At("data.0.id").ShouldBe(id);

        await WebhookWorld.Consume(caller, 20);
        (await receiver.Wait(4)).Skip(1).Select(more => more.Json.GetProperty("type").GetString()).Order().ShouldBe(["alert.overage", "alert.usage", "alert.usage"]);
        receiver.All.Select(each => each.Id).ShouldBeUnique();
    }

    [Fact]
    public async Task What_is_not_taken_is_sent_again_as_it_was()
    {
        await using Receiver receiver = await Receiver.Start();
        Caller caller = await WebhookWorld.In(server, "again");
        int count = 0;
        receiver.Answers = (_, http) =>
        {
            http.Response.StatusCode = Interlocked.Increment(ref count) < 3 ? 500 : 204;
            return Task.CompletedTask;
        };
        (string id, string secret) = await WebhookWorld.Register(caller, receiver.Url);
        await WebhookWorld.Consume(caller, 80);
        Received[] all = await receiver.Wait(3);
        all.Select(message => (message.Id, message.Body)).Distinct().Count().ShouldBe(1);
        all.ShouldAllBe(message => message.Signatures.Single() == message.SignatureOf(secret));
        await WebhookWorld.Reach(caller, id, "delivered");
        Answered deliveries = await caller.Get($"/v1/webhooks/{id}/deliveries");
        (deliveries.At("data.0.attempts"), deliveries.At("data.0.status"), deliveries.At("data.0.error"), deliveries.At("data.0.id")).ShouldBe(("3", "204", null, all[0].Id));

        string of = $"{{environment=\"again\",webhook=\"{id}\"}}";
        await Metric($"tollgate_webhook_sent_total{of} 1");
        await Metric($"tollgate_webhook_failed_total{of} 2");
        await Metric($"tollgate_webhook_waiting{of} 0");
        // One that is never taken is given up after three attempts.
        receiver.Answers = (_, http) =>
        {
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await WebhookWorld.Consume(caller, 10);
        await WebhookWorld.Reach(caller, id, "delivered", "dead");
        await Metric($"tollgate_webhook_dead{of} 1");
        await Metric($"tollgate_webhook_failed_total{of} 5");

        async Task Metric(string line)
        {
            // It is counted right behind what is listed.
            for (int tries = 0; tries < 100 && !(await caller.Get("/metrics")).Text.Contains(line + "\n", StringComparison.Ordinal); tries++)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            (await caller.Get("/metrics")).Text.ShouldContain(line + "\n");
        }
    }

    [Fact]
    public async Task A_receiver_who_hangs_holds_up_nobody_else()
    {
        await using Receiver slow = await Receiver.Start();
        await using Receiver quick = await Receiver.Start();
        Caller caller = await WebhookWorld.In(server, "slow");
        slow.Answers = (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        (string hangs, _) = await WebhookWorld.Register(caller, slow.Url);
        (string answers, _) = await WebhookWorld.Register(caller, quick.Url);
        var clock = Stopwatch.StartNew();
        await WebhookWorld.Consume(caller, 80);
        await quick.Wait(1);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        await WebhookWorld.Reach(caller, answers, "delivered");
        await slow.Wait(2);
        slow.Answers = Receiver.With(200);
        await WebhookWorld.Reach(caller, hangs, "delivered");
        slow.All.Select(message => message.Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_is_given_up_is_listed_and_sent_again()
    {
        await using Receiver receiver = await Receiver.Start();
        Caller caller = await WebhookWorld.In(server, "dead");
        receiver.Answers = Receiver.With(503);
        (string id, _) = await WebhookWorld.Register(caller, receiver.Url);
        await WebhookWorld.Consume(caller, 95);
        await WebhookWorld.Reach(caller, id, "dead", "dead");
        receiver.All.Count.ShouldBe(6);
        Answered dead = await caller.Get($"/v1/webhooks/{id}/deliveries?state=dead");
        dead.Json.GetProperty("data").GetArrayLength().ShouldBe(2);
        (dead.At("data.0.attempts"), dead.At("data.0.status"), dead.At("data.0.next_at")).ShouldBe(("3", "503", null));
        dead.At("data.0.error")!.ShouldContain("answered 503");
        dead.At("data.0.message.type").ShouldBe("alert.usage");

        receiver.Answers = Receiver.With(200);
        string first = dead.At("data.0.id")!;
        Answered resent = await caller.Post($"/v1/webhooks/{id}/deliveries/resend", $$"""{"delivery_ids":["{{first}}"]}""", idempotencyKey: "r1");
        (resent.Status, resent.At("resent")).ShouldBe((200, "1"));
        (await receiver.Wait(7))[6].Id.ShouldBe(first);
        (await caller.Post($"/v1/webhooks/{id}/deliveries/resend", $$"""{"delivery_ids":["{{first}}"]}""", idempotencyKey: "r1")).Headers["Idempotent-Replayed"].ShouldBe("true");
        (await caller.Post($"/v1/webhooks/{id}/deliveries/resend")).At("resent").ShouldBe("1");
        await WebhookWorld.Reach(caller, id, "delivered", "delivered");
        receiver.All.Count.ShouldBe(8);
        (await caller.Post($"/v1/webhooks/{id}/deliveries/resend", """{"delivery_ids":["msg_none"]}""")).Code.ShouldBe("delivery_not_found");
    }

    [Fact]
    public async Task A_receiver_who_is_gone_is_not_asked_again()
    {
        await using Receiver receiver = await Receiver.Start();
        Caller caller = await WebhookWorld.In(server, "gone");
        receiver.Answers = Receiver.With(410);
        (string id, _) = await WebhookWorld.Register(caller, receiver.Url);
        await WebhookWorld.Consume(caller, 80);
        await WebhookWorld.Reach(caller, id, "dead");
        receiver.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using Receiver receiver = await Receiver.Start();
        await using Receiver other = await Receiver.Start();
        Caller caller = await WebhookWorld.In(server, "redirect");
        receiver.Answers = (_, http) =>
        {
            (http.Response.StatusCode, http.Response.Headers.Location) = (307, other.Url);
            return Task.CompletedTask;
        };
        (string id, _) = await WebhookWorld.Register(caller, receiver.Url);
        Answered tested = await caller.Post($"/v1/webhooks/{id}/test");
        (tested.At("taken"), tested.At("status")).ShouldBe(("False", "307"));
        tested.At("error")!.ShouldContain("redirect");
        other.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Until_the_overlap_is_over_both_secrets_sign()
    {
        await using Receiver receiver = await Receiver.Start();
        Caller caller = await WebhookWorld.In(server, "rotated");
        (string id, string first) = await WebhookWorld.Register(caller, receiver.Url);
        Answered rotated = await caller.Post($"/v1/webhooks/{id}/rotate_secret", """{"overlap_hours":1}""", idempotencyKey: "k");
        string second = rotated.At("secret")!;
        (await caller.Post($"/v1/webhooks/{id}/rotate_secret", """{"overlap_hours":1}""", idempotencyKey: "k")).At("secret").ShouldBe(second);
        (await caller.Get($"/v1/webhooks/{id}")).At("previous_secret_until").ShouldBe(rotated.At("previous_secret_until"));

        await WebhookWorld.Consume(caller, 80);
        Received message = (await receiver.Wait(1))[0];
        message.Signatures.ShouldBe([message.SignatureOf(second), message.SignatureOf(first)]);
        (await Verified(message, first)).ShouldBe("1");

        string third = (await caller.Post($"/v1/webhooks/{id}/rotate_secret", """{"overlap_hours":0}""")).At("secret")!;
        await WebhookWorld.Consume(caller, 10);
        message = (await receiver.Wait(2))[1];
        // The second ended at once; the first has its hour still.
        message.Signatures.ShouldBe([message.SignatureOf(third), message.SignatureOf(first)]);
        (await caller.Post($"/v1/webhooks/{id}/rotate_secret", """{"overlap_hours":169}""")).Code.ShouldBe("overlap_out_of_range");
    }

    [Fact]
    public async Task A_test_says_at_once_what_came_of_it()
    {
        await using Receiver receiver = await Receiver.Start();
        Caller caller = await WebhookWorld.In(server, "tested");
        (string id, string secret) = await WebhookWorld.Register(caller, receiver.Url, "alert.overage");
        Answered tested = await caller.Post($"/v1/webhooks/{id}/test", idempotencyKey: "t");
        (tested.At("taken"), tested.At("status"), tested.At("error")).ShouldBe(("True", "200", null));
        Received message = receiver.All.Single();
        (message.Id, message.Json.GetProperty("type").GetString(), message.Json.GetProperty("data").GetProperty("webhook_id").GetString()).ShouldBe((tested.At("message_id")!, "webhook.test", id));
        message.Signatures.ShouldBe([message.SignatureOf(secret)]);
        (await caller.Post($"/v1/webhooks/{id}/test", idempotencyKey: "t")).At("message_id").ShouldBe(message.Id);
        receiver.All.Count.ShouldBe(1);
        (await WebhookWorld.States(caller, id)).ShouldBeEmpty();

        (string away, _) = await WebhookWorld.Register(caller, "http://127.0.0.1:1/");
        tested = await caller.Post($"/v1/webhooks/{away}/test");
        (tested.At("taken"), tested.At("status")).ShouldBe(("False", null));
        tested.At("error")!.ShouldContain("cannot be reached");
    }

    [Fact]
    public async Task Only_what_is_wanted_is_told_and_nothing_from_before_or_after()
    {
        await using Receiver receiver = await Receiver.Start();
        Caller caller = await WebhookWorld.In(server, "wanted");
        await WebhookWorld.Consume(caller, 80);
        (await caller.Get("/v1/alerts")).Json.GetProperty("data").GetArrayLength().ShouldBe(1);
        (string id, _) = await WebhookWorld.Register(caller, receiver.Url, "alert.overage");
        (string all, _) = await WebhookWorld.Register(caller, receiver.Url);
        await WebhookWorld.Consume(caller, 30);
        await WebhookWorld.Reach(caller, all, "delivered", "delivered", "delivered");
        await WebhookWorld.Reach(caller, id, "delivered");
        receiver.All.Count(message => message.Json.GetProperty("type").GetString() == "alert.overage").ShouldBe(2);
        receiver.All.Count.ShouldBe(4);

        (await caller.Delete($"/v1/webhooks/{all}")).At("id").ShouldBe(all);
        (await caller.Delete($"/v1/webhooks/{all}")).Code.ShouldBe("webhook_not_found");
        (await caller.Get($"/v1/webhooks/{all}")).Status.ShouldBe(404);
        (await caller.Get($"/v1/webhooks/{all}/deliveries")).Status.ShouldBe(404);
        (await caller.Delete($"/v1/webhooks/{id}")).Status.ShouldBe(200);
        await WebhookWorld.Consume(caller, 110, "globex");
        await BadDays.Running.Until(async () => (await caller.Get("/v1/alerts?account_id=globex")).Json.GetProperty("data").GetArrayLength() == 4);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        receiver.All.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Creating_one_twice_under_one_key_shows_the_same_secret()
    {
        Caller caller = await WebhookWorld.In(server, "twice");
        const string body = """{"url":"https://example.com/hooks","description":"Slack"}""";
        Answered first = await caller.Post("/v1/webhooks", body, idempotencyKey: "w");
        Answered second = await caller.Post("/v1/webhooks", body, idempotencyKey: "w");
        second.Text.ShouldBe(first.Text);
        second.Headers["Idempotent-Replayed"].ShouldBe("true");
        (await caller.Get("/v1/webhooks")).Json.GetProperty("data").GetArrayLength().ShouldBe(1);
    }

    /// <summary>What a verifier in another language says: which of the signatures is the secret's, or -1.</summary>
    private static async Task<string> Verified(Received message, string secret)
    {
        var start = new ProcessStartInfo("node", [Repository.PathOf("tests/Tollgate.Server.Tests/Webhooks/verify.mjs")]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new { secret, headers = message.Headers, body = message.Body }));
        node.StandardInput.Close();
        string found = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        return found.Trim();
    }
}
