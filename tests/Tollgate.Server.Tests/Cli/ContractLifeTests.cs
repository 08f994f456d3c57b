namespace Tollgate.Server.Tests.Cli;

/// <summary><c>tollgate contracts</c>, as a user runs it.</summary>
public sealed class ContractLifeTests(ServerForVerbs server) : IClassFixture<ServerForVerbs>
{
    private const string Catalog =
        """
        currency: USD
        features: {exports: {kind: boolean}}
        plans:
          team: {period: month, entitlements: {exports: true}}
          scale: {period: month, entitlements: {exports: true}}
        """;

    [Fact]
    public async Task A_contract_is_paused_resumed_cancelled_and_kept()
    {
        Caller caller = server.Caller();
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        Answered made = await caller.Post("/v1/contracts", """{"account_id":"acme","phases":[{"plan":"team","starts_at":"2025-01-01T00:00:00Z","ends_at":"2090-01-01T00:00:00Z"},{"plan":"scale"}],"term":{"months":12,"renews":true,"notice_days":30}}""");
        made.Status.ShouldBe(201, made.Text);
        string id = made.At("id")!;

        Said shown = await Run($"show {id} --at 2026-01-01T00:00:00Z");
        shown.ExitCode.ShouldBe(0, shown.ToString());
        shown.Out.Trim().Split('\n').ShouldBe([
            $"{id} of acme runs from 2025-01-01T00:00:00Z to no end.",
            "Term 2, from 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z; it renews, notice 30 days.",
            "2025-01-01T00:00:00Z to 2090-01-01T00:00:00Z  team",
            "2090-01-01T00:00:00Z to no end  scale",
        ]);

        (await Run($"pause {id} --from 2080-01-01T00:00:00Z --until 2080-03-01T00:00:00Z --reason summer")).Out.ShouldContain("2080-01-01T00:00:00Z to 2080-03-01T00:00:00Z  team  paused");
        (await Run($"pause {id} --from 2080-02-01T00:00:00Z --reason again")).Error.ShouldContain("[409 contract_paused]");
        (await Run($"resume {id} --at 2080-01-01T00:00:00Z --reason back")).Out.ShouldNotContain("paused");
        (await Run($"cancel {id} --at 2080-01-01T00:00:00Z --reason moves")).Out.ShouldContain("to 2080-01-01T00:00:00Z. It is cancelled;");
        (await Run($"reinstate {id} --reason stays")).Out.ShouldContain("runs from 2025-01-01T00:00:00Z to no end.");
        (await Run($"reinstate {id} --reason stays")).Error.ShouldContain("[409 contract_not_cancelled]");
        (await Run("show ctr_none")).Error.ShouldContain("[404 contract_not_found]");
    }

    private Task<Said> Run(string verb) => Terminal.Run([.. $"contracts {verb} {server.Connection}".Split(' ')]);
}
