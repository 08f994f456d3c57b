using Tollgate.Server.Access;

namespace Tollgate.Server.Tests.Http;

public class ApiKeyTests
{
    [Fact]
    public void A_key_names_its_environment_and_checks()
    {
        string key = ApiKey.Make("trial-2");
        key.Length.ShouldBe("tg_trial-2_".Length + 36);
        ApiKey.TryRead(key, out string environment).ShouldBeTrue();
        environment.ShouldBe("trial-2");
    }

    [Fact]
    public void Any_changed_character_is_seen()
    {
        string key = ApiKey.Make("live");
        for (int i = 0; i < key.Length; i++)
        {
            char other = key[i] == 'x' ? 'y' : 'x';
            string changed = key[..i] + other + key[(i + 1)..];
            ApiKey.TryRead(changed, out _).ShouldBeFalse(changed);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("tg_")]
    [InlineData("tg_live_")]
    [InlineData("sk_live_000000000000000000000000000000000000")]
    [InlineData("tg_li_ve_000000000000000000000000000000000000")]
    [InlineData("tg_LIVE_000000000000000000000000000000000000")]
    public void What_is_no_key_is_refused(string text) => ApiKey.TryRead(text, out _).ShouldBeFalse();

    [Fact]
    public void The_checksum_is_the_CRC_of_zip() => Crc32.Of("123456789").ShouldBe(0xCBF43926);

    [Fact]
    public void A_sealed_answer_comes_back_and_does_not_show_the_key()
    {
        var secrets = new Secrets(new byte[32]);
        string sealedAnswer = secrets.Seal("""{"key":"tg_live_x"}""");
        sealedAnswer.ShouldNotContain("tg_live");
        secrets.Unseal(sealedAnswer).ShouldBe("""{"key":"tg_live_x"}""");
    }

    [Fact]
    public void Hashes_differ_by_secret() =>
        new Secrets(new byte[32]).HashOf("k").ShouldNotBe(new Secrets([.. Enumerable.Repeat((byte)1, 32)]).HashOf("k"));
}
