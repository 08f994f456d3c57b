using System.Collections.Immutable;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Projections;

namespace Tollgate.Storage.Tests.Projections;

/// <summary>Facts in the few words a test needs.</summary>
internal static class Given
{
    public const string Installation = "0123456789abcdef0123456789abcdef";

    public static readonly StreamId Control = StreamId.Control("live");
    public static readonly StreamId Shard = StreamId.OfShard("live", 0);
    public static readonly RecordedAt Now = Recorded("2025-07-01T12:00:00Z");

    private static readonly ImmutableSortedDictionary<string, string> NoTexts = ImmutableSortedDictionary<string, string>.Empty;

    private const string CatalogDocument =
        """
        {"currency":"USD","meters":{
            "calls":{"event":"calls","aggregation":"sum","value":"quantity"},
            "tokens":{"event":"llm","aggregation":"sum","value":"quantity","dimensions":["model","region"]}}}
        """;

    public static CatalogPublished Catalog(int version = 1, string? document = null) => new(version, document ?? CatalogDocument, Now);

    public static ControlAdopted AdoptedCatalog(int version = 1, string? document = null) => new(new(version, 0), Catalog(version, document));

    public static AccountRegistered Account(string id, string? netsuite = null) => new(
        new(id, null, AccountKind.Customer, "Grün & Söhne", "USD", "Europe/Berlin", "de", netsuite is null ? NoTexts : NoTexts.Add("netsuite", netsuite), NoTexts.Add("region", "eu"), 0),
        Now);

    public static ContractStarted Contract(string id, string account = "acct_1") =>
        new(new(id, account, "growth", 1, 1, "USD", At("2025-06-01T00:00:00Z"), null, NoTexts.Add("erp", "order-" + id)), Now);

    public static InvoiceDrafted Draft(string id, string date = "2025-07-01T00:00:00Z", string account = "acct_1") =>
        new(id, account, "ctr_1", At(date), Now);

    public static InvoiceFinalized Final(string id, string amount, string date = "2025-07-01T00:00:00Z")
    {
        InvoiceLine line = new(
            1, "calls", LineKind.Usage, "Growth: calls", At("2025-06-01T00:00:00Z"), At(date), "calls", 100, 0, 100, 2,
            Money.Parse(amount), Money.Parse(amount), [], "growth", 1, 1);
        InvoiceLine second = line with { Number = 2, Charge = "tokens", Meter = "tokens" };
        return new(id, "acct_1", "ctr_1", At(date), "DE-000001", "de", new("USD", [line, second], Money.Parse(amount) + Money.Parse(amount), []), Now);
    }

    public static UsageCounted Calls(string time, string quantity, string account = "acct_1", bool afterCutoff = false) =>
        Counted("calls", time, Quantity.TryParseCanonical(quantity, out Quantity value, out _) ? value : default, account, afterCutoff, []);

    /// <param name="properties">JSON values by name.</param>
    public static UsageCounted Tokens(string time, string quantity, params (string Name, string Json)[] properties) =>
        Counted("tokens", time, Quantity.Parse(quantity), "acct_1", false, properties);

    public static AlertRaised Alert(string percent, string account = "acct_1", AlertKind kind = AlertKind.Usage) => new(
        $"ctr_1/calls/2025-06-01T00:00:00Z/{percent}/{account}", kind, account, "ctr_1", "calls", "calls", At("2025-06-01T00:00:00Z"), At("2025-07-01T00:00:00Z"), false,
        Quantity.Parse(percent), 1000, Quantity.Parse("950.5"), new("api", "e-" + percent), Now);

    public static EffectiveAt At(string time) => Instants.TryParse(time, out long at) ? new(at) : throw new FormatException(time);

    public static RecordedAt Recorded(string time) => new(At(time).Microseconds);

    public static Block Block(StreamId stream, long seq, params IReadOnlyList<Fact> facts) =>
        new(new BlockHeader(stream, 1, 1, seq, Now, facts.Count, BlockHash.None), BlockHash.None, facts);

    /// <summary>Applies facts as the next block of the shard.</summary>
    public static void Next(this ProjectionStore projections, params IReadOnlyList<Fact> facts) =>
        projections.Apply(Block(Shard, projections.Watermark(Shard) + 1, facts));

    /// <summary>Two streams, mixed, with something of everything and much usage.</summary>
    public static List<Block> Story(Random random)
    {
        List<Block> blocks =
        [
            Block(Control, 0, Catalog(), Account("acct_1", "77")),
            Block(Shard, 0, AdoptedCatalog(), Contract("ctr_1")),
        ];
        for (int seq = 1; seq < 20; seq++)
        {
            List<Fact> facts = [];
            for (int i = 0; i < 100; i++)
            {
                string time = $"2025-06-0{random.Next(1, 3)}T1{random.Next(3)}:{random.Next(60):00}:00Z";
                string quantity = $"{random.Next(1000)}.{random.Next(1, 1000):000}";
                facts.Add(random.Next(2) == 0
                    ? Calls(time, quantity, "acct_" + random.Next(5))
                    : Tokens(time, quantity, ("model", $"\"m{random.Next(3)}\""), ("region", random.Next(2) == 0 ? "null" : "\"eu\"")));
            }

            if (random.Next(2) == 0)
                facts.Insert(random.Next(facts.Count), Alert($"{seq}", "acct_" + random.Next(5)));
            facts.Insert(random.Next(facts.Count), Draft("inv_" + seq));
            if (random.Next(2) == 0)
                facts.Add(Final("inv_" + seq, "12.34"));
            blocks.Add(Block(Shard, seq, facts));
            blocks.Add(Block(Control, seq, Account($"acct_x{seq}", "n" + seq)));
        }

        return blocks;
    }

    private static UsageCounted Counted(string meter, string time, Quantity value, string account, bool afterCutoff, (string Name, string Json)[] properties)
    {
        UsageEvent usage = new("e", "api", account, meter, At(time), value, null, Properties.Of(properties.Select(item => new Property(item.Name, item.Json))));
        return new(usage, Now, false, [new(new(meter, "ctr_1", At("2025-06-01T00:00:00Z"), afterCutoff, []), value, Quantity.Zero)]);
    }
}
