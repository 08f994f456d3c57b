using System.Collections.Immutable;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Taxes;

/// <summary>A tax that customers of a place owe on a kind of charge, in a time.</summary>
/// <param name="Country">Of the account's attribute <c>country</c>; capitals or not makes no difference, nor does it in <paramref name="Region"/>.</param>
/// <param name="Region">Of the account's attribute <c>region</c>; null is the whole country.</param>
/// <param name="Category">Of the charge's <c>tax_category</c>; null is any.</param>
/// <param name="Name">What the invoice calls it. Taxes of several names may stand on one line; of one name the most specific rate does.</param>
/// <param name="Percent">0 to 100; a rate of 0 shows the tax with an amount of 0.</param>
/// <param name="From">The first invoice date that it is for; null is any.</param>
/// <param name="Until">Exclusive; null is for good.</param>
public sealed record TaxRate(string Country, string? Region, string? Category, string Name, Quantity Percent, EffectiveAt? From, EffectiveAt? Until)
{
    internal bool IsInForce(EffectiveAt date) => !(From > date) && !(Until <= date);

    /// <summary>The region counts before the category: whose law it is, before what is sold.</summary>
    internal int Specificity() => (Region is null ? 0 : 2) + (Category is null ? 0 : 1);
}

/// <summary>The environment's table of taxes as a whole, which replaces the one before; a fact of the control stream.</summary>
public sealed record TaxRatesSet(ImmutableArray<TaxRate> Rates, RecordedAt At) : Fact;

/// <param name="Rates">Empty is no table: nothing is taxed.</param>
public sealed record SetTaxRates(ImmutableArray<TaxRate> Rates) : Command<TaxRatesSet>;
