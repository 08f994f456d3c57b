using System.Text.Json;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Server.Access;
using Tollgate.Server.Entitlements;
using Tollgate.Server.Receipts;
using Tollgate.Server.Shards;
using Tollgate.Storage.Installation;

namespace Tollgate.Server.Tests.Receipts;

/// <summary>Receipts over HTTP: what they say, what they are refused for, and that the journal alone leads to the same answer.</summary>
public sealed class ReceiptTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_check_of_every_kind_of_feature_is_made_again()
    {
        Caller caller = await ReceiptWorld.In(server, "checks");
        foreach ((string request, string reason) in new[]
        {
            ("""{"account_id":"acme","feature":"sso"}""", "within_limit"),
            ("""{"account_id":"acme","feature":"max_projects"}""", "within_limit"),
            ("""{"account_id":"acme","feature":"max_projects","value":10}""", "within_limit"),
            ("""{"account_id":"acme","feature":"max_projects","value":10.5}""", "value_mismatch"),
            ("""{"account_id":"acme","feature":"region","value":"eu"}""", "within_limit"),
            ("""{"account_id":"acme","feature":"region","value":"\"us\""}""", "value_mismatch"),
            ("""{"account_id":"acme","feature":"calls","requested_units":1000}""", "within_limit"),
            ("""{"account_id":"acme","feature":"calls","requested_units":1000.000000001}""", "quota_exceeded"),
            ("""{"account_id":"7","feature":"exports","requested_units":3,"subject":"Zoë","timestamp":"2025-06-15T11:59:59.123456Z","properties":{"b":"x","a":[1.50,{"c":null}]}}""", "soft_limit_exceeded"),
            ("""{"account_id":"acme","feature":"calls","timestamp":"2024-06-15T12:00:00Z"}""", "contract_not_started"),
            ("""{"account_id":"acme","feature":"nothing"}""", "feature_not_found"),
            ("""{"account_id":"nobody","feature":"sso"}""", "account_not_found"),
        })
        {
            (Answered decision, Answered receipt) = await ReceiptWorld.Decided(caller, "check", request);
            decision.At("reason").ShouldBe(reason, request);
            Agrees(decision, receipt, "check", request);
        }
    }

    [Fact]
    public async Task A_consume_allowed_denied_repeated_or_in_conflict_is_made_again_also_behind_a_later_journal()
    {
        Caller caller = await ReceiptWorld.In(server, "consumes");
        List<Answered> receipts = [];
        foreach ((string request, string? key, string reason, string duplicate) in new[]
        {
            ("""{"account_id":"acme","feature":"calls","requested_units":"999.5","event_id":"c1","properties":{"region":"eu"}}""", null, "within_limit", "False"),
            ("""{"account_id":"acme","feature":"calls","event_id":"c2"}""", null, "quota_exceeded", "False"),
            ("""{"account_id":"acme","feature":"calls","requested_units":"999.5","event_id":"c1","properties":{"region":"eu"}}""", null, "within_limit", "True"),
            ("""{"account_id":"acme","feature":"calls","requested_units":"1","event_id":"c1"}""", null, "within_limit", "True"),
            ("""{"account_id":"acme","feature":"calls","requested_units":"0.5","event_id":"c1","source":"batch"}""", "k1", "within_limit", "False"),
            ("""{"account_id":"acme","feature":"exports","requested_units":3}""", "k2", "soft_limit_exceeded", "False"),
            ("""{"account_id":"acme","feature":"max_projects","value":3,"event_id":"c3"}""", null, "within_limit", "False"),
            ("""{"account_id":"acme","feature":"calls","requested_units":0,"event_id":"c4"}""", null, "within_limit", "False"),
            ("""{"account_id":"acme","feature":"calls","requested_units":4,"timestamp":"2025-05-31T23:59:59Z","event_id":"c5"}""", null, "within_limit", "False"),
        })
        {
            (Answered decision, Answered receipt) = await ReceiptWorld.Decided(caller, "consume", request, key);
            (decision.At("reason"), decision.At("duplicate")).ShouldBe((reason, duplicate), decision.Text);
            Agrees(decision, receipt, "consume", request);
            receipt.At("payload.request.event_id").ShouldBe(decision.At("event_id"));
            receipts.Add(receipt);
        }

        // A repetition under its key has the first one's id, and so its receipt.
        (Answered again, _) = await ReceiptWorld.Decided(caller, "consume", """{"account_id":"acme","feature":"exports","requested_units":3}""", "k2");
        again.At("decision_id").ShouldBe(receipts[5].At("decision_id"));

        (await caller.Put("/v1/catalog", ReceiptWorld.Catalog.Replace("included: 1000", "included: 1", StringComparison.Ordinal), "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/clock/advance", """{"to":"2025-08-01T00:00:00Z"}""")).Status.ShouldBe(200);
        (await caller.Post("/v1/billing/run")).Status.ShouldBe(200);
        foreach (Answered receipt in receipts)
        {
            OfflineProof.Of(receipt.Text, server.Data).Differences.ShouldBeEmpty(receipt.Text);
            (await caller.Get("/v1/decisions/" + receipt.At("decision_id"))).At("payload.as_of.block_hash").ShouldBe(receipt.At("payload.as_of.block_hash"));
        }
    }

    [Fact]
    public async Task Under_load_decisions_in_the_middle_of_a_block_are_made_again()
    {
        Caller caller = await ReceiptWorld.In(server, "load");
        Task<Answered> Ask(int i) => i % 3 == 0
            ? caller.Post("/v1/entitlements/check", """{"account_id":"acme","feature":"calls","requested_units":400}""")
            : caller.Post("/v1/entitlements/consume", $$"""{"account_id":"acme","feature":"calls","requested_units":{{i % 7}},"event_id":"c{{i % 150}}"}""");
        // The receipt is asked for at once, while what a check saw is not durable yet.
        async Task<(Answered Decision, Answered Receipt)> Both(int i)
        {
            Answered decision = await Ask(i);
            return (decision, await caller.Get("/v1/decisions/" + decision.At("decision_id")));
        }

        (Answered Decision, Answered Receipt)[] all = await Task.WhenAll(Enumerable.Range(0, 300).Select(Both));
        all.ShouldContain(one => int.Parse(one.Decision.At("as_of.ordinal") ?? "0") > 0);
        foreach ((_, Answered receipt) in all)
        {
            receipt.Status.ShouldBe(200, receipt.Text);
            OfflineProof.Of(receipt.Text, server.Data).Differences.ShouldBeEmpty(receipt.Text);
        }
    }

    [Fact]
    public async Task Long_properties_stand_as_their_digest_and_a_long_value_whole()
    {
        Caller caller = await ReceiptWorld.In(server, "long");
        string properties = JsonSerializer.Serialize(Enumerable.Range(0, 60).ToDictionary(i => $"p{i:00}", _ => "a value of some length"));
        (Answered decision, Answered receipt) = await ReceiptWorld.Decided(caller, "consume", $$"""{"account_id":"acme","feature":"calls","event_id":"c1","properties":{{properties}}}""");
        receipt.At("payload.request.properties_sha256")!.Length.ShouldBe(64);
        OfflineProof.Of(receipt.Text, server.Data).Differences.ShouldBeEmpty(decision.Text);

        string value = new('x', 8192);
        (_, Answered whole) = await ReceiptWorld.Decided(caller, "check", $$"""{"account_id":"acme","feature":"region","value":"{{value}}"}""");
        whole.At("payload.request.value").ShouldBe(value);
        OfflineProof.Of(whole.Text, server.Data).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_id_that_is_not_whole_or_of_elsewhere_is_not_found()
    {
        Caller caller = await ReceiptWorld.In(server, "genuine");
        string id = (await caller.Post("/v1/entitlements/check", """{"account_id":"acme","feature":"sso"}""")).At("decision_id")!;
        foreach (int i in new[] { 0, 4, 5, id.Length / 2, id.Length - 2, id.Length - 1 })
            await NotFound(caller, id[..i] + (id[i] == 'A' ? 'B' : 'A') + id[(i + 1)..]);
        await NotFound(caller, "dec_");
        await NotFound(caller, "nonsense");
        await NotFound(server.As(server.LiveKey), id);
        (await caller.Get($"/v1/decisions/{id}?now=1")).Code.ShouldBe("parameter_invalid");
        Answered consumer = await caller.Post("/v1/keys", """{"name":"a","scopes":["entitlements:consume"]}""");
        (await server.As(consumer.At("key")!).Get("/v1/decisions/" + id)).Code.ShouldBe("scope_missing");

        static async Task NotFound(Caller caller, string id)
        {
            Answered refused = await caller.Get("/v1/decisions/" + id);
            (refused.Status, refused.Code).ShouldBe((404, "decision_not_genuine"), refused.Text);
        }
    }

    [Fact]
    public async Task An_id_of_the_first_form_says_why_there_is_no_receipt()
    {
        var secrets = new Secrets(DataFolder.ReadSecret(server.Data));
        byte[] first = [1, 0, 0, 1, 4, 1, 3, 0];
        byte[] mark = new byte[16];
        secrets.Mark(first, mark);
        Answered refused = await server.As(server.LiveKey).Get("/v1/decisions/dec_" + System.Buffers.Text.Base64Url.EncodeToString([.. first, .. mark]));
        (refused.Status, refused.Code).ShouldBe((410, "decision_unreadable"), refused.Text);
    }

    [Fact]
    public async Task After_a_restart_receipts_are_given_as_before_and_what_was_lost_with_an_epoch_is_told()
    {
        await using var own = new RunningServer();
        await own.InitializeAsync();
        string key = own.TestKey;
        await ReceiptWorld.Fill(own.As(key));
        (Answered decision, Answered before) = await ReceiptWorld.Decided(own.As(key), "consume", """{"account_id":"acme","feature":"calls","event_id":"c1"}""");
        await own.Restart();
        (_, Answered later) = await ReceiptWorld.Decided(own.As(key), "consume", """{"account_id":"acme","feature":"calls","event_id":"c2"}""");
        Answered after = await own.As(key).Get("/v1/decisions/" + decision.At("decision_id"));
        (after.At("payload.as_of.block_hash"), after.At("payload.as_of.epoch")).ShouldBe((before.At("payload.as_of.block_hash"), before.At("payload.as_of.epoch")));
        foreach (Answered receipt in new[] { before, after, later })
            OfflineProof.Of(receipt.Text, own.Data).Differences.ShouldBeEmpty();

        // As if a block of the first epoch had been seen, and lost with it: another stands there now, or none does.
        long epoch = long.Parse(before.At("payload.as_of.epoch")!);
        long seq = long.Parse(later.At("payload.as_of.seq")!);
        (await Lost(seq)).ShouldContain("the one in its place was written in epoch");
        (await Lost(seq + 1)).ShouldContain("was lost before it was durable, and the decision with it");

        (await Lost(seq, epoch + 7)).ShouldContain("it is older than the decision");

        async Task<string> Lost(long at, long? inEpoch = null)
        {
            var asked = new EntitlementRequest("acme", "calls", Quantity.One, null, null, null, Properties.None);
            var seen = new Moment(new AsOf(0, 1, inEpoch ?? epoch, at) { Ordinal = 1 }, default);
            var given = new Decision("acme", "calls", true, true, Reason.WithinLimit, Quantity.One, false, null, null, null);
            string id = DecisionToken.OfCheck(new Secrets(DataFolder.ReadSecret(own.Data)), "test", asked, given, seen);
            Answered gone = await own.As(key).Get("/v1/decisions/" + id);
            (gone.Status, gone.Code).ShouldBe((410, "decision_lost"), gone.Text);
            return gone.At("detail")!;
        }
    }

    [Fact]
    public async Task A_receipt_that_was_changed_is_refused_and_what_stands_beside_it_too()
    {
        Caller caller = await ReceiptWorld.In(server, "changed");
        (_, Answered receipt) = await ReceiptWorld.Decided(caller, "check", """{"account_id":"acme","feature":"calls"}""");
        Refusal(receipt.Text.Replace("\"allowed\":true", "\"allowed\":false", StringComparison.Ordinal)).ShouldBe("The payload that stands beside the receipt is not the one that was signed: it was changed.");
        string[] parts = receipt.At("receipt")!.Split('.');
        string payload = parts[1][..40] + (parts[1][40] == 'A' ? 'B' : 'A') + parts[1][41..];
        Refusal($"{parts[0]}.{payload}.{parts[2]}").ShouldContain("The signature does not fit what is signed");
        Refusal("{\"decision_id\":\"x\"}").ShouldStartWith("This is no receipt");

        string Refusal(string text) => Should.Throw<ReceiptException>(() => OfflineProof.Of(text, server.Data)).Message;
    }

    private void Agrees(Answered decision, Answered receipt, string kind, string request)
    {
        receipt.At("decision_id").ShouldBe(decision.At("decision_id"));
        receipt.At("payload.kind").ShouldBe(kind);
        foreach (string field in new[] { "allowed", "included", "reason", "granted_units", "duplicate" })
            receipt.At("payload.answer." + field).ShouldBe(decision.At(field), request);
        if (decision.At("usage_consumed") is not null)
        {
            foreach (string field in new[] { "usage_limit", "usage_consumed", "overage_units" })
                receipt.At("payload.answer." + field).ShouldBe(decision.At(field), request);
        }

        foreach (string field in new[] { "shard", "incarnation", "epoch", "seq" })
            receipt.At("payload.as_of." + field).ShouldBe(decision.At("as_of." + field), request);
        Redecision again = OfflineProof.Of(receipt.Text, server.Data);
        again.Differences.ShouldBeEmpty(request);
        again.Made!.Allowed.ToString().ShouldBe(decision.At("allowed"), request);
    }
}
