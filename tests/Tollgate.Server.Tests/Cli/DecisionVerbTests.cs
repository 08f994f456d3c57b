using System.Text.Json;
using Tollgate.Server.Tests.Receipts;

namespace Tollgate.Server.Tests.Cli;

/// <summary><c>tollgate decision verify</c> and <c>rotate-key</c>, as a user runs them beside a server.</summary>
public sealed class DecisionVerbTests(ServerForVerbs server) : IClassFixture<ServerForVerbs>
{
    [Fact]
    public async Task A_receipt_is_verified_from_a_file_from_standard_input_and_by_itself()
    {
        Answered receipt = await Receipt("""{"account_id":"acme","feature":"calls","requested_units":5}""");
        string file = server.Write("receipt.json", receipt.Text);
        Said whole = await Verify(file);
        (whole.ExitCode, whole.Error).ShouldBe((0, ""), whole.ToString());
        string[] lines = [.. whole.Out.TrimEnd().Split('\n').Select(line => line.Trim())];
        lines[0].ShouldStartWith($"signed    by the installation {receipt.At("payload.installation")} with the key ");
        lines[1].ShouldStartWith("check of 5 of 'calls' for 'acme' at ");
        lines[2].ShouldBe($"on live/shard-0 up to block {receipt.At("payload.as_of.seq")}, of which it saw {receipt.At("payload.as_of.ordinal")} facts");
        lines[3].ShouldBe("same      made again from the journal, the answer is the same: allowed, within_limit, 5 granted");
        lines[4].ShouldStartWith("usage 0 of 1000, until ");
        lines[5].ShouldStartWith("by the plan 'team' of contract ctr_");

        string signed = receipt.At("receipt")!;
        (await Verify(signed)).Out.ShouldBe(whole.Out);
        (await Verify(server.Write("receipt.jws", signed + "\n"))).Out.ShouldBe(whole.Out);
        Said piped = await Terminal.Shell($"tollgate decision verify - --data {server.Data} < {file}");
        (piped.ExitCode, piped.Out, piped.Error).ShouldBe((0, whole.Out, ""));
    }

    [Fact]
    public async Task One_changed_character_is_refused_and_named()
    {
        Answered receipt = await Receipt("""{"account_id":"acme","feature":"sso"}""");
        string[] parts = receipt.At("receipt")!.Split('.');
        await ShouldRefuse($"{parts[0]}.{Changed(parts[1])}.{parts[2]}", "The signature does not fit what is signed: the receipt was changed after the key ");
        await ShouldRefuse($"{parts[0]}.{parts[1]}.{Changed(parts[2])}", "The signature does not fit what is signed");
        await ShouldRefuse($"{parts[0]}.{parts[1]}", "There is no file ");
        await ShouldRefuse(server.Write("short.jws", $"{parts[0]}.{parts[1]}"), "a receipt has three parts with a point between them, and this has 2.");
        string file = server.Write("changed.json", receipt.Text.Replace("\"reason\":\"within_limit\"", "\"reason\":\"value_mismatch\"", StringComparison.Ordinal));
        await ShouldRefuse(file, "The payload that stands beside the receipt is not the one that was signed: it was changed.");

        static string Changed(string part) => part[..30] + (part[30] == 'A' ? 'B' : 'A') + part[31..];
    }

    [Fact]
    public async Task After_a_rotation_old_and_new_receipts_are_verified_also_with_the_published_keys_alone()
    {
        Answered before = await Receipt("""{"account_id":"acme","feature":"sso"}""");
        string earlier = server.Write("earlier.json", (await server.Caller().Get("/.well-known/jwks.json")).Text);
        Said rotated = await Terminal.Run("decision", "rotate-key", "--data", server.Data);
        (rotated.ExitCode, rotated.Error).ShouldBe((0, ""), rotated.ToString());
        rotated.Out.ShouldContain("Receipts are signed with the key ");
        rotated.Out.ShouldContain(" signs no more; its receipts can be checked as before");
        Answered after = await Receipt("""{"account_id":"acme","feature":"sso"}""");
        string now = server.Write("now.json", (await server.Caller().Get("/.well-known/jwks.json")).Text);
        foreach (Answered receipt in new[] { before, after })
        {
            (await Verify(receipt.At("receipt")!)).ExitCode.ShouldBe(0);
            Said alone = await Terminal.Run("decision", "verify", receipt.At("receipt")!, "--jwks", now, "--signature-only", "--data", "nowhere");
            (alone.ExitCode, alone.Error).ShouldBe((0, ""), alone.ToString());
            alone.Out.ShouldContain("check of 1 of 'sso' for 'acme' at ");
        }

        Said without = await Terminal.Run("decision", "verify", after.At("receipt")!, "--data", "nowhere");
        (without.ExitCode, without.Error.Contains("There are no keys in ", StringComparison.Ordinal)).ShouldBe((1, true), without.ToString());
        Said unknown = await Terminal.Run("decision", "verify", after.At("receipt")!, "--jwks", earlier, "--signature-only");
        (unknown.ExitCode, unknown.Error.Contains("earlier.json does not have the key ", StringComparison.Ordinal)).ShouldBe((1, true), unknown.ToString());
    }

    [Fact]
    public async Task Properties_that_were_too_long_are_asked_for()
    {
        string properties = JsonSerializer.Serialize(Enumerable.Range(0, 60).ToDictionary(i => $"p{i}", _ => "a value of some length"));
        string signed = (await Receipt($$"""{"account_id":"acme","feature":"calls","properties":{{properties}}}""")).At("receipt")!;
        Said asks = await Verify(signed);
        (asks.ExitCode, asks.Error.Contains("Give them as they were sent: --properties FILE, a JSON object.", StringComparison.Ordinal)).ShouldBe((1, true), asks.ToString());
        Said given = await Terminal.Run("decision", "verify", signed, "--data", server.Data, "--properties", server.Write("properties.json", properties));
        given.ExitCode.ShouldBe(0, given.ToString());
        Said other = await Terminal.Run("decision", "verify", signed, "--data", server.Data, "--properties", server.Write("other.json", "{}"));
        (other.ExitCode, other.Error.Contains("The properties that were given are not those of the request", StringComparison.Ordinal)).ShouldBe((1, true), other.ToString());
    }

    [Theory]
    [InlineData("verify missing.json", "There is no file ")]
    [InlineData("verify missing.json --data missing", "There is no file ")]
    [InlineData("verify", "Required argument missing for command: 'verify'.")]
    [InlineData("rotate-key --data missing", "There is no installation to read in ")]
    public async Task What_is_missing_is_said(string command, string says)
    {
        Said said = await Terminal.Run(["decision", .. command.Split(' ')]);
        said.ExitCode.ShouldBe(1, said.ToString());
        said.Error.ShouldContain(says);
    }

    private async Task<Answered> Receipt(string request)
    {
        Caller caller = server.Caller();
        if ((await caller.Get("/v1/accounts/acme")).Status == 404)
            await ReceiptWorld.Fill(caller);
        return (await ReceiptWorld.Decided(caller, "check", request)).Receipt;
    }

    private async Task ShouldRefuse(string receipt, string says)
    {
        Said said = await Verify(receipt);
        (said.ExitCode, said.Out).ShouldBe((1, ""), said.ToString());
        said.Error.ShouldStartWith("tollgate: ");
        said.Error.ShouldContain(says);
        said.Error.ShouldNotContain("   at ");
    }

    private Task<Said> Verify(string receipt) => Terminal.Run("decision", "verify", receipt, "--data", server.Data);
}
