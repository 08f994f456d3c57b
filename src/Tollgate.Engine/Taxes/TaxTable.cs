using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Taxes;

/// <summary>The environment's table of taxes, by country: an invoice run asks it for every line.</summary>
public sealed class TaxTable
{
    private const int MostRates = 10_000;

    private readonly ILookup<string, TaxRate> _byCountry;

    public TaxTable(TaxRatesSet set)
    {
        Set = set;
        _byCountry = set.Rates.ToLookup(rate => rate.Country, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What it was made of.</summary>
    public TaxRatesSet Set { get; }

    /// <summary>The taxes of a place and a category at a date: of each name the most specific, in the table's order.</summary>
    /// <param name="country">Null is nowhere, where nothing is taxed.</param>
    public IEnumerable<TaxRate> Of(string? country, string? region, string? category, EffectiveAt date) => country is null
        ? []
        : _byCountry[country]
            .Where(rate => rate.IsInForce(date)
                && (rate.Region is null || string.Equals(rate.Region, region, StringComparison.OrdinalIgnoreCase))
                && (rate.Category is null || rate.Category == category))
            .GroupBy(rate => rate.Name, StringComparer.Ordinal)
            .Select(named => named.MaxBy(rate => rate.Specificity())!);

    public static Outcome Decide(SetTaxRates command, RecordedAt now)
    {
        if (command.Rates.Length > MostRates)
            return new Rejection(RejectionKind.Invalid, "too_many_rates", $"A table has at most {MostRates} rates; this has {command.Rates.Length}.", "/rates");
        var known = new Dictionary<string, List<int>>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < command.Rates.Length; i++)
        {
            TaxRate rate = command.Rates[i];
            if (rate.Percent > Quantity.Parse("100") || rate.Percent < Quantity.Zero)
                return new Rejection(RejectionKind.Invalid, "tax_percent_out_of_range", $"A tax is of 0 to 100 %; this is of {rate.Percent}.", $"/rates/{i}/percent");
            if (rate.Until <= rate.From)
                return new Rejection(RejectionKind.Invalid, "rate_ends_before_start", $"The rate ends at {rate.Until}, which is not after its start, {rate.From}.", $"/rates/{i}/until");
            string key = $"{rate.Country}\n{rate.Region}\n{rate.Category}\n{rate.Name}";
            if (!known.TryGetValue(key, out List<int>? same))
                known.Add(key, same = []);
            foreach (int other in same)
            {
                if (!(command.Rates[other].Until <= rate.From) && !(rate.Until <= command.Rates[other].From))
                    return new Rejection(RejectionKind.Invalid, "rates_overlap", $"The rates {other} and {i}, both '{rate.Name}' of one place and category, are in force at one time; end one where the other starts.", $"/rates/{i}");
            }

            same.Add(i);
        }

        var set = new TaxRatesSet(command.Rates, now);
        return Outcome.Of(set, set);
    }
}
