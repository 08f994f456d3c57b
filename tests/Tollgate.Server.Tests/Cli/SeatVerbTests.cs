namespace Tollgate.Server.Tests.Cli;

/// <summary><c>tollgate seats</c>, as a user runs it.</summary>
public sealed class SeatVerbTests(ServerForVerbs server) : IClassFixture<ServerForVerbs>
{
    private const string Catalog =
        """
        currency: USD
        features:
          editor: {kind: seat, type: named}
          viewer: {kind: seat, type: concurrent, heartbeat: 5min}
        plans:
          team: {period: month, entitlements: {editor: {seats: 1}, viewer: {seats: unlimited}}}
        """;

    [Fact]
    public async Task A_seat_goes_from_one_to_another()
    {
        Caller caller = server.Caller();
        (await caller.Put("/v1/catalog", Catalog, "application/yaml")).Status.ShouldBe(200);
        (await caller.Post("/v1/accounts", """{"id":"acme"}""")).Status.ShouldBe(201);
        (await caller.Post("/v1/contracts", """{"account_id":"acme","plan":"team","starts_at":"2025-01-01T00:00:00Z"}""")).Status.ShouldBe(201);

        Said taken = await Run("take acme editor kim");
        taken.ExitCode.ShouldBe(0, taken.ToString());
        taken.Out.ShouldStartWith("kim holds a seat of editor since ");
        taken.Out.ShouldContain(". 1 of 1 seats are taken.");
        Said denied = await Run("take acme editor lee");
        denied.ExitCode.ShouldBe(1);
        denied.Error.ShouldContain("lee gets no seat of editor: quota_exceeded. 1 of 1 seats are taken.");
        (await Run("take acme viewer desk-1 --ttl 60")).Out.ShouldContain(" without a heartbeat. 1 of unlimited seats are taken.");

        Said listed = await Run("list acme");
        listed.Out.Trim().Split('\n').Length.ShouldBe(2, listed.ToString());
        listed.Out.ShouldContain("editor  kim  since ");
        (await Run("list acme --feature viewer")).Out.ShouldStartWith("viewer  desk-1  since ");

        (await Run("return acme editor kim")).Out.Trim().ShouldBe("kim has given the seat of editor back.");
        (await Run("return acme editor kim")).Error.ShouldContain("[404 seat_not_held]");
        (await Run("take acme editor lee")).ExitCode.ShouldBe(0);
        (await Run("take acme editor lee --ttl 60")).Error.ShouldContain("[422 seat_is_named]");
        (await Run("list nobody")).Error.ShouldContain("[404 account_not_found]");
    }

    private Task<Said> Run(string verb) => Terminal.Run([.. $"seats {verb} {server.Connection}".Split(' ')]);
}
