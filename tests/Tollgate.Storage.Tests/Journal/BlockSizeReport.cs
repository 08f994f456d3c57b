using System.Diagnostics;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Tests.Journal;

/// <summary>
/// Prints what an event costs in a block, in the sample shape of the API. Asserts nothing and runs only when asked for:
/// <c>Tollgate.Storage.Tests -explicit only -class *BlockSizeReport</c> on a Release build. The real figures come from <c>bench/</c>.
/// </summary>
public class BlockSizeReport(ITestOutputHelper output)
{
    private const int EventsInBlock = 5_000;
    private const int Accounts = 10_000;

    [Theory(Explicit = true)]
    [InlineData("req_", 5, "ctr_", false)]
    [InlineData("req_", 16, "ctr_", false)]
    [InlineData("req_", 16, "random", false)]
    [InlineData("uuid", 0, "ctr_", false)]
    [InlineData("number", 0, "ctr_", false)]
    [InlineData("req_", 16, "ctr_", true)]
    public void Of_a_batch(string ids, int digits, string contracts, bool twoProperties)
    {
        Random random = new(7);
        List<UsageCounted[]> blocks = [.. Enumerable.Range(0, 20).Select(block => Batch(random, block, ids, digits, contracts, twoProperties))];
        using BlockEncoder encoder = new(Blocks.Stream);
        long bytes = 0, raw = 0;
        List<double> encode = [], decode = [];
        for (int round = 0; round < 10; round++)
        {
            bytes = raw = 0;
            foreach (UsageCounted[] facts in blocks)
            {
                long start = Stopwatch.GetTimestamp();
                foreach (UsageCounted fact in facts)
                    encoder.Add(fact);
                raw += encoder.RawBytes;
                using EncodedBlock block = encoder.Close(Head.Empty, new(1));
                encode.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / facts.Length);
                bytes += block.Length;
                start = Stopwatch.GetTimestamp();
                BlockDecoder.Decode(block);
                decode.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / facts.Length);
            }
        }

        encode.Sort();
        decode.Sort();
        double events = blocks.Count * EventsInBlock;
        output.WriteLine(
            $"{ids}{digits} contracts={contracts} two properties={twoProperties}: {bytes / events:F1} bytes/event ({raw / events:F1} before compression), "
            + $"encode {encode[encode.Count / 2]:F0} ns/event, decode {decode[decode.Count / 2]:F0} ns/event (medians)");
    }

    private static UsageCounted[] Batch(Random random, int block, string ids, int digits, string contracts, bool twoProperties)
    {
        long now = 1_738_404_922_000_000 + block * 1_000_000L;
        UsageCounted[] facts = new UsageCounted[EventsInBlock];
        for (int i = 0; i < facts.Length; i++)
        {
            int account = random.Next(Accounts);
            string id = ids switch
            {
                "uuid" => Guid.NewGuid().ToString(),
                "number" => (1_000_000_000 + block * EventsInBlock + i).ToString(),
                _ => ids + random.NextInt64().ToString("x16")[^digits..],
            };
            string contract = contracts == "random" ? "ctr_" + unchecked((ulong)account * 0x9E3779B97F4A7C15).ToString("x16") : contracts + account;
            Property region = new("region", random.Next(3) switch { 0 => "\"eu\"", 1 => "\"us\"", _ => "\"ap\"" });
            Properties properties = twoProperties
                ? Properties.Of([region, new("tokens", random.Next(20_000).ToString())])
                : Properties.Of([region]);
            // Events arrive in batches of 1,000, each with the time of its own second.
            EffectiveAt time = new(now - random.Next(5) * 1_000_000L);
            UsageEvent usage = new(id, "api", "acct_" + account, "api_calls", time, 1, "user_" + random.Next(50), properties);
            TallyTarget target = new("api_calls", contract, new(1_738_368_000_000_000), false, [new("api_calls", 0)]);
            Quantity one = 1;
            facts[i] = new(usage, new(now + i / 1000 * 1234), false, [new(target, one, one)]);
        }

        return facts;
    }
}
