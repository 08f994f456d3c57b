using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Tollgate.Server.Http;
using Tollgate.Server.Receipts;
using Tollgate.Server.Tests.Shards;
using Tollgate.Storage.Installation;

namespace Tollgate.Server.Tests.Receipts;

/// <summary>The signed form of a receipt, and the keys that it is signed with.</summary>
public sealed class SignatureTests
{
    // RFC 7515, A.3: a JWS with ES256, and the key that it was signed with.
    private const string StandardKeys =
        """{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"},{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}""";

    private const string StandardSigned = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    private const string StandardSignature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    [Fact]
    public void The_example_of_the_standard_is_verified()
    {
        PublicKey key = PublicKey.ReadSet(StandardKeys, "the example").ShouldHaveSingleItem();
        byte[] signature = Base64Url.DecodeFromChars(StandardSignature);
        key.Verifies(Encoding.ASCII.GetBytes(StandardSigned), signature).ShouldBeTrue();
        key.Verifies(Encoding.ASCII.GetBytes(StandardSigned.Replace('Q', 'R')), signature).ShouldBeFalse();
    }

    [Fact]
    public void What_is_signed_reads_back_until_one_character_changes()
    {
        var key = SigningKey.Make();
        string signed = Jws.Sign(key, "{\"a\":1}"u8);
        Encoding.UTF8.GetString(Checked(signed, key).Payload).ShouldBe("{\"a\":1}");
        Checked(signed, SigningKey.Make(), key).KeyId.ShouldBe(key.Public.Id);
        for (int i = 0; i < signed.Length; i++)
        {
            string changed = signed[..i] + (signed[i] == 'A' ? 'B' : 'A') + signed[(i + 1)..];
            Should.Throw<ReceiptException>(() => Checked(changed, key), $"character {i} of {signed}").Message.ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("", "a receipt has three parts with a point between them, and this has 1")]
    [InlineData("a.b", "and this has 2")]
    [InlineData("HEADER.PAYLOAD.SIGNATURE.more", "and this has 4")]
    [InlineData("=.PAYLOAD.SIGNATURE", "The receipt's header is not whole: it is no base64url text.")]
    [InlineData("HEADER.*.SIGNATURE", "The receipt's payload is not whole")]
    [InlineData("HEADER.PAYLOAD.AA", "The receipt's signature has 1 bytes, and one of ES256 has 64.")]
    [InlineData("HEADER.PAYLOAD.", "The receipt's signature has 0 bytes")]
    [InlineData("bm90IGpzb24.PAYLOAD.SIGNATURE", "The receipt's header is not whole: it is no JSON object")]
    [InlineData("{}.PAYLOAD.SIGNATURE", "The receipt's header is not whole: it is no JSON object")]
    [InlineData("""{"alg":"none","kid":"k","typ":"tollgate-receipt+jws"}.PAYLOAD.SIGNATURE""", "names the algorithm 'none', and receipts are signed with ES256")]
    [InlineData("""{"alg":"HS256","kid":"k","typ":"tollgate-receipt+jws"}.PAYLOAD.SIGNATURE""", "names the algorithm 'HS256'")]
    [InlineData("""{"alg":"ES256","kid":"k","typ":"JWT"}.PAYLOAD.SIGNATURE""", "says that it is a 'JWT', and not a tollgate-receipt+jws")]
    [InlineData("""{"alg":"ES256","kid":"k","typ":"tollgate-receipt+jws","crit":["exp"]}.PAYLOAD.SIGNATURE""", "asks for what is not known here")]
    [InlineData("""{"alg":"ES256","kid":"k","typ":"tollgate-receipt+jws"}.PAYLOAD.SIGNATURE""", "The ring of keys does not have the key 'k' that the receipt names")]
    public void What_is_wrong_is_named(string text, string says)
    {
        var key = SigningKey.Make();
        string[] whole = Jws.Sign(key, "{}"u8).Split('.');
        string made = string.Join('.', text.Split('.').Select(part => part switch
        {
            "HEADER" => whole[0],
            "PAYLOAD" => whole[1],
            "SIGNATURE" => whole[2],
            ['{', ..] => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part)),
            _ => part,
        }));
        Should.Throw<ReceiptException>(() => Checked(made, key)).Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("no json", "is no JWK Set")]
    [InlineData("[]", "is no JWK Set")]
    [InlineData("{}", "is no JWK Set")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}""", "'x' of a key is not 32 bytes in base64url")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}]}""", "is no point of the curve P-256")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-256","kid":"other","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}""", "a key is called 'other', and its thumbprint is ")]
    public void Keys_that_are_none_are_refused(string text, string says) =>
        Should.Throw<ReceiptException>(() => PublicKey.ReadSet(text, "keys.json")).Message.ShouldContain(says);

    [Fact]
    public void A_key_is_made_at_first_need_and_is_for_its_owner_alone()
    {
        using var folder = new TemporaryFolder();
        var keys = new SigningKeys(folder.Path);
        SigningKeys.ReadPublic(folder.Path).ShouldBeEmpty();
        string id = keys.Current.Public.Id;
        keys.Current.Public.Id.ShouldBe(id);
        keys.Public.ShouldHaveSingleItem().Id.ShouldBe(id);
        new SigningKeys(folder.Path).Current.Public.Id.ShouldBe(id);
        SigningKeys.ReadPublic(folder.Path).ShouldHaveSingleItem().Id.ShouldBe(id);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(DataFolder.ReceiptKeysPath(folder.Path)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        keys.Current.ToString().ShouldBe(id);
    }

    [Fact]
    public async Task Whoever_comes_first_everybody_has_the_same_key()
    {
        using var folder = new TemporaryFolder();
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => new SigningKeys(folder.Path).Current.Public.Id, TestContext.Current.CancellationToken)));
        ids.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void After_a_rotation_the_new_key_signs_and_the_old_one_still_verifies_and_signs_no_more()
    {
        using var folder = new TemporaryFolder();
        var keys = new SigningKeys(folder.Path);
        string before = Jws.Sign(keys.Current, "{}"u8);
        string old = keys.Current.Public.Id;
        IReadOnlyList<PublicKey> rotated = SigningKeys.Rotate(folder.Path);
        rotated.Count.ShouldBe(2);
        // The same object, as in a running server.
        keys.Current.Public.Id.ShouldBe(rotated[1].Id);
        keys.Public.Select(key => key.Id).ShouldBe([old, rotated[1].Id]);
        Jws.Read(before).Check(keys.Public, "they");
        string after = Jws.Sign(keys.Current, "{}"u8);
        Jws.Read(after).KeyId.ShouldBe(rotated[1].Id);

        JsonElement[] kept = [.. JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(DataFolder.ReceiptKeysPath(folder.Path))).GetProperty("keys").EnumerateArray()];
        kept.Select(key => key.TryGetProperty("d", out _)).ShouldBe([false, true]);
        Answers.Text(json => PublicKey.WriteSet(json, keys.Public)).ShouldNotContain("\"d\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"keys":[{}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","made_at":"2025-01-01T00:00:00Z"}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"secret!","made_at":"2025-01-01T00:00:00Z"}]}""")]
    public void A_damaged_file_is_named_and_nothing_of_it_is_told(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(DataFolder.ReceiptKeysPath(folder.Path), text);
        string message = Should.Throw<DataFolderException>(() => new SigningKeys(folder.Path).Current).Message;
        message.ShouldStartWith(DataFolder.ReceiptKeysPath(folder.Path));
        message.ShouldNotContain("secret!");
        Should.Throw<DataFolderException>(() => SigningKeys.Rotate(folder.Path));
        File.ReadAllText(DataFolder.ReceiptKeysPath(folder.Path)).ShouldBe(text);
    }

    private static Jws Checked(string text, params SigningKey[] keys)
    {
        Jws signed = Jws.Read(text);
        signed.Check([.. keys.Select(key => key.Public)], "The ring of keys");
        return signed;
    }
}
