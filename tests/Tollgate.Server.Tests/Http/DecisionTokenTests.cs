using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Server.Access;
using Tollgate.Server.Entitlements;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Tests.Http;

public class DecisionTokenTests
{
    private static readonly Secrets Secrets = new(new byte[32]);

    [Fact]
    public void An_id_is_genuine_until_one_character_of_it_changes()
    {
        string id = Make(Properties.Of([new("model", "\"gpt-4\"")]));
        DecisionToken.IsGenuine(Secrets, id).ShouldBeTrue();
        for (int i = 0; i < id.Length - 1; i++)
            DecisionToken.IsGenuine(Secrets, id[..i] + (id[i] == 'A' ? 'B' : 'A') + id[(i + 1)..]).ShouldBeFalse(id);
        DecisionToken.IsGenuine(new Secrets([.. Enumerable.Repeat((byte)1, 32)]), id).ShouldBeFalse();
    }

    [Fact]
    public void Many_properties_do_not_make_it_long() =>
        Make(Properties.Of(Enumerable.Range(0, 200).Select(i => new Property($"p{i}", "\"a long value\"")))).Length.ShouldBeLessThan(400);

    private static string Make(Properties properties) => DecisionToken.Make(
        Secrets,
        new EntitlementRequest("acme", "api_calls", Quantity.One, null, null, "user_7", properties),
        "e1",
        new Decision("acme", "api_calls", true, true, Reason.WithinLimit, Quantity.One, false, null, null, null),
        new AsOf(0, 1, 4, 918)
    );
}
