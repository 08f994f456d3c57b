using System.Diagnostics;
using Tollgate.Server.Receipts;
using Tollgate.Server.Tests.Cli;

namespace Tollgate.Server.Tests.Receipts;

/// <summary>The keys as they are published, and receipts as another implementation of the standards sees them.</summary>
public sealed class PublishedKeysTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>RFC 7515, 7517, 7518 and 7638 by Node's own cryptography; it says the payload's decision_id when all is well.</summary>
    private const string Independent =
        """
        const crypto = require('crypto');
        const [jwks, receipt] = process.argv.slice(1);
        const fail = why => { console.log(why); process.exit(1); };
        const [header, payload, signature] = receipt.split('.');
        const says = JSON.parse(Buffer.from(header, 'base64url'));
        const jwk = JSON.parse(jwks).keys.find(key => key.kid === says.kid) ?? fail('no key');
        if (says.alg !== 'ES256' || jwk.alg !== 'ES256' || jwk.use !== 'sig') fail('another use');
        const thumbprint = crypto.createHash('sha256').update(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y })).digest('base64url');
        if (thumbprint !== jwk.kid) fail('another thumbprint');
        const key = { key: crypto.createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' };
        const bytes = Buffer.from(signature, 'base64url');
        if (!crypto.verify('sha256', Buffer.from(header + '.' + payload), key, bytes)) fail('no signature');
        bytes[10] ^= 1;
        if (crypto.verify('sha256', Buffer.from(header + '.' + payload), key, bytes)) fail('any signature');
        console.log(JSON.parse(Buffer.from(payload, 'base64url')).decision_id);
        """;

    [Fact]
    public async Task Anybody_gets_the_public_keys_and_nothing_of_the_private_ones()
    {
        Answered keys = await new Caller(new HttpClient { BaseAddress = server.Url }, null).Get("/.well-known/jwks.json");
        (keys.Status, keys.Headers["Content-Type"]).ShouldBe((200, "application/jwk-set+json"));
        keys.Headers["Cache-Control"].ShouldBe("public, max-age=300");
        keys.Json.EnumerateObject().Select(field => field.Name).ShouldBe(["keys"]);
        keys.Json.GetProperty("keys")[0].EnumerateObject().Select(field => field.Name).ShouldBe(["kty", "crv", "x", "y", "use", "alg", "kid"]);
        PublicKey.ReadSet(keys.Text, "the answer").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_key_that_was_rotated_away_is_still_published_and_its_receipts_hold()
    {
        Caller caller = await ReceiptWorld.In(server, "rotation");
        (Answered decision, Answered before) = await ReceiptWorld.Decided(caller, "check", """{"account_id":"acme","feature":"sso"}""");
        Answered earlier = await caller.Get("/.well-known/jwks.json");
        SigningKeys.Rotate(server.Data);

        Answered after = await caller.Get("/v1/decisions/" + decision.At("decision_id"));
        string[] keyIds = [PresentedReceipt.Read(before.Text).Signed.KeyId, PresentedReceipt.Read(after.Text).Signed.KeyId];
        IReadOnlyList<PublicKey> published = PublicKey.ReadSet((await caller.Get("/.well-known/jwks.json")).Text, "the answer");
        published.Select(key => key.Id).TakeLast(2).ShouldBe(keyIds);
        foreach (Answered receipt in new[] { before, after })
        {
            PresentedReceipt.Read(receipt.Text).Check(published, "The answer").DecisionId.ShouldBe(decision.At("decision_id"));
            OfflineProof.Of(receipt.Text, server.Data).Differences.ShouldBeEmpty();
        }

        Should.Throw<ReceiptException>(() => PresentedReceipt.Read(after.Text).Check(PublicKey.ReadSet(earlier.Text, "the answer"), "The earlier answer"))
            .Message.ShouldStartWith($"The earlier answer does not have the key '{keyIds[1]}'");
    }

    [Fact]
    public async Task Another_implementation_verifies_receipts_with_the_published_keys()
    {
        Assert.SkipUnless(HasNode(), "There is no node on this machine.");
        Caller caller = await ReceiptWorld.In(server, "independent");
        (Answered decision, Answered receipt) = await ReceiptWorld.Decided(caller, "consume", """{"account_id":"acme","feature":"calls","event_id":"é","properties":{"region":"eu"}}""");
        Answered keys = await caller.Get("/.well-known/jwks.json");
        Said said = await Terminal.RunCommand("node", "-e", Independent, keys.Text, receipt.At("receipt")!);
        (said.ExitCode, said.Out.Trim()).ShouldBe((0, decision.At("decision_id")), said.ToString());
    }

    private static bool HasNode()
    {
        try
        {
            using Process node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            node.WaitForExit();
            return node.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
