using System.Text.Json;

namespace Tollgate.Server.Tests.Http;

/// <summary>Idempotency keys where work is done before an answer is kept, and what one contract may not do to the others.</summary>
public class IdempotentHttpTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Flat = "{\"currency\":\"USD\",\"plans\":{\"p\":{\"name\":\"P\",\"period\":\"month\",\"charges\":{\"fee\":{\"model\":\"flat\",\"amount\":\"%\",\"bill\":\"advance\"}}}}}";

    [Fact]
    public async Task A_used_key_makes_no_environment()
    {
        Caller live = server.As(server.LiveKey);
        string first = Environment("one");
        Answered[] both = await Task.WhenAll(live.Post("/v1/environments", first, idempotencyKey: "k1"), live.Post("/v1/environments", first, idempotencyKey: "k1"));
        both.Select(answer => answer.Status).ShouldBe([201, 201]);
        both[0].Text.ShouldBe(both[1].Text);
        Answered other = await live.Post("/v1/environments", Environment("two"), idempotencyKey: "k1");
        (other.Status, other.Code).ShouldBe((409, "idempotency_key_reused"));
        (await live.Get("/v1/environments")).Text.ShouldNotContain("\"two\"");
    }

    [Fact]
    public async Task A_catalog_that_was_put_is_answered_as_the_first_time()
    {
        Caller caller = await server.Environment("catalog-again");
        Answered first = await Put(caller, "1.00", "c1");
        first.At("changes.0.kind").ShouldNotBeNull();
        Answered again = await Put(caller, "1.00", "c1");
        again.Text.ShouldBe(first.Text);
        again.Headers["Idempotent-Replayed"].ShouldBe("true");
        (await Put(caller, "2.00", "c1")).Status.ShouldBe(409);
        (await caller.Get("/v1/catalog")).At("version").ShouldBe("1");
    }

    [Fact]
    public async Task A_contract_that_cannot_be_billed_keeps_no_other_from_it()
    {
        Caller caller = await server.Environment("billing");
        string dear = string.Join(",", Enumerable.Range(0, 200).Select(i => $"\"c{i}\":{{\"model\":\"flat\",\"amount\":\"1000000000000000\",\"bill\":\"advance\"}}"));
        string plans = "{\"currency\":\"USD\",\"plans\":{\"dear\":{\"name\":\"D\",\"period\":\"month\",\"charges\":{" + dear + "}},"
            + "\"fair\":{\"name\":\"F\",\"period\":\"month\",\"charges\":{\"fee\":{\"model\":\"flat\",\"amount\":\"5.00\",\"bill\":\"advance\"}}}}}";
        (await caller.Put("/v1/catalog", plans, "application/json")).Status.ShouldBe(200);
        foreach (string plan in (string[])["dear", "fair"])
        {
            (await caller.Post("/v1/accounts", $$"""{"id":"{{plan}}"}""")).Status.ShouldBe(201);
            (await caller.Post("/v1/contracts", $$"""{"account_id":"{{plan}}","plan":"{{plan}}"}""")).Status.ShouldBe(201);
        }

        await caller.Post("/v1/clock/advance", """{"to":"2025-06-05T00:00:00Z"}""");
        Answered run = await caller.Post("/v1/billing/run", "{}");
        run.Status.ShouldBe(200, run.Text);
        run.At("finalized.count").ShouldBe("1");
        run.Json.GetProperty("failed").GetArrayLength().ShouldBe(1);
    }

    private static string Environment(string id) => JsonSerializer.Serialize(new { id, kind = "test" });

    private static Task<Answered> Put(Caller caller, string amount, string key)
    {
        var body = new StringContent(Flat.Replace("%", amount, StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json");
        return caller.Send(HttpMethod.Put, "/v1/catalog", body, key);
    }
}
