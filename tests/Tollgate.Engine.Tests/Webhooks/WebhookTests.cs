using Tollgate.Engine.Environments;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;
using Tollgate.Engine.Webhooks;

namespace Tollgate.Engine.Tests.Webhooks;

public class WebhookTests
{
    [Theory]
    [InlineData("w1", "https://example.com/hooks", "", null, null)]
    [InlineData("w1", "https://example.com/hooks?a=b", "alert.usage,alert.overage,alert.usage", null, null)]
    [InlineData("w1", "http://127.0.0.1:8080/", "", null, null)] // whether it may be reached is the server's to say
    [InlineData("w0", "https://example.com/", "", "webhook_exists", "/id")]
    [InlineData("w1", "", "", "webhook_url_invalid", "/url")]
    [InlineData("w1", "example.com/hooks", "", "webhook_url_invalid", "/url")]
    [InlineData("w1", "/hooks", "", "webhook_url_invalid", "/url")]
    [InlineData("w1", "ftp://example.com/", "", "webhook_url_invalid", "/url")]
    [InlineData("w1", "file:///etc/passwd", "", "webhook_url_invalid", "/url")]
    [InlineData("w1", "https://anna:secret@example.com/", "", "webhook_url_invalid", "/url")]
    [InlineData("w1", "https://example.com/#part", "", "webhook_url_invalid", "/url")]
    [InlineData("w1", "https://example.com/", "alert.usage,cook", "event_type_unknown", "/event_types/1")]
    [InlineData("w1", "https://example.com/", "webhook.test", "event_type_unknown", "/event_types/0")]
    public void A_webhook_has_an_address_and_known_types(string id, string url, string types, string? code, string? pointer)
    {
        World world = Opened();
        Rejection? rejection = world.Control(new RegisterWebhook(id, url, [.. types.Split(',', StringSplitOptions.RemoveEmptyEntries)], null, "sealed")).Rejection;
        (rejection?.Code, rejection?.Pointer).ShouldBe((code, pointer));
    }

    [Fact]
    public void A_url_has_an_end() =>
        Opened().Control(new RegisterWebhook("w1", "https://example.com/" + new string('a', 2048), [], null, "sealed")).Rejection!.Code.ShouldBe("webhook_url_invalid");

    [Fact]
    public void There_is_an_end_to_how_many_there_are()
    {
        World world = Opened();
        for (int i = 1; i < Registration.Most; i++)
            world.Control(new RegisterWebhook($"w{i}", "https://example.com/", [], null, "sealed")).Rejection.ShouldBeNull();
        var more = new RegisterWebhook("more", "https://example.com/", [], null, "sealed");
        world.Control(more).Rejection!.Code.ShouldBe("too_many_webhooks");
        world.Control(new RemoveWebhook("w1")).Rejection.ShouldBeNull();
        world.Control(more).Rejection.ShouldBeNull();
    }

    [Fact]
    public void A_removed_webhook_stays_removed()
    {
        World world = Opened();
        world.Control(new RemoveWebhook("w0")).Rejection.ShouldBeNull();
        world.Restart();
        world.Register.Webhooks["w0"].RemovedAt.ShouldNotBeNull();
        world.Control(new RemoveWebhook("w0")).Rejection!.Code.ShouldBe("webhook_not_found");
        world.Control(new RotateWebhookSecret("w0", "next", At(5))).Rejection!.Code.ShouldBe("webhook_not_found");
        world.Control(new RemoveWebhook("w9")).Rejection!.Kind.ShouldBe(RejectionKind.NotFound);
    }

    [Theory]
    [InlineData(0, "c b a")]
    [InlineData(9, "c b a")]
    [InlineData(10, "c a")] // b was given up sooner than a, and its time is over at 10
    [InlineData(19, "c a")]
    [InlineData(20, "c")]
    public void Secrets_of_before_sign_until_their_overlap_is_over(long now, string secrets)
    {
        World world = Opened("a");
        world.Control(new RotateWebhookSecret("w0", "b", At(20))).Rejection.ShouldBeNull();
        world.Control(new RotateWebhookSecret("w0", "c", At(10))).Rejection.ShouldBeNull();
        world.Restart();
        string.Join(' ', world.Register.Webhooks["w0"].SealedSecrets(At(now))).ShouldBe(secrets);
    }

    [Fact]
    public void Naming_no_type_is_every_type()
    {
        World world = Opened();
        world.Control(new RegisterWebhook("some", "https://example.com/", ["alert.overage"], null, "sealed"));
        (world.Register.Webhooks["w0"].Wants("alert.usage"), world.Register.Webhooks["w0"].Wants("of tomorrow")).ShouldBe((true, true));
        (world.Register.Webhooks["some"].Wants("alert.usage"), world.Register.Webhooks["some"].Wants("alert.overage")).ShouldBe((false, true));
    }

    private static World Opened(string secret = "sealed")
    {
        var world = new World();
        world.Control(new CreateEnvironment("test", EnvironmentKind.Test, null, 35, 24));
        world.Control(new RegisterWebhook("w0", "https://example.com/", [], "first", secret)).Rejection.ShouldBeNull();
        return world;
    }

    private static EffectiveAt At(long microseconds) => new(microseconds);
}
