using System.Collections.Immutable;
using NodaTime;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Invoicing;

/// <summary>
/// The line of a charge of seats: for each local day of the terms the most seats that were held at once, less those that are free, at the amount over the days of the whole period. Days that have not come
/// yet stand in a draft as they would be if nobody took or returned a seat.
/// </summary>
internal static class SeatLines
{
    /// <param name="contract">As it was made.</param>
    /// <param name="part">The terms that the charge is of.</param>
    /// <param name="period">Of the terms, and of the price's time.</param>
    public static InvoiceLine Of(ContractBook contract, ContractBook part, Charge charge, SeatPrice price, BillingPeriod period, int number)
    {
        BillingPeriod whole = part.WholePeriod(period.Index);
        CutEnd end = period.End < whole.End && period.End == part.Contract.EndsAt ? CutEnd.Terminates : CutEnd.Continues;
        PeriodShare share = PeriodShare.Of(Proration.Day, whole, period.Start, period.End, end, part.Zone);
        LocalDate first = period.Start.ToInstant().InZone(part.Zone).Date;
        AccountBook? account = contract.Holder;
        int[] days = account is { SeatDays: { } kept, Seats: { } seats } ? [.. kept.Of(charge.Seats!, first, (int)share.Numerator, seats, part.Zone)] : new int[share.Numerator];
        (Quantity held, Quantity billed) = (Quantity.Zero, Quantity.Zero);
        foreach (int most in days)
        {
            Quantity each = Quantity.FromScaled(most * Quantity.One.Scaled);
            held += each;
            billed += Quantity.Max(each - price.FreeUnits, Quantity.Zero);
        }

        Rated rated = price.PerDay(share.Denominator).Rate(billed);
        InvoiceLine line = Composition.Line(part, charge, period, number, new Total(held, Quantity.Zero, 0), billed, rated.ExactAmount, rated.Tiers) with { Seats = Runs(days, first, part.Zone) };
        return ListPrices.On(line, charge, part.Contract.Currency, list => list is SeatPrice seat && seat.FreeUnits == price.FreeUnits ? seat.PerDay(share.Denominator).Rate(billed).ExactAmount : null);
    }

    private static ImmutableArray<SeatRun> Runs(int[] days, LocalDate first, DateTimeZone zone)
    {
        var runs = ImmutableArray.CreateBuilder<SeatRun>();
        for (int i = 0; i < days.Length; i++)
        {
            if (runs.Count > 0 && runs[^1].Seats == days[i])
                runs[^1] = runs[^1] with { Days = runs[^1].Days + 1 };
            else
                runs.Add(new SeatRun(EffectiveAt.From(first.PlusDays(i).AtStartOfDayInZone(zone).ToInstant()), 1, days[i]));
        }

        return runs.ToImmutable();
    }
}
