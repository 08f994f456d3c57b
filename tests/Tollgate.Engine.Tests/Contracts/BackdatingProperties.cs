using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Environments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Contracts;

/// <summary>A change that is learnt of late comes to what it would have come to in time.</summary>
public class BackdatingProperties
{
    private const string Catalog = """
        {"currency":"USD",
         "meters":{"calls":{"event":"calls","aggregation":"sum","dimensions":["model"]},"jobs":{"event":"calls","aggregation":"count"}},
         "features":{"calls":{"kind":"metered","meter":"calls"},"jobs":{"kind":"metered","meter":"jobs"}},
         "plans":{
           "small":{"period":"month","entitlements":{"calls":{"included":100,"enforcement":"soft"}},"charges":{
             "base":{"model":"flat","amount":"31.00","bill":"advance"},
             "calls":{"meter":"calls","after":"included","model":"package","package_size":7,"amount":"0.35"},
             "jobs":{"meter":"jobs","model":"per_unit","amount":"0.011"}}},
           "large":{"period":"month","entitlements":{"calls":{"included":500,"enforcement":"soft"},"jobs":{"included":9,"enforcement":"soft"}},"charges":{
             "base":{"model":"flat","amount":"77.77","bill":"advance"},
             "after":{"model":"flat","amount":"5.00"},
             "calls":{"meter":"calls","after":"included","model":"graduated","tiers":[{"up_to":50,"unit_amount":"0.03","flat_amount":"1.00"},{"up_to":null,"unit_amount":"0.011"}]},
             "jobs":{"meter":"jobs","after":"included","model":"per_unit","amount":"0.007"}}},
           "fees":{"period":"month","entitlements":{"calls":{"included":"unlimited"}},"charges":{
             "calls":{"meter":"calls","model":"matrix","dimensions":["model"],"cells":[{"model":"x","price":{"model":"percentage","percent":"3","fixed_amount":"0.10","free_events":2}}],"default":{"model":"volume","tiers":[{"up_to":200,"unit_amount":"0.02"},{"up_to":null,"unit_amount":"0.01"}]}}}}}}
        """;

    private static readonly string[] Plans = ["small", "large", "fees"];
    private static readonly EffectiveAt Start = new(1_748_736_000_000_000);
    private const long Hour = 3_600_000_000;

    /// <summary>Something that happens so many hours after the start.</summary>
    /// <param name="Ago">Of the event, or of the amendment: how many hours before it is learnt of.</param>
    public sealed record Step(int At, int Kind, int Ago, int Amount, int Choice);

    [Fact]
    public void It_comes_to_what_it_would_have_come_to_in_time() => Properties.Hold(Histories(grants: false), steps =>
    {
        World late = Live(steps, inTime: false);
        World early = Live(steps, inTime: true);
        Billed(late).ShouldBe(Billed(early));
    });

    [Fact]
    public void What_grants_gave_stays_given() => Properties.Hold(Histories(grants: true), steps =>
    {
        World world = Live(steps, inTime: false);
        Units given = world.Journal.Aggregate(Units.Zero, (sum, fact) => fact switch
        {
            UnitsBurnt burnt => burnt.Burns.Aggregate(sum, (units, burn) => units + burn.Units),
            OverageCovered covered => sum + covered.Units,
            _ => sum,
        });
        Quantity counted = Quantity.Zero;
        foreach (ContractBook terms in world.Books.Contracts.Values)
        {
            foreach (PeriodBook book in terms.OpenPeriods.Values.Concat(terms.LatePeriods.Values).Concat(terms.ClosedPeriods.Values))
            {
                foreach ((string meter, Total total) in book.Meters)
                {
                    (total.Covered <= total.Used && book.FromGrants(meter) <= total.Covered).ShouldBeTrue();
                    counted += book.FromGrants(meter);
                }
            }
        }

        // Where the new terms include all, a grant may cover less than it gave.
        (Units.Of(counted) <= given).ShouldBeTrue();
    });

    private static Gen<ImmutableArray<Step>> Histories(bool grants) =>
        from steps in (from at in Gen.Choose(0, 24 * 75)
                       from kind in Gen.Frequency((12, Gen.Constant(0)), (2, Gen.Constant(1)), (2, Gen.Constant(2)), (grants ? 2 : 0, Gen.Constant(3)))
                       from ago in Gen.Choose(0, 24 * 40)
                       from amount in Gen.Choose(1, 90)
                       from choice in Gen.Choose(0, 11)
                       select new Step(at, kind, ago, amount, choice)).ListOf()
        where steps.Count(step => step.Kind == 1) is > 0 and < 5
        select steps.OrderBy(step => step.At).ToImmutableArray();

    /// <param name="inTime">The amendments are known from the beginning.</param>
    private static World Live(ImmutableArray<Step> steps, bool inTime)
    {
        var world = new World();
        world.Control(new CreateEnvironment("test", EnvironmentKind.Test, new RecordedAt(Start.Microseconds), 400, 24)).Rejection.ShouldBeNull();
        world.Publish(Catalog);
        world.Control(new RegisterAccount(new Account("a", null, AccountKind.Customer, null, null, "UTC", "ours", ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary<string, string>.Empty, 0))).Rejection.ShouldBeNull();
        world.Submit(new StartContract("ctr_a", "a", "small", Start, null, ImmutableSortedDictionary<string, string>.Empty)).Rejection.ShouldBeNull();
        foreach (Step step in inTime ? steps.Where(step => step.Kind == 1) : [])
            Amend(world, step);
        for (int i = 0; i < steps.Length; i++)
        {
            Step step = steps[i];
            world.Control(new AdvanceClock(new RecordedAt(Start.Microseconds + (step.At * Hour) + i))).Rejection.ShouldBeNull();
            switch (step.Kind)
            {
                case 0:
                    world.Report(new UsageEvent($"e{i}", "api", "a", "calls", TimeOf(step), Quantity.Parse(step.Amount.ToString(System.Globalization.CultureInfo.InvariantCulture)), null, Engine.Metering.Properties.Of([new Engine.Metering.Property("model", step.Choice % 2 == 0 ? "\"x\"" : "\"y\"")]))).Rejection.ShouldBeNull();
                    break;
                case 1 when !inTime:
                    Amend(world, step);
                    break;
                case 2:
                    world.Submit(new BillContract("ctr_a", BillableTime.End));
                    break;
                case 3:
                    world.Submit(new IssueGrant("a", new Grant($"g{i}", "calls", Units.Parse("60"), step.Amount, GrantSource.Purchase, TimeOf(step), null, null, null, ImmutableSortedDictionary<string, string>.Empty, null, false, null, null, ImmutableSortedDictionary<string, string>.Empty)));
                    break;
            }
        }

        world.ShouldReplay();
        return world;
    }

    private static EffectiveAt TimeOf(Step step) => new(Start.Microseconds + (Math.Max(0, step.At - step.Ago) * Hour));

    private static void Amend(World world, Step step)
    {
        Outcome outcome = world.Amend(new AmendContract("ctr_a", Plans[step.Choice % 3], TimeOf(step), null, (AllowanceOnChange)(step.Choice % 3), null, null, null, null));
        outcome.Rejection?.Code.ShouldBe("amendment_changes_nothing");
    }

    /// <summary>By charge, over all invoices until long after.</summary>
    private static SortedDictionary<string, Money> Billed(World world)
    {
        world.Control(new AdvanceClock(new RecordedAt(Start.Microseconds + (150 * 24 * Hour)))).Rejection.ShouldBeNull();
        while (((ContractBilled)world.Submit(new BillContract("ctr_a", BillableTime.End)).Answer!).More)
        {
        }

        var sums = new SortedDictionary<string, Money>(StringComparer.Ordinal);
        foreach (InvoiceLine line in world.Journal.OfType<InvoiceFinalized>().SelectMany(final => final.Content.Lines).Where(line => !line.Amount.IsZero))
            sums[line.Charge] = sums.GetValueOrDefault(line.Charge) + line.Amount;
        // What was billed and taken back again is as if it had never been.
        return new SortedDictionary<string, Money>(sums.Where(sum => !sum.Value.IsZero).ToDictionary(), StringComparer.Ordinal);
    }
}
