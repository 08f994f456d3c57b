namespace Tollgate.Simulator.Model;

/// <summary>What a quantity costs, worked out the long way.</summary>
internal static class Pricing
{
    /// <summary>The cell in which a region counts: 0 without a matrix, -1 for none.</summary>
    public static int Cell(PriceTerms price, string? region)
    {
        if (price.Model != PriceModel.Matrix)
            return 0;
        for (int i = 0; i < price.Cells!.Count; i++)
        {
            if (price.Cells[i].Region == region)
                return i;
        }

        return price.Otherwise is null ? -1 : price.Cells.Count;
    }

    /// <param name="cells">By cell, what was used there.</param>
    public static decimal Amount(PriceTerms price, IReadOnlyDictionary<int, decimal> cells)
    {
        if (price.Model != PriceModel.Matrix)
            return Amount(price, cells.GetValueOrDefault(0));
        decimal sum = 0;
        foreach ((int cell, decimal used) in cells)
        {
            if (used != 0)
                sum += Amount(cell < price.Cells!.Count ? price.Cells[cell].Price : price.Otherwise!, used);
        }

        return sum;
    }

    private static decimal Amount(PriceTerms price, decimal used)
    {
        decimal billed = Math.Max(used - price.Free, 0);
        decimal amount = price.Model switch
        {
            PriceModel.Flat => price.Amount,
            PriceModel.PerUnit => billed * price.Amount,
            PriceModel.Package => Math.Ceiling(billed / price.PackageSize) * price.Amount,
            PriceModel.Graduated => Graduated(price.Tiers!, billed),
            PriceModel.Volume => Volume(price.Tiers!, billed),
            _ => throw new InvalidOperationException("A matrix stands in no matrix."),
        };
        if (price.Least is { } least && amount < least)
            amount = least;
        return price.Most is { } most && amount > most ? most : amount;
    }

    private static decimal Graduated(IReadOnlyList<TierTerms> tiers, decimal billed)
    {
        decimal sum = 0, from = 0;
        for (int i = 0; i < tiers.Count; i++)
        {
            // The first tier is entered by nothing at all; any other by the first unit beyond the one before.
            if (i > 0 && billed <= from)
                break;
            decimal end = tiers[i].UpTo is { } upTo && upTo < billed ? upTo : billed;
            sum += ((end - from) * tiers[i].Unit) + tiers[i].Flat;
            from = tiers[i].UpTo ?? billed;
        }

        return sum;
    }

    private static decimal Volume(IReadOnlyList<TierTerms> tiers, decimal billed)
    {
        TierTerms reached = tiers.First(tier => tier.UpTo is not { } upTo || billed <= upTo);
        return (billed * reached.Unit) + reached.Flat;
    }
}
