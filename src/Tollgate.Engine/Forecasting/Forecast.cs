using System.Collections.Immutable;
using System.Numerics;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Forecasting;

/// <summary>What the invoice at the end of the open period will probably say; before wallets, prepaid commits and tax. The README has the method.</summary>
/// <param name="AsOf">What was counted by then is certain.</param>
/// <param name="SoFar">What it would say if nothing more were used.</param>
/// <param name="Expected">What it will say if usage goes on as it did.</param>
public sealed record Forecast(string ContractId, EffectiveAt PeriodStart, EffectiveAt PeriodEnd, EffectiveAt AsOf, Money SoFar, Money Expected, ImmutableArray<ForecastLine> Lines)
{
    /// <param name="usage">By meter; one that is left out is taken as unused.</param>
    /// <exception cref="NumberOutOfRangeException">It comes to more than can be told.</exception>
    public static Forecast Of(AccountBook account, ContractBook contract, EffectiveAt now, IReadOnlyDictionary<string, DailyUsage> usage)
    {
        BillingPeriod period = contract.PeriodAt(now);
        var currency = Currency.Of(contract.Contract.Currency);
        (InvoiceLine Line, ForecastLine Forecast)[] composed =
        [
            // What is left of a prepaid commit is due to nobody.
            .. Composition.Of(contract, period.Index + 1, corrects: false).Lines.Where(line => line.Kind != LineKind.Unused).Select(line => (line, line.Kind == LineKind.Usage && line.ContractVersion == contract.Contract.Version && contract.Charge(line.Charge) is { Meter: { } meter } charge && charge.Price.IsInForce(now)
                ? Line(account, contract, charge, period, now, line, usage.GetValueOrDefault(meter)?.Expected(now, period.End, contract.Zone, contract.Totals(period).Meter(meter).Used, period.Start) ?? Quantity.Zero, currency)
                : new ForecastLine(line.Charge, line.Meter is null, line.Quantity, Quantity.Zero, line.Amount, line.Amount))),
        ];
        ImmutableArray<ForecastLine> lines = [.. composed.Select(of => Shortfall(of.Line, of.Forecast, composed))];
        return new(
            contract.Contract.Id,
            period.Start,
            period.End,
            now,
            lines.Aggregate(Money.Zero, (sum, line) => sum + line.SoFar),
            lines.Aggregate(Money.Zero, (sum, line) => sum + line.Expected),
            lines);
    }

    /// <summary>What is missing to a commit or a minimum is less by what is still expected of usage that counts.</summary>
    private static ForecastLine Shortfall(InvoiceLine line, ForecastLine forecast, (InvoiceLine Line, ForecastLine Forecast)[] all)
    {
        if (line.Kind is not (LineKind.TrueUp or LineKind.Minimum))
            return forecast;
        Money more = all.Where(of => of.Line.Kind == LineKind.Usage && (line.Kind == LineKind.Minimum || of.Line.Commit?.Name == line.Charge))
            .Aggregate(Money.Zero, (sum, of) => sum + of.Forecast.Expected - of.Forecast.SoFar);
        return forecast with { IsCertain = false, Expected = Money.Max(Money.Zero, line.Amount - more) };
    }

    private static ForecastLine Line(AccountBook account, ContractBook contract, Charge charge, BillingPeriod period, EffectiveAt now, InvoiceLine line, Quantity more, Currency currency)
    {
        PeriodBook totals = contract.Totals(period);
        Quantity left = Covering(account, contract, charge.Meter!, period, now);
        Quantity billed = charge.AfterIncluded ? Quantity.Max(more - left, Quantity.Zero) : more;
        SortedDictionary<int, CellUsage> cells = PeriodSpend.Cells(charge, totals, []);
        Quantity metered = cells.Keys.Aggregate(Quantity.Zero, (sum, cell) => sum + totals.Charges[(charge.Name, cell)].Used);
        if (metered.IsZero && charge.Price is not (CompositePrice or EventPrice))
            cells[0] = new CellUsage(billed, billed.IsZero ? 0 : 1, Money.Zero);
        foreach (int cell in metered.IsZero ? [] : cells.Keys.ToArray())
        {
            Total total = totals.Charges[(charge.Name, cell)];
            CellUsage before = cells[cell];
            cells[cell] = before + new CellUsage(
                Quantity.FromScaled(Part(billed.Scaled, total.Used, metered)),
                (long)Part(total.Events, more, metered),
                Money.FromScaled(Part(before.Fees.Scaled, more, metered)));
        }

        Money expected = currency.Round(charge.Price.Rate(cells).ExactAmount);
        // What a commit covers has its own rates; what is still to come is taken at the contract's.
        if (line.Commit?.AtRates is not null && line.ListAmount is not null)
            expected = line.Amount + expected - currency.Round(charge.Price.Rate(PeriodSpend.Cells(charge, totals, [])).ExactAmount);
        return new ForecastLine(charge.Name, IsCertain: false, line.Quantity, billed, line.Amount, expected);
    }

    /// <summary>What is left that covers units before they are billed.</summary>
    private static Quantity Covering(AccountBook account, ContractBook contract, string meter, BillingPeriod period, EffectiveAt now)
    {
        Allowance? allowance = Allowance.Of(contract, period, meter);
        if (allowance is { Included: null })
            return Quantity.MaxValue;
        Quantity ofGrants = new Burning(account.Holdings, contract.Features(meter), allowance, contract.FinalThrough).Available(now, Properties.None);
        return ofGrants + (allowance?.Available ?? Quantity.Zero);
    }

    private static Int128 Part(Int128 of, Quantity part, Quantity whole) => (Int128)((BigInteger)of * part.Scaled / whole.Scaled);
}

/// <param name="IsCertain">It does not depend on usage.</param>
/// <param name="Quantity">What is priced so far.</param>
/// <param name="More">What is expected to be priced beside it.</param>
/// <param name="SoFar">Rounded, if nothing more were used.</param>
/// <param name="Expected">Rounded, if usage goes on.</param>
public sealed record ForecastLine(string Charge, bool IsCertain, Quantity Quantity, Quantity More, Money SoFar, Money Expected);
