namespace Tollgate.Server.Tests.BadInput;

/// <summary>Groups, attributes and conditions that make no sense, each with its sentence and its place; nothing of them is kept.</summary>
public sealed class BadConditionTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly string TooMany = $$"""{"groups":[{{string.Join(',', Enumerable.Range(0, 33).Select(number => $"\"g{number}\""))}}]}""";

    [Theory]
    [InlineData("subjects/ann", "{}", 400, "missing_key", "/groups")]
    [InlineData("subjects/ann", """{"groups":null}""", 400, "missing_key", "/groups")]
    [InlineData("subjects/ann", """{"groups":"beta"}""", 400, "wrong_type", "/groups")]
    [InlineData("subjects/ann", """{"groups":["beta",7]}""", 400, "wrong_type", "/groups/1")]
    [InlineData("subjects/ann", """{"groups":[""]}""", 400, "malformed_id", "/groups/0")]
    [InlineData("subjects/ann", """{"groups":["a\u0007"]}""", 400, "malformed_id", "/groups/0")]
    [InlineData("subjects/ann", """{"group":["beta"]}""", 400, "unknown_key", "/group")]
    [InlineData("subjects/ann", """{"groups":["beta"],"groups":[]}""", 400, "duplicate_key", "/groups")]
    [InlineData("subjects/ann", """{"groups":[""", 400, "malformed_json", null)]
    [InlineData("subjects/a%07", """{"groups":["beta"]}""", 400, "malformed_id", null)]
    [InlineData("attributes", "{}", 400, "missing_key", "/attributes")]
    [InlineData("attributes", """{"attributes":["tier"]}""", 400, "wrong_type", "/attributes")]
    [InlineData("attributes", """{"attributes":{"tier":7}}""", 400, "wrong_type", "/attributes/tier")]
    [InlineData("attributes", """{"attributes":{"tier":""}}""", 400, "malformed_id", "/attributes/tier")]
    [InlineData("attributes", """{"tier":"gold"}""", 400, "unknown_key", "/tier")]
    public async Task Is_refused_at_its_place(string path, string body, int status, string code, string? pointer)
    {
        Caller caller = server.As(server.TestKey);
        await caller.Post("/v1/accounts", """{"id":"bad","attributes":{"tier":"tin"}}""");
        Answered refused = await caller.Put("/v1/accounts/bad/" + path, body, "application/json");
        (refused.Status, refused.Code, refused.Pointer).ShouldBe((status, code, pointer), refused.Text);
        (await caller.Get("/v1/accounts/bad")).At("attributes.tier").ShouldBe("tin");
        (await caller.Get("/v1/accounts/bad/subjects")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Groups_have_an_end()
    {
        Caller caller = server.As(server.TestKey);
        await caller.Post("/v1/accounts", """{"id":"many"}""");
        Answered refused = await caller.Put("/v1/accounts/many/subjects/ann", TooMany, "application/json");
        (refused.Status, refused.Code, refused.Pointer).ShouldBe((422, "too_many_groups", "/groups"), refused.Text);
    }

    [Theory]
    [InlineData("subjects/ann", """{"groups":["beta"]}""")]
    [InlineData("attributes", """{"attributes":{"tier":"gold"}}""")]
    public async Task An_account_that_is_not_there_has_neither(string path, string body)
    {
        Answered refused = await server.As(server.TestKey).Put("/v1/accounts/nobody/" + path, body, "application/json");
        (refused.Status, refused.Code).ShouldBe((404, "account_not_found"), refused.Text);
    }

    [Theory]
    [InlineData("{}", "/when", "condition_empty")]
    [InlineData("""{"regoin":"eu"}""", "/when/regoin", "unknown_key")]
    [InlineData("""{"groups":[]}""", "/when/groups", "empty_list")]
    [InlineData("""{"region":7}""", "/when/region", "wrong_type")]
    [InlineData("""{"from":"tomorrow"}""", "/when/from", "malformed_timestamp")]
    [InlineData("""{"from":"2026-01-01T00:00:00Z","until":"2026-01-01T00:00:00Z"}""", "/when/until", "condition_ends_before_start")]
    public async Task An_override_under_no_condition_is_none(string when, string pointer, string code)
    {
        Answered refused = await server.As(server.TestKey).Post("/v1/overrides", $$"""{"account_id":"x","feature":"f","value":true,"when":{{when}},"reason":"r","author":"a"}""");
        (refused.Status, refused.Code, refused.Pointer).ShouldBe((422, code, pointer), refused.Text);
    }

    [Fact]
    public async Task A_right_is_asked_for_a_subject_that_can_be_one()
    {
        Caller caller = server.As(server.TestKey);
        await caller.Post("/v1/accounts", """{"id":"list"}""");
        Answered refused = await caller.Get("/v1/accounts/list/entitlements?subject=a%07");
        (refused.Status, refused.Code, refused.Pointer).ShouldBe((400, "malformed_id", "?subject"), refused.Text);
    }
}
