using System.Buffers.Text;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Access;
using Tollgate.Server.Entitlements;
using Tollgate.Server.Shards;

namespace Tollgate.Server.Tests.Http;

public class DecisionTokenTests
{
    private static readonly Secrets Secrets = new(new byte[32]);

    private static readonly Moment Taken = new(new AsOf(0, 1, 4, 918) { Ordinal = 37 }, new RecordedAt(1_750_000_000_123_456));

    private static readonly EntitlementRequest Plain = new("acme", "api_calls", Quantity.One, null, null, null, Properties.None);

    private static readonly Decision Yes = new("acme", "api_calls", true, true, Reason.WithinLimit, Quantity.One, false, null, null, null);

    [Fact]
    public void An_id_is_genuine_until_one_character_of_it_changes()
    {
        string id = DecisionToken.OfCheck(Secrets, "live", Plain with { Properties = Properties.Of([new("model", "\"gpt-4\"")]) }, Yes, Taken);
        Read(id).ShouldNotBeNull();
        for (int i = 0; i < id.Length; i++)
            Version(id[..i] + (id[i] == 'A' ? 'B' : 'A') + id[(i + 1)..]).ShouldBe(0, $"character {i} of {id}");
        foreach (string other in new[] { "", "dec_", "dec_=", id + "A", id + "=", id + "\n", " " + id, id[..^1], "inv_" + id[4..] })
            Version(other).ShouldBe(0, other);
        DecisionToken.TryRead(new Secrets([.. Enumerable.Repeat((byte)1, 32)]), id, out _, out int version).ShouldBeFalse();
        version.ShouldBe(0);
    }

    public static TheoryData<string> Requests => [.. Asked.Keys];

    private static readonly Dictionary<string, EntitlementRequest> Asked = new()
    {
        ["plain"] = Plain,
        ["zero"] = Plain with { Units = Quantity.Zero },
        ["a part"] = Plain with { Units = Quantity.Parse("0.000000001") },
        ["much"] = Plain with { Units = Quantity.Parse("9999999999999999.999999999") },
        ["whole and long"] = Plain with { Units = Quantity.Parse("1000000000000000") },
        ["a value"] = Plain with { Value = "\"eu\"" },
        ["a time"] = Plain with { At = new EffectiveAt(1) },
        ["long ago"] = Plain with { At = new EffectiveAt(-62_135_596_800_000_000) },
        ["a subject"] = Plain with { Subject = "user_7" },
        ["other letters"] = Plain with { AccountId = "ÄÖ 名", Feature = "🜁", Subject = "é" },
        ["properties"] = Plain with { Properties = Properties.Of([new("region", "\"eu\""), new("model", "{\"a\":[1.50,null]}"), new("", "1")]) },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void It_says_what_was_asked(string name)
    {
        TakenDecision check = Read(DecisionToken.OfCheck(Secrets, "a-b", Asked[name], Yes, Taken));
        check.ShouldBe(new TakenDecision("a-b", Asked[name], null, null, null, GivenAnswer.Of(Yes), Taken, TakenDecision.CurrentEngine));

        TakenDecision consume = Read(DecisionToken.OfConsume(Secrets, "live", new ConsumeUnits(Asked[name], "batch", "e 1", null), Yes, Taken));
        consume.ShouldBe(check with { Environment = "live", EventId = "e 1", Source = "batch" });
    }

    public static TheoryData<string> Answers => [.. Answered.Keys];

    private static readonly Dictionary<string, Decision> Answered = new()
    {
        ["allowed"] = Yes,
        ["denied"] = Yes with { Allowed = false, Included = false, Reason = Reason.AccountNotFound, GrantedUnits = Quantity.Zero },
        ["duplicate"] = Yes with { Duplicate = true },
        ["conflict"] = Yes with { Duplicate = true, Conflict = true, GrantedUnits = Quantity.Zero },
        ["config"] = Yes with { Value = "\"eu \\\"west\\\"\"" },
        ["a flag"] = Yes with { Value = "false" },
        ["limited"] = Yes with { Metered = State(Quantity.Parse("50000.5"), Quantity.Parse("47210"), Quantity.Zero) },
        ["without limit"] = Yes with { Metered = State(null, Quantity.Parse("123456789012345.123456789"), Quantity.Zero) },
        ["beyond"] = Yes with { Reason = Reason.SoftLimitExceeded, Metered = State(Quantity.Zero, Quantity.Parse("3"), Quantity.Parse("0.25")) },
        ["below zero"] = Yes with { Metered = State(Quantity.Parse("1"), -Quantity.Parse("2.5"), Quantity.Zero) },
        ["as far as it goes"] = Yes with { Metered = State(Quantity.MaxValue, Quantity.MinValue, -Quantity.MaxValue) },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void It_says_what_was_answered(string name) =>
        Read(DecisionToken.OfCheck(Secrets, "live", Plain, Answered[name], Taken)).Answer.ShouldBe(GivenAnswer.Of(Answered[name]));

    [Fact]
    public void It_says_every_reason()
    {
        foreach (Reason reason in Enum.GetValues<Reason>())
            Read(DecisionToken.OfCheck(Secrets, "live", Plain, Yes with { Reason = reason }, Taken)).Answer.Reason.ShouldBe(reason);
    }

    [Theory]
    [InlineData(0, 1, 1, -1, null, 0)]
    [InlineData(0, 1, 1, 0, 0, 1)]
    [InlineData(63, 1, 2, 7, null, -1)]
    [InlineData(int.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue - 1, int.MaxValue - 1, long.MaxValue)]
    public void It_says_where_and_when(int shard, long incarnation, long epoch, long seq, int? ordinal, long at)
    {
        var moment = new Moment(new AsOf(shard, incarnation, epoch, seq) { Ordinal = ordinal }, new RecordedAt(at));
        Read(DecisionToken.OfCheck(Secrets, "live", Plain, Yes, moment)).Moment.ShouldBe(moment);
    }

    [Fact]
    public void Many_properties_do_not_make_it_long_and_leave_their_digest()
    {
        var properties = Properties.Of(Enumerable.Range(0, 200).Select(i => new Property($"p{i}", "\"a long value\"")));
        string id = DecisionToken.OfCheck(Secrets, "live", Plain with { Properties = properties }, Yes, Taken);
        id.Length.ShouldBeLessThan(400);
        TakenDecision read = Read(id);
        (read.Asked.Properties, read.PropertiesDigest).ShouldBe((Properties.None, TakenDecision.DigestOf(properties)));
    }

    [Fact]
    public void A_plain_one_stays_short() => DecisionToken.OfCheck(Secrets, "live", Plain, Yes, Taken).Length.ShouldBeLessThan(100);

    [Fact]
    public void Nothing_but_the_id_itself_is_allocated()
    {
        string id = "";
        long allocated = 0;
        for (int i = 0; i < 100; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            id = DecisionToken.OfCheck(Secrets, "live", Plain, Yes, Taken);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // A string has a header, its length and an end beside its characters, rounded up to whole words.
        allocated.ShouldBeLessThanOrEqualTo((2 * id.Length) + 32);
    }

    [Fact]
    public void One_of_the_first_form_is_told_apart_from_one_that_was_changed()
    {
        byte[] first = [1, 0, 0, 1, 4, .. "as version 1 wrote it"u8];
        byte[] mark = new byte[16];
        Secrets.Mark(first, mark);
        string id = "dec_" + Base64Url.EncodeToString([.. first, .. mark]);
        Version(id).ShouldBe(1);
        mark[0] ^= 1;
        Version("dec_" + Base64Url.EncodeToString([.. first, .. mark])).ShouldBe(0);
    }

    private static MeteredState State(Quantity? limit, Quantity consumed, Quantity overage) =>
        new(Enforcement.Soft, limit, consumed, Quantity.Zero, null, overage, null, Quantity.Zero, [], default, default);

    private static TakenDecision Read(string id) =>
        DecisionToken.TryRead(Secrets, id, out TakenDecision? read, out int version) && version == 2 ? read : throw new InvalidOperationException($"version {version}");

    private static int Version(string id)
    {
        DecisionToken.TryRead(Secrets, id, out TakenDecision? read, out int version).ShouldBe(read is not null);
        return version;
    }
}
