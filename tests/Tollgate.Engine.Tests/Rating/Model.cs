using System.Numerics;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;

namespace Tollgate.Engine.Tests.Rating;

/// <summary>What a price costs, written as a textbook would, tier by tier and without sharing a line with the rater.</summary>
internal static class Model
{
    public static Money Cost(Price price, Quantity quantity)
    {
        Fraction units = Fraction.Of(quantity);
        if (price.Convert?.DivideBy is { } by)
            units /= Fraction.Of(by);
        if (price.Convert?.MultiplyBy is { } times)
            units *= Fraction.Of(times);
        units -= Fraction.Of(price.FreeUnits);
        if (units.Top < 0)
            units = Fraction.Zero;
        if (units.Top == 0 && price.SkipWhenZero)
            return Money.Zero;

        Fraction amount = Cost(price, units);
        amount = amount * (Fraction.Of(Rate.Parse("100")) - Fraction.Of(price.DiscountPercent)) / Fraction.Of(Rate.Parse("100")) - Fraction.Of(price.DiscountAmount);
        if (amount.Top < 0)
            amount = Fraction.Zero;
        if (price.Minimum is { } least && amount < Fraction.Of(least))
            amount = Fraction.Of(least);
        if (price.Maximum is { } most && amount > Fraction.Of(most))
            amount = Fraction.Of(most);
        return amount.Rounded();
    }

    private static Fraction Cost(Price price, Fraction units)
    {
        switch (price)
        {
            case FlatPrice flat:
                return Fraction.Of(flat.Amount);
            case PerUnitPrice unit:
                return units * Fraction.Of(unit.Amount);
            case PackagePrice package:
                (BigInteger full, bool started) = (units / Fraction.Of(package.PackageSize)).Split();
                return new Fraction(full + (started ? 1 : 0), 1) * Fraction.Of(package.Amount);
            case StairPrice stair:
                return Fraction.Of(stair.Steps.First(step => step.UpTo is not { } upTo || !(units > Fraction.Of(upTo))).FlatAmount);
            case GraduatedPercentagePrice percents:
                return Cost(new GraduatedPrice(percents.Tiers), units);
            case VolumePrice volume:
                Tier reached = volume.Tiers.First(tier => tier.UpTo is not { } upTo || !(units > Fraction.Of(upTo)));
                return (units * Fraction.Of(reached.UnitAmount)) + Fraction.Of(reached.FlatAmount);
            case GraduatedPrice graduated:
                Fraction sum = Fraction.Of(graduated.Tiers[0].FlatAmount);
                for (int i = 0; i < graduated.Tiers.Length; i++)
                {
                    Fraction from = i == 0 ? Fraction.Zero : Fraction.Of(graduated.Tiers[i - 1].UpTo!.Value);
                    if (!(units > from))
                        break;
                    Fraction end = graduated.Tiers[i].UpTo is { } upTo && units > Fraction.Of(upTo) ? Fraction.Of(upTo) : units;
                    sum += (end - from) * Fraction.Of(graduated.Tiers[i].UnitAmount);
                    if (i > 0)
                        sum += Fraction.Of(graduated.Tiers[i].FlatAmount);
                }

                return sum;
            default:
                throw new ArgumentException(price.GetType().Name);
        }
    }
}
