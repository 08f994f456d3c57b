using Tollgate.Engine.Alerts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Histories;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Alerts;

/// <summary>What holds of alerts in every history.</summary>
public class AlertProperties
{
    [Fact]
    public void No_crossing_is_told_twice() => Properties.Hold(History.Any, commands =>
    {
        var world = new World();
        _ = new Verbs(world).PlayAll(commands.SelectMany(command => new[] { command, "restart" }));
        world.Journal.OfType<AlertRaised>().Select(alert => alert.Id).ShouldBeUnique();
    });

    [Fact]
    public void In_every_open_period_exactly_what_was_reached_has_been_told() => Properties.Hold(History.Any, commands =>
    {
        var world = new World();
        _ = new Verbs(world).PlayAll(commands);
        foreach (ContractBook contract in world.Books.Contracts.Values)
        {
            foreach (var (start, period) in contract.OpenPeriods)
            {
                foreach ((string meter, Total total) in period.Meters)
                {
                    string[] told = [.. world.Journal.OfType<AlertRaised>()
                        .Where(alert => alert.ContractId == contract.Contract.Id && alert.Meter == meter && alert.PeriodStart == start && !alert.AfterCutoff)
                        .Select(alert => $"{alert.Kind} {alert.Threshold}")];
                    told.Order().ShouldBe(Expected(contract.MeteredRight(meter), total.Used).Order(), $"{meter} of {contract.Contract.Plan}, {total.Used} used");
                }
            }
        }
    });

    /// <summary>By multiplying, where the engine compares with what it divided once.</summary>
    private static IEnumerable<string> Expected(MeteredRight? right, Quantity used)
    {
        if (right?.Entitlement is not { Included: { } included } entitlement)
            yield break;
        foreach (Quantity percent in entitlement.Thresholds)
        {
            if (!included.IsZero && (System.Numerics.BigInteger)used.Scaled * 100_000_000_000 >= (System.Numerics.BigInteger)included.Scaled * (System.Numerics.BigInteger)percent.Scaled)
                yield return $"Usage {percent}";
        }

        if (used > included && (!included.IsZero || entitlement.Enforcement == Enforcement.Hard))
            yield return "Overage 100";
    }
}
