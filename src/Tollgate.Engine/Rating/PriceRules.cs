using System.Collections.Immutable;
using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Rating;

/// <summary>What is wrong with a price, and where.</summary>
/// <param name="Place">A JSON pointer from the price, in the catalog's own words: <c>/tiers/1/up_to</c>; empty for the price as a whole.</param>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Message">What is wrong and what to do, for people.</param>
public sealed record PriceFault(string Place, string Code, string Message);

/// <summary>What a price must be before it may be sold at: a price without faults can be rated at any quantity.</summary>
public static class PriceRules
{
    private const int MostDigits = 9;

    private static readonly Rate Hundred = Rate.Parse("100");

    /// <summary>All faults, in the order of the document; empty when there are none.</summary>
    public static ImmutableArray<PriceFault> Check(Price price)
    {
        var faults = new FaultList();
        Check(price, "", faults);
        return faults.ToImmutable();
    }

    internal static void Check(Price price, string place, FaultList faults)
    {
        switch (price)
        {
            case FlatPrice flat:
                faults.NotNegative(flat.Amount, $"{place}/amount");
                NoUnits(price, place, "a flat price ignores the quantity; remove it, or choose another model", faults);
                break;
            case PerUnitPrice unit:
                faults.NotNegative(unit.Amount, $"{place}/amount");
                break;
            case SeatPrice seat:
                faults.NotNegative(seat.Amount, $"{place}/amount");
                if (place.Length > 0)
                    faults.Add(place, "seat_in_part", "Seats are counted by the day and not by events, so they have no cells and no windows; give them a charge of their own.");
                if (seat.Convert is not null)
                    faults.Add($"{place}/convert", "convert_not_here", "convert has no place here: a seat is a seat.");
                break;
            case PackagePrice package:
                faults.Positive(package.PackageSize, $"{place}/package_size", "units in a package");
                faults.NotNegative(package.Amount, $"{place}/amount");
                break;
            case GraduatedPrice graduated:
                TierRules.Check(graduated.Tiers, place, faults);
                break;
            case VolumePrice volume:
                TierRules.Check(volume.Tiers, place, faults);
                break;
            case StairPrice stair:
                TierRules.Check(stair.Steps, place, faults, "amount");
                break;
            case GraduatedPercentagePrice graduated:
                TierRules.Check(graduated.Tiers, place, faults);
                break;
            case FormulaPrice:
                break;
            case PercentagePrice share:
                EventPriceRules.Check(share, place, faults);
                break;
            case DynamicPrice dynamic:
                EventPriceRules.Check(dynamic, place, faults);
                NoUnits(price, place, "each event carries its amount, whatever its quantity; remove it, or choose another model", faults);
                break;
            case MatrixPrice matrix:
                MatrixRules.Check(matrix, place, faults);
                NoUnits(price, place, "a matrix counts each cell by itself; give it to the cells' prices", faults);
                break;
            case TimeOfDayPrice windows:
                TimeOfDayRules.Check(windows, place, faults);
                NoUnits(price, place, "each window counts by itself; give it to the windows' prices", faults);
                break;
            default:
                faults.Add(place, "unknown_model", $"{price.GetType().Name} is no model that can be rated.");
                break;
        }

        CheckConversion(price.Convert, $"{place}/convert", faults);
        CheckLimits(price, place, faults);
    }

    private static void CheckConversion(Conversion? conversion, string place, FaultList faults)
    {
        if (conversion is null)
            return;
        if (conversion.DivideBy is { } by)
            faults.Positive(by, $"{place}/divide_by", "metered units in a billed one");
        if (conversion.MultiplyBy is { } times)
            faults.Positive(times, $"{place}/multiply_by", "billed units in a metered one");
        if (conversion is { DivideBy: not null, MultiplyBy: not null })
            faults.Add(place, "convert_both_ways", "divide_by and multiply_by are both given; keep one of them.");
        if (conversion is { DivideBy: null, MultiplyBy: null, Round: null })
            faults.Add(place, "convert_empty", "convert does nothing; give divide_by, multiply_by or round, or remove it.");
        if (conversion.Digits is < 0 or > MostDigits)
            faults.Add($"{place}/digits", "digits_out_of_range", $"digits is {conversion.Digits}; units are rounded to 0 to {MostDigits} digits.");
        if (conversion is { Round: null, Digits: not 0 })
            faults.Add($"{place}/digits", "digits_without_round", "digits says how far to round, but round is not given; add round: half_up, or remove digits.");
    }

    private static void CheckLimits(Price price, string place, FaultList faults)
    {
        if (price.FreeUnits.IsNegative)
            faults.Add($"{place}/free_units", "negative", $"free_units is {price.FreeUnits}; it must be zero or more.");
        if (price.Minimum is { } minimum)
            faults.NotNegative(minimum, $"{place}/minimum");
        if (price.Maximum is { } maximum)
            faults.NotNegative(maximum, $"{place}/maximum");
        if (price.Minimum is { } least && price.Maximum is { } most && least > most)
            faults.Add($"{place}/minimum", "minimum_above_maximum", $"The minimum {least} is above the maximum {most}; lower the one or raise the other.");
        if (price.DiscountPercent.IsNegative || price.DiscountPercent > Hundred)
            faults.Add($"{place}/discount_percent", "percent_out_of_range", $"discount_percent is {price.DiscountPercent}; it lies from 0 to 100.");
        faults.NotNegative(price.DiscountAmount, $"{place}/discount_amount");
        if (price.Until <= price.From)
            faults.Add($"{place}/until", "until_before_from", $"The price would end at {price.Until}, which is not after its start at {price.From}, so nothing would ever have it.");
    }

    private static void NoUnits(Price price, string place, string why, FaultList faults)
    {
        if (price.Convert is not null)
            faults.Add($"{place}/convert", "convert_not_here", $"convert has no place here: {why}.");
        if (!price.FreeUnits.IsZero)
            faults.Add($"{place}/free_units", "free_units_not_here", $"free_units has no place here: {why}.");
    }
}
