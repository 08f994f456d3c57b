using System.Collections.Immutable;
using Tollgate.Bench.Rounds;
using Tollgate.Bench.World;
using Tollgate.Engine;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Time;

namespace Tollgate.Bench.Engine;

/// <summary>P2: the engine alone decides and applies a consume, in memory, on one core.</summary>
/// <param name="granted">Each account has twenty grants and five limits.</param>
public sealed class EngineConsume(bool granted = false)
    : Measurement(granted ? "P2-grants" : "P2", $"engine decide + apply of consume, in memory, one core, {(granted ? "100,000 accounts with 20 grants and five limits each" : "1,000,000 accounts")}", "consumes/s")
{
    private static readonly RecordedAt Now = new(1_738_404_922_000_000);

    public override IReadOnlyList<Comparison> Comparisons { get; } =
    [
        new(1, 2, 1),
        new(1, 0, Goal: null),
    ];

    public override IReadOnlyList<Contender> Prepare(Scale scale)
    {
        int accounts = scale.Of(granted ? 100_000 : 1_000_000);
        int asked = scale.Of(1_000_000);
        Books books = Fill(accounts, granted);
        var table = new Dictionary<string, long[]>(StringComparer.Ordinal);
        for (int i = 0; i < accounts; i++)
            table.Add(SampleEvents.AccountId(i), new long[4]);
        var random = new Random(2);
        string[] names = [.. Enumerable.Range(0, asked).Select(_ => SampleEvents.AccountId(random.Next(accounts)))];
        int round = 0;
        return
        [
            new("a random look-up and add", () => Figure.Rate(asked, () =>
            {
                foreach (string name in names)
                    table[name][0]++;
            })),
            new("Engine", () =>
            {
                ConsumeUnits[] commands = [.. names.Select((name, i) => Consume(name, $"{round}-{i}"))];
                round++;
                return Figure.Rate(asked, () => Run(books, commands));
            }),
            new("the goal", () => new Figure(1_000_000)),
        ];
    }

    private static void Run(Books books, ConsumeUnits[] commands)
    {
        foreach (ConsumeUnits command in commands)
        {
            Outcome outcome = books.Decide(command, Now);
            if (outcome.Rejection is { } rejection)
                throw new InvalidOperationException(rejection.Detail);
            for (int i = 0; i < outcome.Facts.Count; i++)
                books.Apply(outcome.Facts[i]);
        }
    }

    private static ConsumeUnits Consume(string account, string eventId) =>
        new(new EntitlementRequest(account, "api_calls", 1, null, null, null, Properties.None), "api", eventId, Seen: null);

    internal static Books Fill(int accounts, bool granted = false)
    {
        var books = new Books();
        long position = 0;
        void Adopt(Fact item) => books.Apply(new ControlAdopted(new FactPosition(position++, 0), item));
        Adopt(new EnvironmentCreated("live", EnvironmentKind.Live, null, EnvironmentCreation.DefaultAcceptanceWindowDays, EnvironmentCreation.DefaultGraceHours, Now));
        Adopt(new CatalogPublished(1, CatalogDocument.Compact(Shop.Catalog), Now));
        for (int i = 0; i < accounts; i++)
        {
            Adopt(new AccountRegistered(Shop.AccountOf(i), Now));
            var start = new StartContract("ctr_" + i, SampleEvents.AccountId(i), Shop.PlanOf(granted), new EffectiveAt(Now.Microseconds - 86_400_000_000), null, ImmutableSortedDictionary<string, string>.Empty);
            Command[] commands = granted ? [start, .. Shop.Grants(i, start.StartsAt!.Value)] : [start];
            foreach (Command command in commands)
            {
                foreach (Fact fact in books.Decide(command, Now).Facts)
                    books.Apply(fact);
            }
        }

        return books;
    }
}
