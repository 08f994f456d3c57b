using Tollgate.Engine.Ledger;
using Tollgate.Engine.Tests.Scenarios;

namespace Tollgate.Engine.Tests.Ledger;

/// <summary>What the simulator and its model found wrong, in few words.</summary>
public class SimulatedStories
{
    [Fact]
    public void Of_two_lots_of_one_time_the_second_covers_what_the_first_has_left()
    {
        var world = new World();
        var verbs = new Verbs(world);
        string[] story =
        [
            "env 2025-06-01",
            "catalog shop",
            "account a",
            "contract a extra 2025-06-01",
            "clock 2025-06-03",
            "use a api_calls 3 @2025-06-02T12:00:00Z",
            "grant a api_calls 10 id=g every=day roll=0-10 @2025-06-01",
        ];
        foreach (string line in story)
            verbs.Play(line.Split(' '));
        world.Journal.OfType<OverageCovered>().Select(covered => (covered.LotId, covered.Units)).ShouldBe(
            [("g/2025-06-02T00:00:00Z/rolled/2025-06-01T00:00:00Z", Units.Parse("3"))]);
    }
}
