using Tollgate.Engine.Catalog;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Metering;

/// <summary>
/// The most units that a meter counts in one billing period of a contract: a power of ten, up to 10^20, at which every charge that prices it
/// still costs at most 10^15. Without this bound one absurd event would be accepted, and no invoice could ever say what it costs.
/// </summary>
/// <param name="Charge">The charge that sets the bound, or null when none does.</param>
public readonly record struct MeterCapacity(Quantity Units, string? Charge)
{
    private const int MostDigits = 20;

    internal static readonly Money DearestLine = Money.Parse("1000000000000000");

    /// <param name="creditRate">Credits that a unit takes, of which as many may be owed as of money be billed; null when it takes none.</param>
    public static MeterCapacity Of(ReadOnlySpan<Charge> charges, Rate? creditRate = null)
    {
        var least = new MeterCapacity(PowerOfTen(MostDigits), null);
        foreach (Charge charge in charges)
        {
            Quantity units = Of(charge.Price);
            if (units < least.Units)
                least = new MeterCapacity(units, charge.Name);
        }

        while (creditRate is { } rate && (Exact)least.Units * rate > DearestLine)
            least = new MeterCapacity(Quantity.FromScaled(least.Units.Scaled / 10), null);
        return least;
    }

    /// <summary>Zero when not even one unit can be billed.</summary>
    public static Quantity Of(Price price)
    {
        Quantity most = Quantity.Zero;
        for (int digits = 0; digits <= MostDigits && Fits(price, PowerOfTen(digits)); digits++)
            most = PowerOfTen(digits);
        return most;
    }

    private static bool Fits(Price price, Quantity units) => price switch
    {
        // The parts share the meter's units, so none of them takes more than all.
        CompositePrice composite => composite.Parts.All(part => Fits(part, units)),
        // What all events cost together is bounded as they are counted; one that brings all units must be told too.
        PercentagePrice share => CostsAtMost(DearestLine, new GraduatedPercentagePrice([new Tier(null, Tiers.OfPercent(share.Percent), Money.Zero)]) { Convert = share.Convert }, units),
        EventPrice => CostsAtMost(DearestLine, new PerUnitPrice(Numbers.Rate.Zero), units),
        FormulaPrice formula => formula.Formula.MostUpTo(units) is { } most ? most <= DearestLine : CostsAtMost(DearestLine, price, units),
        // Volume may be dearest at a tier's end: each tier is asked for all units, and else for as many as it ever holds.
        VolumePrice { Tiers.Length: > 1 } volume => volume.Tiers.All(tier =>
            Fits(volume with { Tiers = [tier with { UpTo = null }] }, units)
            || (tier.UpTo is { } end && Fits(new VolumePrice([tier with { UpTo = null }]), end))),
        _ => CostsAtMost(DearestLine, price, units),
    };

    private static bool CostsAtMost(Money most, Price price, Quantity units)
    {
        try
        {
            return price.Rate(units).ExactAmount <= most;
        }
        catch (NumberOutOfRangeException)
        {
            return false;
        }
    }

    private static Quantity PowerOfTen(int digits) => Quantity.FromScaled((Int128)Fixed.PowerOfTen(digits + Fixed.QuantityDigits));
}
