using System.Diagnostics;
using System.Globalization;

namespace Tollgate.Engine.Tests.SlowRating;

/// <summary>
/// The engine against the slow model. <c>TOLLGATE_SEED</c> is the seed of the first contract, <c>TOLLGATE_CONTRACTS</c> how many there are; <c>tests/rating/run</c> sets them.
/// </summary>
public class SlowRatingTests
{
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromSeconds(10);

    [Fact]
    public void The_engine_bills_every_contract_as_the_slow_model_does()
    {
        bool asked = int.TryParse(Environment.GetEnvironmentVariable("TOLLGATE_CONTRACTS"), CultureInfo.InvariantCulture, out int contracts);
        int seed = ulong.TryParse(Environment.GetEnvironmentVariable("TOLLGATE_SEED"), CultureInfo.InvariantCulture, out ulong given)
            ? (int)(given % int.MaxValue)
            : Random.Shared.Next(int.MaxValue / 2);
        var told = Stopwatch.StartNew();
        for (int i = 0; i < (asked ? contracts : 1000); i++)
        {
            DrawnContract drawn = new Draw(seed + i).Contract();
            if (Comparison.Of(drawn) is not null)
            {
                DrawnContract smallest = Comparison.Smallest(drawn);
                Assert.Fail($"Replay with TOLLGATE_SEED={seed + i} TOLLGATE_CONTRACTS=1.\n{Comparison.Of(smallest)}\n\nWith as much left out as can be:\n{smallest}");
            }

            if (!asked || told.Elapsed < BetweenProgress)
                continue;
            Console.Error.WriteLine($"{i + 1:N0} of {contracts:N0} contracts agree, from seed {seed} on");
            told.Restart();
        }
    }

    /// <summary>A model that agrees with anything would prove nothing: each of these turns one rule round, and is found.</summary>
    [Theory]
    [InlineData("a charge costs a little more")]
    [InlineData("an allowance is a little larger")]
    [InlineData("periods begin elsewhere")]
    [InlineData("lines are rounded to another digit")]
    [InlineData("a zone is another")]
    public void What_is_planted_is_found(string planted)
    {
        int found = 0;
        for (int seed = 1; seed <= 400 && found == 0; seed++)
        {
            DrawnContract drawn = new Draw(seed).Contract();
            if (Comparison.Of(drawn, With(planted, drawn)) is not null)
                found = seed;
        }

        found.ShouldBeGreaterThan(0);
    }

    private static DrawnContract With(string planted, DrawnContract drawn) => planted switch
    {
        "a charge costs a little more" => drawn with { Charges = [.. drawn.Charges.Select(charge => charge with { Price = charge.Price is SlowPerUnit unit ? unit with { Price = unit.Price + "1" } : charge.Price })] },
        "an allowance is a little larger" => drawn with { Meters = [.. drawn.Meters.Select(meter => meter.Included == "10" ? meter with { Included = "10.000000001" } : meter)] },
        "periods begin elsewhere" => drawn with { OfCalendar = !drawn.OfCalendar },
        "lines are rounded to another digit" => drawn with { CurrencyDigits = drawn.CurrencyDigits + 1 },
        _ => drawn with { Zone = "Asia/Tokyo" },
    };
}
