using System.Numerics;
using Tollgate.Engine.Alerts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Tests.Alerts;

/// <summary>Thresholds against integers of any size.</summary>
public class ThresholdTests
{
    private const long Hundred = 100_000_000_000;

    [Fact]
    public void A_threshold_is_the_least_usage_that_is_so_many_percent_or_more()
    {
        var random = new Random(80);
        for (int i = 0; i < 20_000; i++)
        {
            (Quantity granted, MeteredEntitlement right) = Any(random);
            foreach (UsageMark mark in Thresholds.Marks(granted, right).Where(mark => mark.Kind == AlertKind.Usage))
            {
                BigInteger share = (BigInteger)granted.Scaled * (BigInteger)mark.Percent.Scaled;
                ((BigInteger)mark.At.Scaled * Hundred).ShouldBeGreaterThanOrEqualTo(share);
                (((BigInteger)mark.At.Scaled - 1) * Hundred).ShouldBeLessThan(share);
            }
        }
    }

    [Fact]
    public void Usage_that_is_called_below_all_reaches_none()
    {
        var random = new Random(81);
        int below = 0;
        for (int i = 0; i < 20_000; i++)
        {
            (Quantity granted, MeteredEntitlement right) = Any(random);
            var usage = Quantity.FromScaled(granted.Scaled / 1_000 * random.Next(1_200));
            if (!Thresholds.AreAllAbove(usage, granted, right))
                continue;
            below++;
            Thresholds.Marks(granted, right).ShouldAllBe(mark => mark.Kind == AlertKind.Overage || usage < mark.At);
        }

        // Most usage is, or the question would spare nothing.
        below.ShouldBeGreaterThan(5_000);
    }

    private static (Quantity Granted, MeteredEntitlement Right) Any(Random random)
    {
        // From a billionth of a unit up to 16 digits before the point, beyond what fits into 64 bits.
        Int128 scaled = (Int128)random.NextInt64(1, long.MaxValue) * random.NextInt64(1, 1_000_000) >> random.Next(0, 80);
        Quantity[] percents = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Quantity.FromScaled(random.NextInt64(1, 2 * Hundred)))];
        return (Quantity.FromScaled(scaled), new MeteredEntitlement(Quantity.FromScaled(scaled), Enforcement.Hard) { Thresholds = [.. percents] });
    }
}
