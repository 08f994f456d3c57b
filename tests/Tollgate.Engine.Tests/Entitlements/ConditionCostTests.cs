using Tollgate.Engine.Entitlements;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Tests.Scenarios;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Tests.Entitlements;

public class ConditionCostTests
{
    [Fact]
    public void A_condition_that_is_met_takes_no_memory()
    {
        var world = new World();
        var verbs = new Verbs(world);
        foreach (string line in new[] { "env 2025-06-01", "catalog conditions", "account a attr.region=eu attr.deployment=cloud", "contract a team 2025-06-01" })
            verbs.Play(line.Split(' ')).ShouldBe("ok");
        long without = Taken(world, "audit");
        long under = Taken(world, "sso");
        under.ShouldBe(without);
    }

    /// <summary>By one check, where it settles: first rounds run code of the runtime that is not optimized yet.</summary>
    private static long Taken(World world, string feature)
    {
        var request = new EntitlementRequest("a", feature, Quantity.One, null, null, null, Engine.Metering.Properties.None);
        RecordedAt now = world.Books.Time(default);
        long least = long.MaxValue;
        for (int round = 0; round < 1_000; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Check.Decide(world.Books, request, now);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
