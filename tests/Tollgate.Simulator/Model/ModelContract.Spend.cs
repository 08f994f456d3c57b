namespace Tollgate.Simulator.Model;

/// <summary>Units of a meter that are asked for, or held, and not counted.</summary>
internal sealed record ModelMore(string Meter, string? Region, decimal Units, decimal Covered);

// What the usage of a period costs as it stands, exact.
internal sealed partial class ModelContract
{
    private const decimal Longest = 100_000_000_000_000_000;
    private static readonly decimal[] SpendMarks = [80, 90, 100];

    /// <param name="meter">Null is all usage.</param>
    /// <param name="more">Used, too.</param>
    public decimal Spend(long period, bool late, string? meter, IReadOnlyList<ModelMore> more) =>
        plan.Charges.Where(charge => charge.Meter is not null && (meter is null || charge.Meter == meter)).Sum(charge => Spend(charge, period, late, more));

    public bool IsPriced(string meter) => plan.Charges.Any(charge => charge.Meter == meter);

    /// <summary>What units add to the cost, of the charges that price them.</summary>
    public decimal Cost(long period, bool late, ModelMore one, IReadOnlyList<ModelMore> besides) => Costs(period, late, one, besides).Sum(cost => cost.Amount);

    /// <summary>The same by charge.</summary>
    public IReadOnlyList<(string? Charge, decimal Amount)> Costs(long period, bool late, ModelMore one, IReadOnlyList<ModelMore> besides) =>
    [
        .. plan.Charges
            .Where(charge => charge.Meter == one.Meter && Pricing.Cell(charge.Price, one.Region) >= 0 && (charge.AfterIncluded ? one.Units - one.Covered : one.Units) > 0)
            .Select(charge => ((string?)charge.Name, Spend(charge, period, late, [.. besides, one]) - Spend(charge, period, late, besides))),
    ];

    /// <summary>
    /// A meter counts no more than what can be billed: a power of ten, 10^20 or the largest at which no price of it comes to more than 10^15. What a price works with, in units and in money, has 17 digits before the point.
    /// </summary>
    private decimal Capacity(string meter)
    {
        PriceTerms[] prices = [.. plan.Charges.Where(charge => charge.Meter == meter).SelectMany(charge => charge.Price.Cells?.Select(cell => cell.Price).Append(charge.Price.Otherwise).OfType<PriceTerms>() ?? [charge.Price])];
        decimal most = 1;
        while (most < 100_000_000_000_000_000_000m && prices.All(price => Fits(price, most * 10)))
            most *= 10;
        return most;

        static bool Fits(PriceTerms price, decimal units)
        {
            var all = new Dictionary<int, decimal> { [0] = units };
            return units <= Longest && Pricing.Amount(price, all) <= 1_000_000_000_000_000 && Pricing.Amount(price with { Most = null }, all) <= Longest;
        }
    }

    /// <summary>What reservations would add if all that they hold were used: what nothing holds of it costs something.</summary>
    public IReadOnlyList<ModelMore> ToSettle(ModelAccount account, long period) => IsClosed(period) ? [] :
    [
        .. account.Reservations.Values.Where(one => one.Target.Contract == id && one.Target.Period == StartOf(period) && !one.Target.Late).Select(one =>
        {
            decimal byCredits = plan.Rights.GetValueOrDefault(one.Target.Meter)?.From?.Rate is { } rate
                ? Math.Min(one.Beyond, UnitsOf(one.Holds.Where(hold => hold.Lot.Grant.Wallet is not null).Sum(hold => hold.Units), rate))
                : 0;
            return new ModelMore(one.Target.Meter, one.Region, one.Units, one.Units - one.Beyond + byCredits);
        }),
    ];

    /// <summary>Told once all meters of an event have counted it: each cap on spend, in the part of it that is reached.</summary>
    public IEnumerable<ModelAlert> SpendAlerts(IReadOnlyList<ModelTally> tallies, long time)
    {
        long period = PeriodOf(time);
        if (IsClosed(period))
            return [];
        IEnumerable<(string Meter, decimal Cap, decimal Spent)> capped =
        [
            .. tallies.Where(tally => plan.Rights.GetValueOrDefault(tally.Meter)?.SpendCap is not null).Select(tally => (tally.Meter, plan.Rights[tally.Meter].SpendCap!.Value, Spend(period, late: false, tally.Meter, []))),
            .. plan.SpendCap is { } ofAll ? [("*", ofAll, Spend(period, late: false, null, []))] : Array.Empty<(string, decimal, decimal)>(),
        ];
        return capped.SelectMany(one => SpendMarks
            .Where(percent => one.Spent * 100 >= one.Cap * percent && _raised.Add((period, one.Meter, $"spend {percent}")))
            .Select(percent => new ModelAlert(id, one.Meter, StartOf(period), $"spend {percent}", one.Cap, decimal.Truncate(one.Spent * Digits) / Digits))).ToArray();
    }

    private decimal Spend(ChargeTerms charge, long period, bool late, IReadOnlyList<ModelMore> more)
    {
        SortedDictionary<int, decimal> cells = [];
        foreach (((long at, string name, int cell, bool reachedLate), ModelTotal total) in _cells)
        {
            if (at == period && name == charge.Name && reachedLate == late && cell >= 0)
                cells[cell] = charge.AfterIncluded ? total.Used - total.Covered : total.Used;
        }

        ModelMore[] own = [.. more.Where(one => one.Meter == charge.Meter)];
        foreach (ModelMore one in own)
        {
            int cell = Pricing.Cell(charge.Price, one.Region);
            if (cell >= 0)
                cells[cell] = cells.GetValueOrDefault(cell) + (charge.AfterIncluded ? one.Units - one.Covered : one.Units);
        }

        decimal free = 0;
        if (plan.Rights.GetValueOrDefault(charge.Meter!)?.Grace is { Free: true } grace)
        {
            ModelTotal total = Meter(period, charge.Meter!, late);
            decimal inGrace = Math.Max(total.Used - total.Covered + own.Sum(one => one.Units - one.Covered) - (late ? 0 : Exceeded(period, charge.Meter!)?.AfterGrace ?? 0), 0);
            free = grace.Units is { } units ? Math.Min(inGrace, units) : inGrace;
        }

        return Pricing.Amount(charge.Price, WithoutFirst(cells, free));
    }
}
