using Tollgate.Server.Tests.BadInput;
using Tollgate.Server.Tests.Cli;

namespace Tollgate.Server.Tests.BadDays;

/// <summary>A file of the index is deleted, cut or changed: the verb names it, a start says so and makes the index again, and no answer changes.</summary>
public sealed class DamagedIndexTests(FilledFolder filled) : IClassFixture<FilledFolder>
{
    [Theory]
    [InlineData("events", "deleted", "it is missing")]
    [InlineData("events", "cut", "it was cut")]
    [InlineData("events", "flipped in its filter", "checksum of its filter")]
    [InlineData("events", "flipped in a page", null)]
    [InlineData("account-blocks", "cut", "it was cut")]
    [InlineData("account-blocks", "flipped in a page", null)]
    [InlineData("manifest", "cut", "checksum does not match")]
    [InlineData("manifest", "deleted", null)]
    public async Task Nothing_is_lost_and_nothing_counted_twice(string file, string how, string? reason)
    {
        using HarmedFolder folder = filled.Copy();
        Said built = await Terminal.Run("index", "rebuild", "--data", folder.Root);
        built.ExitCode.ShouldBe(0, built.ToString());
        built.Out.ShouldContain("live/shard-0: 1,000 ids in 2 runs");
        Said sound = await Terminal.Run("index", "verify", "--data", folder.Root);
        (sound.ExitCode, sound.Error).ShouldBe((0, ""), sound.ToString());
        sound.Out.ShouldContain("sound   live/shard-0: 1,000 ids in 2 runs");

        string path = Directory.GetFiles(folder["environments/live/index/shard-0"], file + "*").ShouldHaveSingleItem();
        Harm(path, how);
        Said verified = await Terminal.Run("index", "verify", "--data", folder.Root, "--stream", "live/shard-0");
        if (file != "manifest" || how != "deleted")
        {
            verified.ExitCode.ShouldBe(1, verified.ToString());
            verified.Out.ShouldContain("unsound live/shard-0: The index file " + file);
            verified.Out.ShouldContain("tollgate index rebuild");
        }

        await using Running running = await Running.Start(folder.Root);
        if (reason is not null)
            running.Log.ShouldContain("the index of ids is made again from the journal, since its files cannot be used: The index file " + Path.GetFileName(path));
        if (reason is not null)
            running.Log.ShouldContain(reason);
        Caller caller = running.As(filled.Key);
        // A page is read, and found damaged, by the first question that needs it; then the index is made again behind it.
        await Running.Until(async () => (await caller.Get("/v1/events/e7-7?account_id=acme")).Status == 200);
        string again = string.Join('\n', Enumerable.Range(0, 50).Select(i => BadWorld.Good($"e7-{i}")));
        await Running.Until(async () => (await caller.Post("/v1/events", again, "application/x-ndjson")) is { Status: 200 or 202 } answered && answered.At("duplicates") == "50");
        (await caller.Get("/v1/accounts/acme/usage?meter=api_calls&window=minute")).Json.GetProperty("data").GetRawText()
            .ShouldBe(filled.Answers[..filled.Answers.IndexOf(']', StringComparison.Ordinal)] + "]");
    }

    private static void Harm(string path, string how)
    {
        long length = new FileInfo(path).Length;
        if (how == "deleted")
            File.Delete(path);
        else if (how == "cut")
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^40]);
        else if (how == "flipped in a page")
            for (long at = 50; at < length - 4096; at += 4096)
                HarmedFolder.Flip(path, at, 3);
        else
            HarmedFolder.Flip(path, length - 200, 3);
    }
}
