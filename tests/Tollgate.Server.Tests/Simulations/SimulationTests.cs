using System.Collections.Immutable;
using Tollgate.Engine.Simulation;
using Tollgate.Engine.Time;
using Tollgate.Server.Shards;
using Tollgate.Server.Simulations;

namespace Tollgate.Server.Tests.Simulations;

/// <summary>Simulations over HTTP: a job that is started, looked at, and cancelled.</summary>
public class SimulationTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string June = "\"from\":\"2025-06-01T00:00:00Z\",\"to\":\"2025-07-01T00:00:00Z\"";

    private const string Catalog =
        """
        currency: USD
        meters:
          calls: {event: calls, aggregation: sum}
        plans:
          cheap: {period: month, charges: {calls: {meter: calls, model: per_unit, amount: "0.10"}}}
          dear: {period: month, charges: {calls: {meter: calls, model: per_unit, amount: "0.30"}}}
        """;

    [Fact]
    public async Task A_simulation_tells_who_would_pay_what_and_records_nothing()
    {
        Caller caller = await World("simulated", accounts: 3);
        string journal = (await caller.Get("/v1/journal/verify")).Text;
        Answered begun = await caller.Post("/v1/simulations", "{" + June + ",\"plan\":\"dear\"}");
        begun.Status.ShouldBe(202, begun.Text);
        Answered done = await Done(caller, begun.At("id")!);
        done.At("status").ShouldBe("done", done.Text);
        (done.At("percent"), done.At("current"), done.At("candidate"), done.At("difference"), done.At("pay_more"), done.At("pay_less")).ShouldBe(("100", "0.60", "1.80", "1.20", "3", "0"));

        Answered page = await caller.Get($"/v1/simulations/{begun.At("id")}/accounts?limit=2");
        (page.At("data.0.account_id"), page.At("data.0.difference"), page.At("data.1.account_id")).ShouldBe(("a3", "0.60", "a2"));
        (page.At("data.0.lines.0.charge"), page.At("data.0.lines.0.candidate.quantity"), page.At("data.0.lines.0.candidate.amount")).ShouldBe(("calls", "3", "0.90"));
        Answered rest = await caller.Get($"/v1/simulations/{begun.At("id")}/accounts?limit=2&cursor={page.At("next_cursor")}");
        (rest.At("data.0.account_id"), rest.Json.GetProperty("data").GetArrayLength(), rest.At("next_cursor")).ShouldBe(("a1", 1, null));
        (await caller.Get("/v1/journal/verify")).Text.ShouldBe(journal);

        // Ending one that is over changes nothing.
        (await caller.Delete($"/v1/simulations/{begun.At("id")}")).At("status").ShouldBe("done");
    }

    [Fact]
    public async Task The_candidate_may_be_a_document_in_yaml_or_json_for_some_accounts()
    {
        Caller caller = await World("candidates", accounts: 2);
        string yaml = System.Text.Json.JsonSerializer.Serialize(Catalog.Replace("0.10", "0.50"));
        Answered done = await Done(caller, (await caller.Post("/v1/simulations", "{" + June + ",\"accounts\":[\"a2\"],\"catalog\":" + yaml + "}")).At("id")!);
        (done.At("current"), done.At("candidate")).ShouldBe(("0.20", "1.00"));
        const string Json = """{"currency":"USD","meters":{"calls":{"event":"calls","aggregation":"count"}},"plans":{"flat":{"period":"month","charges":{"base":{"model":"flat","amount":"7.00"}}}}}""";
        done = await Done(caller, (await caller.Post("/v1/simulations", "{" + June + ",\"catalog\":" + Json + ",\"plans\":{\"cheap\":\"flat\"}}")).At("id")!);
        (done.At("current"), done.At("candidate"), done.At("pay_more")).ShouldBe(("0.30", "14.00", "2"));
    }

    [Theory]
    [InlineData("""{"from":"2025-07-01T00:00:00Z","to":"2025-07-01T00:00:00Z"}""", 422, "parameter_invalid", "/to")]
    [InlineData("""{"from":"2025-06-01T00:00:00Z"}""", 400, "missing_key", "/to")]
    [InlineData("{" + June + ",\"plan\":\"gold\"}", 422, "plan_not_found", "/plans")]
    [InlineData("{" + June + ",\"accounts\":[\"nobody\"]}", 404, "account_not_found", null)]
    [InlineData("{" + June + ",\"catalog\":7}", 400, "wrong_type", "/catalog")]
    [InlineData("{" + June + ",\"catalog\":{\"currency\":\"EUR\",\"plans\":{\"cheap\":{\"period\":\"month\"}}}}", 422, "currency_mismatch", "/catalog")]
    public async Task What_makes_no_sense_is_refused_before_anything_is_read(string body, int status, string code, string? pointer)
    {
        Caller caller = await World($"refused-{code.Replace('_', '-')}-{status}", accounts: 1);
        Answered refused = await caller.Post("/v1/simulations", body);
        (refused.Status, refused.At("code")).ShouldBe((status, code), refused.Text);
        if (pointer is not null)
            refused.At("pointer").ShouldBe(pointer);
    }

    [Fact]
    public async Task One_that_is_cancelled_ends_and_leaves_nothing()
    {
        await World("ended", accounts: 2);
        EnvironmentHost host = server.Installation.Environments["ended"];
        using var cancel = new CancellationTokenSource();
        var terms = new SimulationTerms(new EffectiveAt(0), new EffectiveAt(long.MaxValue), null);
        var candidate = new Candidate("{}", null, ImmutableSortedDictionary<string, string>.Empty);
        Should.Throw<OperationCanceledException>(() => SimulationPlayback.Run(host.Shard.Journal, host.Shard.Committed.Seq, terms, candidate, _ => cancel.Cancel(), cancel.Token));
        // What cannot be lived through ends it too, and is told: this candidate is no catalog.
        Should.Throw<InvalidOperationException>(() => SimulationPlayback.Run(host.Shard.Journal, host.Shard.Committed.Seq, terms, candidate, _ => { }, CancellationToken.None))
            .Message.ShouldStartWith("The journal could not be simulated: ");
    }

    [Fact]
    public async Task One_that_is_not_there_is_not_found()
    {
        Caller caller = await World("none", accounts: 1);
        (await caller.Get("/v1/simulations/sim_none")).At("code").ShouldBe("simulation_not_found");
        (await caller.Get("/v1/simulations/sim_none/accounts")).Status.ShouldBe(404);
        (await caller.Delete("/v1/simulations/sim_none")).Status.ShouldBe(404);
    }

    private static async Task<Answered> Done(Caller caller, string id)
    {
        Answered run;
        do
        {
            await Task.Delay(20);
            run = await caller.Get($"/v1/simulations/{id}");
        }
        while (run.At("status") == "running");
        return run;
    }

    /// <summary>Account a1 has used one call in June, a2 two, and so on.</summary>
    private async Task<Caller> World(string environment, int accounts)
    {
        Caller caller = await server.Environment(environment, "2025-06-10T00:00:00Z");
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        for (int i = 1; i <= accounts; i++)
        {
            (await caller.Post("/v1/accounts", $$"""{"id":"a{{i}}"}""")).Status.ShouldBe(201);
            (await caller.Post("/v1/contracts", $$"""{"account_id":"a{{i}}","plan":"cheap","starts_at":"2025-06-01T00:00:00Z"}""")).Status.ShouldBe(201);
            (await caller.Post("/v1/events", $$"""[{"event_id":"e","account_id":"a{{i}}","meter":"calls","quantity":{{i}}}]""")).Status.ShouldBe(202);
        }

        return caller;
    }
}
