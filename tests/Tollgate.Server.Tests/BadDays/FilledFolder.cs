using Tollgate.Server.Tests.BadInput;
using Tollgate.Server.Tests.Crash;
using Tollgate.Storage.Installation;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Tests.BadDays;

/// <summary>A data folder with usage in many blocks, made once by a server that was then stopped; each test harms a copy of its own.</summary>
public sealed class FilledFolder : IAsyncLifetime
{
    private const string Live = "live";
    private ServerProcess? _server;

    public string Key { get; private set; } = "";

    /// <summary>What the account's usage and invoice are; no harm may change it.</summary>
    public string Answers { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.Start();
        Key = _server.Key(Live);
        Caller caller = CrashWorld.As(_server, Key);
        (await caller.Put("/v1/catalog", BadWorld.Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"growth","starts_at":"2025-01-01T00:00:00Z"}""")).Status.ShouldBe(201);
        // What cannot be compressed fills the file with blocks.
        var random = new Random(1);
        for (int batch = 0; batch < 20; batch++)
            (await caller.Post("/v1/events", string.Join('\n', Enumerable.Range(0, 50).Select(i => Noisy(random, $"e{batch}-{i}"))), "application/x-ndjson")).At("accepted").ShouldBe("50");
        Answers = await Ask(caller);
        (await _server.Stop()).ShouldBe(0, _server.Output);
    }

    public static async Task<string> Ask(Caller caller)
    {
        Answered usage = await caller.Get("/v1/accounts/acme/usage?meter=api_calls&window=minute");
        Answered preview = await caller.Post("/v1/invoices/preview", """{"account_id":"acme"}""");
        (usage.Status, preview.Status).ShouldBe((200, 200), usage.Text + preview.Text);
        return usage.Json.GetProperty("data").GetRawText() + preview.At("total") + (await caller.Get("/v1/events/e7-7?account_id=acme")).At("receipts");
    }

    public HarmedFolder Copy()
    {
        string copy = Directory.CreateTempSubdirectory("tollgate-harmed-").FullName;
        foreach (string file in Directory.GetFiles(_server!.Data, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(copy, Path.GetRelativePath(_server.Data, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return new HarmedFolder(copy);
    }

    private static string Noisy(Random random, string id) => $"{BadWorld.Good(id)[..^1]},\"properties\":{{\"trace\":\"{random.GetHexString(200)}\"}}}}";

    public ValueTask DisposeAsync() => _server!.DisposeAsync();
}

/// <summary>A copy of a data folder, to be harmed.</summary>
public sealed class HarmedFolder(string root) : IDisposable
{
    public string Root => root;

    public string Shard => DataFolder.JournalPath(root, StreamId.OfShard("live", 0));

    public string Projections => this["environments/live/projections.db"];

    public string this[string file] => Path.Combine(root, file);

    public static void Flip(string file, long at, int bit = 0)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = at;
        int old = stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(old ^ (1 << bit)));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
