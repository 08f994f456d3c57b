using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Tollgate.Engine;
using Tollgate.Engine.Metering;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Tests.Journal;

/// <summary>
/// Blocks as each released version wrote them, read for ever. A file that is there is never written again: <c>TOLLGATE_WRITE_GOLDEN=1</c> makes
/// only those that are missing, for a new kind of fact or a new format version.
/// </summary>
public class GoldenTests
{
    private static readonly Dictionary<string, IReadOnlyList<Fact>> Made = new()
    {
        ["commerce"] = SampleFacts.Commerce,
        ["usage"] = SampleFacts.UsageFacts,
        ["mixed"] = SampleFacts.Mixed,
        ["many"] = [.. Enumerable.Repeat(SampleFacts.UsageFacts, 12).SelectMany(facts => facts)],
        ["attributed"] = [.. SampleFacts.Commerce.OfType<UsageAttributed>(), .. SampleFacts.UsageFacts, .. SampleFacts.Commerce.OfType<UsageAttributed>()],
        ["ledger"] = SampleFacts.Ledger,
        ["limits"] = [SampleFacts.UsageFacts[0], .. SampleFacts.Limits, SampleFacts.UsageFacts[1]],
        ["exceptions"] = SampleFacts.Exceptions,
        ["reservations"] = SampleFacts.Reservations,
        ["alerts"] = SampleFacts.Alerts,
        ["conditions"] = SampleFacts.Conditions,
        ["commits"] = SampleFacts.Commits,
        ["receivables"] = SampleFacts.Receivables,
        ["seats"] = SampleFacts.Seats,
        ["amendments"] = SampleFacts.Amendments,
        ["lifecycles"] = SampleFacts.Lifecycles,
        ["retallied"] = SampleFacts.Retallied,
        ["wallets"] = SampleFacts.Wallets,
        ["windows"] = SampleFacts.Windows,
        ["outbox"] = SampleFacts.Outbox,
        ["taken_back"] = [SampleFacts.Outbox[2]],
        ["orders"] = SampleFacts.Orders,
        ["moneys"] = SampleFacts.Moneys,
        ["rows"] = SampleFacts.Rows,
        ["payers"] = SampleFacts.Payers,
        ["empty"] = [],
    };

    public static TheoryData<string> Files => [.. Made.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_block_of_version_1_is_read(string name)
    {
        MakeIfAsked(name);
        string text = string.Concat(File.ReadAllLines(PathOf(name + ".block.txt")));
        using EncodedBlock block = EncodedBlock.Read(Convert.FromBase64String(text), Blocks.Stream, 42);
        block.Header.Epoch.ShouldBe(7);
        block.Header.Incarnation.ShouldBe(3);

        JsonNode expected = JsonNode.Parse(File.ReadAllText(PathOf(name + ".json")))!;
        expected["hash"]!.GetValue<string>().ShouldBe(block.Hash.ToString());
        expected["previous"]!.GetValue<string>().ShouldBe(block.Header.Previous.ToString());
        expected["recorded_at"]!.GetValue<string>().ShouldBe(block.Header.RecordedAt.ToString());
        ShouldHold(JsonNode.Parse(FactText.Of(BlockDecoder.Decode(block).Facts)), expected["facts"], name);
    }

    [Fact]
    public void Every_kind_of_fact_has_a_golden_block()
    {
        IEnumerable<Type> kinds = typeof(Fact).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Fact)) && !type.IsAbstract);
        // Snapshots are disposable, so what only they hold need not be read for ever.
        kinds = kinds.Except(SampleFacts.Carried.Select(fact => fact.GetType()));
        kinds.Except(Made.Values.SelectMany(facts => facts).Select(fact => fact.GetType())).ShouldBeEmpty();
    }

    /// <summary>All that was written then is there now; fields that came later may stand beside it.</summary>
    private static void ShouldHold(JsonNode? actual, JsonNode? expected, string at)
    {
        switch (expected)
        {
            case JsonObject named:
                foreach ((string name, JsonNode? value) in named)
                    ShouldHold(actual.ShouldBeOfType<JsonObject>(at)[name], value, $"{at}/{name}");
                break;
            case JsonArray listed:
                actual.ShouldBeOfType<JsonArray>(at).Count.ShouldBe(listed.Count, at);
                for (int i = 0; i < listed.Count; i++)
                    ShouldHold(actual[i], listed[i], $"{at}/{i}");
                break;
            default:
                (actual?.ToJsonString()).ShouldBe(expected?.ToJsonString(), at);
                break;
        }
    }

    private static void MakeIfAsked(string name)
    {
        if (Environment.GetEnvironmentVariable("TOLLGATE_WRITE_GOLDEN") != "1" || File.Exists(PathOf(name + ".block.txt")))
            return;
        using EncodedBlock block = Blocks.Encode(Made[name], new Head(7, 41, BlockHash.Of([1, 2, 3]), 3));
        string lines = string.Join('\n', Convert.ToBase64String(block.Bytes).Chunk(120).Select(line => new string(line)));
        File.WriteAllText(PathOf(name + ".block.txt"), lines + "\n");
        string facts = FactText.Of(Made[name]).Replace("\n", "\n  ");
        File.WriteAllText(
            PathOf(name + ".json"),
            $$"""
            {
              "hash": "{{block.Hash}}",
              "previous": "{{block.Header.Previous}}",
              "recorded_at": "{{block.Header.RecordedAt}}",
              "facts": {{facts}}
            }

            """);
    }

    private static string PathOf(string file, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "Golden", $"v{BlockHeader.FormatVersion}", file);
}
