using Tollgate.Engine;
using Tollgate.Server.Shards;
using Tollgate.Server.Tests.Shards;
using Tollgate.Storage.Installation;

namespace Tollgate.Server.Tests.Http;

/// <summary>A check is answered from the memory of its own shard: neither a store nor another shard can hold it up.</summary>
public sealed class CheckFromMemoryTests
{
    private const string Catalog = """
        currency: USD
        meters:
          api_calls: {event: api_calls, aggregation: sum, value: quantity}
        features:
          api_calls: {kind: metered, meter: api_calls}
          sso: {kind: boolean}
        plans:
          pro:
            period: month
            entitlements: {api_calls: {included: 100, enforcement: hard}, sso: true}
        """;

    private const string Asked = """{"account_id":"acme","feature":"api_calls","requested_units":1}""";

    [Fact]
    public async Task With_a_store_that_can_be_neither_read_nor_written_checks_are_answered()
    {
        await using var server = new ClosableServer();
        await server.InitializeAsync();
        Caller caller = server.As(server.TestKey);
        await Fill(caller);
        await Replayed(server, Installation.Test);

        server.Closed.Close();
        Task<Answered> consume = caller.Post("/v1/entitlements/consume", Asked.Replace(":1}", ":7,\"event_id\":\"e1\"}", StringComparison.Ordinal));
        while ((await caller.Post("/v1/entitlements/check", Asked)).At("usage_consumed") != "7")
            await Task.Delay(5, TestContext.Current.CancellationToken);
        for (int i = 0; i < 50; i++)
        {
            Answered check = await caller.Post("/v1/entitlements/check", Asked);
            (check.Status, check.At("allowed"), check.At("usage_consumed"), check.At("remaining")).ShouldBe((200, "True", "7", "143"), check.Text);
        }

        (await caller.Post("/v1/entitlements/check", """{"account_id":"acme","feature":"sso"}""")).At("allowed").ShouldBe("True");
        (await caller.Post("/v1/entitlements/check", """{"account_id":"nobody","feature":"sso"}""")).At("reason").ShouldBe("account_not_found");
        Answered batch = await caller.Post("/v1/entitlements/check-batch", $$"""{"requests":[{{Asked}},{{Asked}}],"verbose":true}""");
        (batch.Status, batch.At("results.1.usage_consumed")).ShouldBe((200, "7"), batch.Text);

        // The store is closed indeed: what has to be durable is not answered.
        consume.IsCompleted.ShouldBeFalse();
        server.Closed.Refused.Where(trace => trace.Contains("Tollgate.Server.Http", StringComparison.Ordinal) || trace.Contains("Tollgate.Server.Entitlements", StringComparison.Ordinal)).ShouldBeEmpty();
        server.Closed.Open();
        (await consume).At("allowed").ShouldBe("True");
    }

    [Fact]
    public async Task Where_the_store_is_read_it_refuses()
    {
        await using var server = new ClosableServer();
        await server.InitializeAsync();
        Caller caller = server.As(server.TestKey);
        await Fill(caller);
        (await caller.Post("/v1/entitlements/consume", """{"account_id":"acme","feature":"api_calls","requested_units":1,"event_id":"e1"}""")).Status.ShouldBe(200);
        await Replayed(server, Installation.Test);

        // An event is looked up in the journal.
        server.Closed.Close();
        (await caller.Get("/v1/events/e1?account_id=acme")).Status.ShouldBeGreaterThanOrEqualTo(500);
        server.Closed.Refused.ShouldNotBeEmpty();
        server.Closed.Open();
    }

    [Fact]
    public async Task While_another_shard_stands_still_checks_are_answered()
    {
        await using var server = new RunningServer();
        await server.InitializeAsync();
        (Caller live, Caller test) = (server.As(server.LiveKey), server.As(server.TestKey));
        await Fill(live);
        await Fill(test);

        using var goOn = new ManualResetEventSlim();
        var stands = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int> turn = server.Installation.Find(Installation.Live)!.Shard.Read((_, _) =>
        {
            // In the middle of a turn, with every lock of the shard in hand.
            stands.SetResult();
            goOn.Wait(TestContext.Current.CancellationToken);
            return 0;
        }, TestContext.Current.CancellationToken);
        await stands.Task;
        Task<Answered> waiting = live.Post("/v1/entitlements/check", Asked);
        for (int i = 0; i < 50; i++)
            (await test.Post("/v1/entitlements/check", Asked)).At("remaining").ShouldBe("150");
        waiting.IsCompleted.ShouldBeFalse();
        goOn.Set();
        await turn;
        (await waiting).At("remaining").ShouldBe("150");
    }

    private static async Task Fill(Caller caller)
    {
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"pro"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/grants", """{"account_id":"acme","feature":"api_calls","amount":"50","source":"promotion"}""")).Status.ShouldBe(201);
    }

    private static async Task Replayed(RunningServer server, string environment)
    {
        while (server.Installation.Find(environment)!.Health.Any(stream => stream.LagBlocks > 0))
            await Task.Delay(5, TestContext.Current.CancellationToken);
    }

    private sealed class ClosableServer : RunningServer
    {
        internal ClosedStore Closed { get; private set; } = null!;

        protected override IStore OpenStore(string folder) => Closed = new ClosedStore(base.OpenStore(folder));
    }
}
