using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;
using Tollgate.Server.Shards;

namespace Tollgate.Bench.World;

/// <summary>An installation with a catalog, and accounts that each have a contract.</summary>
public sealed class Shop : IDisposable
{
    internal const string Catalog = """
        {
          "currency": "USD",
          "meters": {"api_calls": {"event": "api_calls", "aggregation": "sum", "dimensions": ["region"]}},
          "features": {"api_calls": {"kind": "metered", "meter": "api_calls"}},
          "plans": {
            "bench": {
              "period": "month",
              "anchor": "calendar",
              "entitlements": {"api_calls": {"included": 1000000, "enforcement": "soft"}},
              "charges": {"api_calls": {"meter": "api_calls", "after": "included", "model": "per_unit", "amount": "0.001"}}
            },
            "limited": {
              "period": "month",
              "anchor": "calendar",
              "entitlements": {
                "api_calls": {
                  "included": 1000000,
                  "enforcement": "soft",
                  "limits": [{"per": "minute", "units": 1000000000}, {"per": "hour", "units": 10000000000}, {"per": "day", "units": 100000000000}],
                  "overage_cap": 1000000000,
                  "spend_cap": 1000000
                }
              },
              "charges": {"api_calls": {"meter": "api_calls", "after": "included", "model": "per_unit", "amount": "0.001"}}
            }
          }
        }
        """;

    private const int AtOnce = 1_000;
    private const int GrantsEach = 20;

    private readonly Place? _own;
    private readonly Place _place;
    private Installation _installation;

    /// <summary>In a place of its own, which is gone afterwards.</summary>
    public Shop(int accounts, StoreKind store)
        : this(accounts, new Place(store), granted: false)
    {
        _own = _place;
    }

    /// <param name="place">Stays the caller's.</param>
    /// <param name="granted">Each account has <see cref="Grants"/>, and the plan five limits.</param>
    public Shop(int accounts, Place place, bool granted)
    {
        _place = place;
        _installation = Open();
        Environment.Control(new Submission([new PublishCatalog(CatalogDocument.Compact(Catalog))])).Wait();
        for (int first = 0; first < accounts; first += AtOnce)
        {
            IEnumerable<int> some = Enumerable.Range(first, Math.Min(AtOnce, accounts - first));
            Must(Environment.Control(new Submission([.. some.Select(Register)])));
            Must(Environment.Submit(new Submission([.. some.Select(number => Start(number, granted))])));
            if (!granted)
                continue;
            foreach (int[] few in some.Chunk(AtOnce / GrantsEach))
                Must(Environment.Submit(new Submission([.. few.SelectMany(number => Grants(number, Yesterday))])));
        }
    }

    public EnvironmentHost Environment => _installation.Environments[Installation.Live];

    public Place Place => _place;

    /// <summary>Stops it and starts it again on the same folder.</summary>
    public void Restart(Action betweenTheTwo)
    {
        _installation.DisposeAsync().AsTask().Wait();
        betweenTheTwo();
        _installation = Open();
    }

    public void Dispose()
    {
        _installation.DisposeAsync().AsTask().Wait();
        _own?.Dispose();
    }

    public static Account AccountOf(int number) => new(
        SampleEvents.AccountId(number),
        null,
        AccountKind.Customer,
        null,
        "USD",
        "Etc/UTC",
        "default",
        ImmutableSortedDictionary<string, string>.Empty,
        ImmutableSortedDictionary<string, string>.Empty,
        0
    );

    private Installation Open() => Installation.Open(_place.Open(), TimeProvider.System, NullLogger.Instance).Result;

    private static Command Register(int number) => new RegisterAccount(AccountOf(number));

    // A start in the past, so that events of the seconds before now are the contract's.
    private static Command Start(int number, bool granted) => new StartContract(
        "ctr_" + number,
        SampleEvents.AccountId(number),
        PlanOf(granted),
        Yesterday,
        null,
        ImmutableSortedDictionary<string, string>.Empty
    );

    /// <summary>Who has grants has five limits beside the units of the period too, of which none is reached.</summary>
    internal static string PlanOf(bool granted) => granted ? "limited" : "bench";

    private static EffectiveAt Yesterday => EffectiveAt.From(NodaTime.SystemClock.Instance.GetCurrentInstant() - NodaTime.Duration.FromDays(1));

    /// <summary>Twenty grants of all kinds, of which none is used up while it is measured.</summary>
    internal static IEnumerable<Command> Grants(int number, EffectiveAt since) => Enumerable.Range(0, GrantsEach).Select(i => new IssueGrant(
        SampleEvents.AccountId(number),
        new Grant(
            $"grt_{number}_{i}",
            "api_calls",
            Units.Parse("1000000"),
            50 * (i % 4),
            i % 2 == 0 ? GrantSource.Purchase : GrantSource.Promotion,
            since,
            i % 3 == 0 ? null : new EffectiveAt(since.Microseconds + ((30 + i) * 86_400_000_000L)),
            null,
            null,
            ImmutableSortedDictionary<string, string>.Empty,
            null,
            false,
            null,
            null,
            ImmutableSortedDictionary<string, string>.Empty
        )
    ));

    private static void Must(Task<Reply> reply)
    {
        if (reply.Result.Outcomes.FirstOrDefault(outcome => outcome.Rejection is not null) is { Rejection: { } rejection })
            throw new InvalidOperationException(rejection.Detail);
    }
}
