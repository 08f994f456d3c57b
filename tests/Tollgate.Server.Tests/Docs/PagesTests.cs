using Tollgate.Server.Http;

namespace Tollgate.Server.Tests.Docs;

/// <summary>Every page of the documentation is run against a real server.</summary>
public sealed class PagesTests(PagesTests.SharedServer shared) : IClassFixture<PagesTests.SharedServer>
{
    private static readonly Page[] All =
    [
        .. Repository.Files
            .Where(file => file == "README.md" || (file.StartsWith("docs/", StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal)))
            .Select(Page.Read),
    ];

    public static TheoryData<string> WithExamples => [.. All.Where(page => page.Executed.Any()).Select(page => page.File)];

    public static TheoryData<string> Guides => [.. All.Select(page => page.File).Where(file => file.StartsWith("docs/guides/", StringComparison.Ordinal) || file.StartsWith("docs/concepts/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(WithExamples))]
    public async Task Is_true(string file)
    {
        Page page = Page.Read(file);
        await PageRun.Play(page, page.Environment == "./run" ? null : await shared.Server());
    }

    [Theory]
    [MemberData(nameof(Guides))]
    public void Has_examples_that_run(string file) => Page.Read(file).Executed.ShouldNotBeEmpty();

    [Fact]
    public void What_is_skipped_says_why() =>
        All.SelectMany(page => page.Blocks.Where(block => block.Skipped is { Length: < 10 }).Select(block => $"{page.File}:{block.Line}")).ShouldBeEmpty();

    [Fact]
    public void Few_blocks_are_skipped() => All.Sum(page => page.Blocks.Count(block => block.Skipped is not null)).ShouldBeLessThan(6);

    [Fact]
    public void The_address_that_pages_print_is_the_server_s_own() =>
        PageRun.PrintedUrl.ShouldBe($"http://127.0.0.1:{TollgateOptions.DefaultPort}");

    [Theory]
    [InlineData("```http 200\nGET /v1/accounts/nobody\n```", "planted.md:1: answered 404, expected 200")]
    [InlineData("```http 422\nGET /v1/catalog\n```\n", "planted.md:1: answered")]
    [InlineData("text\n\n```yaml catalog\ncurrency: USD\n```\n```json\n{\"version\": 7}\n```", "planted.md:6: $.version is 1, expected 7")]
    [InlineData("```sh\nfalse\n```", "planted.md:1: ended with exit code 1")]
    [InlineData("```sh\necho one; echo two\n```\n```text\ntwo\none\n```", "planted.md:4: the output lacks 'one'")]
    public async Task A_planted_untruth_is_found(string text, string message)
    {
        Page page = Page.Parse("planted.md", $"{text}\n<!-- environment: clock 2025-06-01T00:00:00Z -->");
        ServerProcess server = await shared.Fresh();
        PageException found = await Should.ThrowAsync<PageException>(() => PageRun.Play(page, server));
        found.Message.ShouldStartWith(message);
    }

    /// <summary>One server for all pages; each has an environment of its own.</summary>
    public sealed class SharedServer : IAsyncLifetime
    {
        private readonly List<ServerProcess> _servers = [];

        public ValueTask InitializeAsync() => ValueTask.CompletedTask;

        public async Task<ServerProcess> Server() => _servers.FirstOrDefault() ?? await Fresh();

        public async Task<ServerProcess> Fresh()
        {
            ServerProcess server = await ServerProcess.Start();
            _servers.Add(server);
            return server;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (ServerProcess server in _servers)
                await server.DisposeAsync();
        }
    }
}
