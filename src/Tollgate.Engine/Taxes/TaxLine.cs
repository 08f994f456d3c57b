using Tollgate.Engine.Numbers;

namespace Tollgate.Engine.Taxes;

/// <summary>A tax on an invoice line, rounded once to the currency's digits, so that the page adds up.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="Percent">Null where an amount was brought and no percentage.</param>
/// <param name="Taxable">What the line leaves due: its amount less what wallets paid of it.</param>
public sealed record TaxLine(int Line, string Name, Quantity? Percent, Money Taxable, Money Amount);
