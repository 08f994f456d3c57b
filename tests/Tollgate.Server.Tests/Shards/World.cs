using System.Collections.Immutable;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Server.Tests.Shards;

/// <summary>A small environment: one meter, one plan with a hard limit of 10, two accounts, a contract.</summary>
internal static class World
{
    public static readonly RecordedAt Now = At("2026-03-10T12:00:00Z");

    public const string Catalog = """
        {"currency":"USD",
         "meters":{"calls":{"event":"calls","aggregation":"sum","value":"quantity"}},
         "features":{"calls":{"kind":"metered","meter":"calls"}},
         "plans":{"basic":{"name":"Basic","period":"month",
                           "entitlements":{"calls":{"included":10,"enforcement":"hard"}},
                           "charges":{"calls":{"meter":"calls","model":"per_unit","amount":"0.01"}}}}}
        """;

    public static RecordedAt At(string text) => Instants.TryParse(text, out long at) ? new RecordedAt(at) : throw new ArgumentException(text);

    public static CreateEnvironment Environment(string id = "test", string? clock = null) =>
        new(id, EnvironmentKind.Test, clock is null ? null : At(clock), 35, 24);

    public static Account Account(string id) => new(
        id,
        null,
        AccountKind.Customer,
        id,
        "USD",
        "Europe/Berlin",
        "acme",
        ImmutableSortedDictionary<string, string>.Empty.Add("crm", "c-" + id),
        ImmutableSortedDictionary<string, string>.Empty,
        HomeShard: 0
    );

    /// <summary>What the control stream says, as commands to it.</summary>
    public static Command[] Commands => [new PublishCatalog(Catalog), new RegisterAccount(Account("a")), new RegisterAccount(Account("b"))];

    /// <summary>The same as a shard is told it.</summary>
    public static Command[] Adopted =>
    [
        Adopt(0, new EnvironmentCreated("test", EnvironmentKind.Test, null, 35, 24, Now)),
        Adopt(1, new CatalogPublished(1, Catalog, Now)),
        Adopt(2, new AccountRegistered(Account("a"), Now)),
        Adopt(3, new AccountRegistered(Account("b"), Now)),
    ];

    public static AdoptControl Adopt(int ordinal, Fact item) => new(new FactPosition(0, ordinal), item, 0);

    public static StartContract Contract(string id = "ctr_a", string account = "a") =>
        new(id, account, "basic", new EffectiveAt(Now.Microseconds - 3_600_000_000), null, ImmutableSortedDictionary<string, string>.Empty);

    public static ReportUsage Event(string id, string account = "a", string quantity = "1", RecordedAt? at = null) => new(
        new UsageEvent(id, "api", account, "calls", new EffectiveAt((at ?? Now).Microseconds), Units(quantity), null, Properties.None),
        Seen: null,
        TimeGiven: true
    );

    public static ConsumeUnits Consume(string id, string quantity = "1", string account = "a") =>
        new(new EntitlementRequest(account, "calls", Units(quantity), null, null, null, Properties.None), "api", id, Seen: null);

    public static Quantity Units(string text) => Quantity.TryParse(text, out Quantity units, out _) ? units : throw new ArgumentException(text);

    /// <summary>What the account used in its open periods.</summary>
    public static Quantity Used(Books books, string contract = "ctr_a")
    {
        Quantity sum = Quantity.Zero;
        foreach (PeriodBook period in books.Contracts[contract].OpenPeriods.Values)
            sum += period.Meter("calls").Used;
        return sum;
    }
}
