using Tollgate.Engine.Access;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Access;

public class KeyTests
{
    [Theory]
    [InlineData("k1", "events:write", null, null)]
    [InlineData("k1", "*", null, null)]
    [InlineData("k1", "", "scopes_missing", "/scopes")]
    [InlineData("k1", "events:write,cook", "scope_unknown", "/scopes/1")]
    [InlineData("k0", "*", "key_exists", "/id")]
    public void A_key_has_known_scopes_and_an_id_of_its_own(string id, string scopes, string? code, string? pointer)
    {
        World world = Opened();
        Rejection? rejection = world.Control(new IssueKey(id, "key", "hash", [.. scopes.Split(',', StringSplitOptions.RemoveEmptyEntries)])).Rejection;
        (rejection?.Code, rejection?.Pointer).ShouldBe((code, pointer));
    }

    [Fact]
    public void A_revoked_key_stays_revoked_and_on_record()
    {
        World world = Opened();
        world.Control(new RevokeKey("k0")).Rejection.ShouldBeNull();
        world.Control(new RevokeKey("k0")).Rejection!.Code.ShouldBe("key_already_revoked");
        world.Control(new RevokeKey("k9")).Rejection!.Code.ShouldBe("key_not_found");
        world.Restart();
        world.Register.Keys["k0"].RevokedAt.ShouldNotBeNull();
    }

    private static World Opened()
    {
        var world = new World();
        world.Control(new CreateEnvironment("test", EnvironmentKind.Test, null, 35, 24));
        world.Control(new IssueKey("k0", "first", "hash", [Scopes.All])).Rejection.ShouldBeNull();
        return world;
    }
}
