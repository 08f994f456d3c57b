using System.Globalization;
using Tollgate.Server.Tests.BadDays;
using Tollgate.Server.Tests.Cli;

namespace Tollgate.Server.Tests.Crash;

/// <summary>A server under load is killed again and again, as by a power cut, on one data folder. <c>TOLLGATE_SEED</c> repeats a run's delays and events.</summary>
[Collection(nameof(Alone))]
public class KillTests
{
    private const int Senders = 4;
    private static readonly string[] Accounts = ["acme", "globex", "initech"];

    /// <summary>How often a server under load is struck.</summary>
    protected virtual int Kills => 20;

    /// <summary>What the server and the journal verbs are told of the store.</summary>
    protected virtual string[] Store => [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_acknowledged_event_is_there_exactly_once()
    {
        Print($"TOLLGATE_SEED={CrashWorld.Seed}");
        await using ServerProcess server = await ServerProcess.Start(Store);
        string key = await CrashWorld.Make(server, Accounts);
        Sender[] senders = [.. Enumerable.Range(0, Senders).Select(number => new Sender(server, key, number, CrashWorld.Seed))];
        using (var stop = new CancellationTokenSource())
        {
            Task[] running = [.. senders.Select(sender => sender.Run(stop.Token))];
            var random = new Random(CrashWorld.Seed);
            for (int kill = 0; kill < Kills; kill++)
            {
                // On the slowest machine something has arrived in between.
                int before = senders.Sum(sender => sender.Answers);
                await Running.Until(() => Task.FromResult(senders.Sum(sender => sender.Answers) > before));
                await Task.Delay(random.Next(20, 700), Cancel);
                // What the last kill cuts off is not sent again, so that some of it may never have arrived.
                if (kill == Kills - 1)
                    await stop.CancelAsync();
                await Strike(server, last: kill == Kills - 1);
            }

            await Task.WhenAll(running);
        }

        senders.SelectMany(sender => sender.Broken).ShouldBeEmpty();
        Caller caller = CrashWorld.As(server, key);
        List<SentEvent> counted = [.. senders.SelectMany(sender => sender.Acknowledged)];
        counted.Count.ShouldBeGreaterThan(Kills);
        List<SentEvent> missing = [];
        foreach (SentEvent sent in senders.SelectMany(sender => sender.Unanswered))
            ((await caller.Get($"/v1/events/{sent.Id}?account_id={sent.Account}")).Status == 200 ? counted : missing).Add(sent);
        Print($"{counted.Count} events counted, {missing.Count} never arrived");

        await ShouldCount(caller, counted);
        await ShouldBeKnown(caller, counted);
        await ShouldCount(caller, counted);

        Said verified = await Terminal.Run(["journal", "verify", "--data", server.Data, .. Store]);
        verified.ExitCode.ShouldBe(0, verified.ToString());
        verified.Out.ShouldContain("sound   crash/shard-0");
        verified.Out.ShouldNotContain("unsound");

        await ShouldEqualTheirRebuild(server, key);
        await ShouldBill(CrashWorld.As(server, key), counted);
    }

    [Fact]
    public async Task Every_acknowledged_account_can_be_used()
    {
        Print($"TOLLGATE_SEED={CrashWorld.Seed}");
        await using ServerProcess server = await ServerProcess.Start(Store);
        string key = await CrashWorld.Make(server);
        List<string> acknowledged = [], open = [];
        var random = new Random(CrashWorld.Seed);
        for (int kill = 0; kill < Kills / 3; kill++)
        {
            Task<(string Id, bool Made)>[] burst = [.. Enumerable.Range(0, 200).Select(i => Register(server, key, $"account-{kill}-{i}"))];
            // Some of the burst is answered then, some is in the control stream, and not all of that in the shard.
            await AnyOf(burst, random.Next(1, 100));
            await server.Kill();
            foreach ((string id, bool made) in await Task.WhenAll(burst))
                (made ? acknowledged : open).Add(id);
            await server.Start();
        }

        Print($"{acknowledged.Count} accounts acknowledged, {open.Count} not");
        acknowledged.ShouldNotBeEmpty();
        Caller caller = CrashWorld.As(server, key);
        foreach (string id in open)
            (await caller.Post("/v1/accounts", $$"""{"id":"{{id}}"}""")).Status.ShouldBeOneOf(201, 409);
        string events = SentEvent.Lines(acknowledged.Concat(open).Select(id => new SentEvent("first", id, 1)));
        Answered used = await caller.Post("/v1/events", events, "application/x-ndjson");
        used.At("accepted").ShouldBe((acknowledged.Count + open.Count).ToString(CultureInfo.InvariantCulture), used.Text);
    }

    /// <summary>Kills the server, or what it stands on, and lets it come back.</summary>
    /// <param name="last">Then the server comes back with nothing left of what it had in memory.</param>
    protected virtual async Task Strike(ServerProcess server, bool last)
    {
        await server.Kill();
        await server.Start();
    }

    /// <summary>The environment's rows are gone, and nothing else is.</summary>
    protected virtual void DropProjections(ServerProcess server)
    {
        string[] parts = Directory.GetFiles(Path.Combine(server.Data, "environments", "crash"), "projections.db*");
        parts.ShouldNotBeEmpty();
        foreach (string part in parts)
            File.Delete(part);
    }

    private static async Task<(string Id, bool Made)> Register(ServerProcess server, string key, string id)
    {
        try
        {
            return (id, (await CrashWorld.As(server, key).Post("/v1/accounts", $$"""{"id":"{{id}}"}""")).Status == 201);
        }
        catch (HttpRequestException)
        {
            return (id, false);
        }
    }

    private static async Task AnyOf(IEnumerable<Task> tasks, int many)
    {
        await foreach (Task _ in Task.WhenEach(tasks))
        {
            if (--many == 0)
                return;
        }
    }

    private static async Task ShouldCount(Caller caller, List<SentEvent> counted)
    {
        foreach (string account in Accounts)
        {
            List<SentEvent> own = counted.FindAll(sent => sent.Account == account);
            CrashWorld.Sum(await CrashWorld.Usage(caller, account)).ShouldBe((own.Count, own.Sum(sent => sent.Quantity)), account);
        }
    }

    private static async Task ShouldBeKnown(Caller caller, List<SentEvent> counted)
    {
        foreach (SentEvent[] batch in counted.Chunk(5000))
        {
            Answered again = await caller.Post("/v1/events", SentEvent.Lines(batch), "application/x-ndjson");
            (again.At("accepted"), again.At("duplicates")).ShouldBe(("0", batch.Length.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private async Task ShouldEqualTheirRebuild(ServerProcess server, string key)
    {
        List<string> before = [];
        foreach (string account in Accounts)
            before.Add(await CrashWorld.Usage(CrashWorld.As(server, key), account));
        (await server.Stop()).ShouldBe(0);
        DropProjections(server);
        await server.Start();
        List<string> after = [];
        foreach (string account in Accounts)
            after.Add(await CrashWorld.Usage(CrashWorld.As(server, key), account));
        after.ShouldBe(before);
    }

    private static async Task ShouldBill(Caller caller, List<SentEvent> counted)
    {
        (await caller.Post("/v1/clock/advance", """{"to":"2025-07-03T00:00:00Z"}""")).Status.ShouldBe(200);
        (await caller.Post("/v1/billing/run", "{}")).Status.ShouldBe(200);
        foreach (string account in Accounts)
        {
            long billed = counted.Where(sent => sent.Account == account).Sum(sent => sent.Quantity) - CrashWorld.Included;
            Answered list = await caller.Get($"/v1/invoices?account_id={account}&status=finalized");
            string july = list.Json.GetProperty("data").EnumerateArray().Single(invoice => invoice.GetProperty("date").GetString()!.StartsWith("2025-07-01", StringComparison.Ordinal)).GetProperty("id").GetString()!;
            Answered invoice = await caller.Get($"/v1/invoices/{july}");
            invoice.At("total").ShouldBe((billed / 100m).ToString("F2", CultureInfo.InvariantCulture), invoice.Text);
            invoice.At("lines.0.quantity").ShouldBe(billed.ToString(CultureInfo.InvariantCulture));
            (await caller.Get($"/v1/invoices/{july}/lines/1/events")).At("complete").ShouldBe("True");
        }
    }

    private static void Print(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);
}
