using System.Text.Json;
using Tollgate.Server.Tests.Webhooks;

namespace Tollgate.Server.Tests.Cli;

/// <summary><c>tollgate alerts</c> and <c>tollgate webhooks</c>, as a user runs them.</summary>
public class AlertVerbTests
{
    [Fact]
    public async Task From_a_webhook_to_a_dead_message_and_back()
    {
        await using Receiver receiver = await Receiver.Start();
        await using ServerProcess server = await ServerProcess.Start("--allow-private-webhooks");
        var caller = new Caller(new HttpClient { BaseAddress = server.Url }, server.Key("live"));
        await WebhookWorld.Fill(caller);
        Task<Said> Run(string verb) => Terminal.Run([.. verb.Split(' '), "--url", server.Url.ToString(), "--keys", server.KeysFile]);

        (await Run("webhooks list")).Out.Trim().ShouldBe("No webhook is registered. 'tollgate webhooks add' registers one.");
        (await Run("alerts list")).Out.Trim().ShouldBe("No alert was raised.");
        (await Run("reservations list acme")).Out.Trim().ShouldBe("The account 'acme' has no open reservation.");
        (await Run("seats list acme --feature editor")).Out.Trim().ShouldBe("Nobody holds a seat of the account 'acme' for editor now.");

        Said added = await Run($"webhooks add {receiver.Url} --type alert.usage --type alert.overage --description Slack");
        added.ExitCode.ShouldBe(0, added.ToString());
        string id = added.Out.Split(' ')[0];
        string secret = added.Out.Trim().Split('\n')[^1].Trim();
        secret.ShouldStartWith("whsec_");
        (await Run($"webhooks test {id}")).Out.ShouldStartWith("Taken, with 200");
        receiver.All.Single().Signatures.ShouldBe([receiver.All.Single().SignatureOf(secret)]);

        (await Run($"webhooks dead {id}")).Out.Trim().ShouldBe($"No message to {id} was given up.");

        receiver.Answers = Receiver.With(410);
        await WebhookWorld.Consume(caller, 85);
        await WebhookWorld.Reach(caller, id, "dead");
        Said listed = await Run("alerts list");
        listed.Out.ShouldContain("acme  calls: 80 % of 100 reached with 85");
        Said json = await Run("alerts list --account globex --json");
        (json.ExitCode, json.Out).ShouldBe((0, ""));
        (await Run("webhooks list")).Out.ShouldContain($"{id}  {receiver.Url}  alert.overage, alert.usage  0 pending, 0 delivered, 1 dead");
        Said dead = await Run($"webhooks dead {id}");
        dead.Out.ShouldContain("alert.usage");
        dead.Out.ShouldContain("It answered 410");

        receiver.Answers = Receiver.With(200);
        (await Run($"webhooks resend {id}")).Out.Trim().ShouldBe("1 sent again.");
        await WebhookWorld.Reach(caller, id, "delivered");
        (await Run($"webhooks resend {id} {dead.Out.Split(' ')[0]}")).Out.Trim().ShouldBe("1 sent again.");
        Said rotated = await Run($"webhooks rotate {id} --overlap 2");
        rotated.Out.Trim().Split('\n')[^1].ShouldStartWith("whsec_");
        (await Run($"webhooks rotate {id} --overlap 200")).Error.ShouldContain("[422 overlap_out_of_range]");

        Task<Said> following = Run("alerts follow --after beginning --count 2 --json");
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await WebhookWorld.Consume(caller, 5);
        Said followed = await following;
        followed.ExitCode.ShouldBe(0, followed.ToString());
        followed.Out.Trim().Split('\n').Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("threshold").GetString()).ShouldBe(["80", "90"]);

        (await Run($"webhooks remove {id}")).Out.Trim().ShouldBe($"{id} is removed.");
        Said gone = await Run($"webhooks test {id}");
        gone.ExitCode.ShouldBe(1);
        gone.Error.ShouldContain("[404 webhook_not_found]");
        (await Run("webhooks add nowhere")).Error.ShouldContain("[422 webhook_url_invalid]");
    }
}
