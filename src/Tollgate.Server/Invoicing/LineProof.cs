using System.Text.Json;
using NodaTime;
using Tollgate.Engine;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Ledger;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Rating;
using Tollgate.Engine.Time;
using Tollgate.Server.Http;

namespace Tollgate.Server.Invoicing;

/// <summary>
/// Adds up what stands behind a line, in the journal's order: events, what grants burnt of them or covered later, what events cost one by one. At the end it says whether all of that is the line. It holds a
/// sum for each day and each grant, however many events there are.
/// </summary>
/// <param name="charge">Of the line; null of one that is of a commit, or a minimum.</param>
/// <param name="zone">The account's, for days.</param>
internal sealed class LineProof(InvoiceView invoice, InvoiceLine line, Charge? charge, DateTimeZone zone)
{
    private readonly string _terms = ContractBook.IdOf(invoice.ContractId, line.ContractVersion);
    private readonly SortedDictionary<LocalDate, (long Events, Quantity Billed)> _days = [];
    private readonly SortedDictionary<string, Units> _grants = new(StringComparer.Ordinal);
    private long _events;
    private Quantity _metered = Quantity.Zero;
    private Quantity _covered = Quantity.Zero;
    private Quantity _coveredLater = Quantity.Zero;
    private Money _fees = Money.Zero;

    /// <summary>What of a tally the line bills, as it was counted.</summary>
    public Quantity Billed(in Tally tally) => charge!.AfterIncluded ? tally.Value - tally.Covered : tally.Value;

    /// <summary>What the event costs by itself; null where units tell the price.</summary>
    public Money? Fee(in Tally tally) => charge!.Price.HasEvents() && tally.Fees is not null ? tally.FeeAt(PlaceOf(tally.Target)) : null;

    public bool IsBehind(TallyTarget target) =>
        target.ContractId == _terms && target.AfterCutoff == (line.Corrects is not null) && target.PeriodStart == line.From && target.Meter == line.Meter && PlaceOf(target) is >= 0 and var place && target.Charges[place].IsPriced;

    public void Count(EffectiveAt time, in Tally tally)
    {
        LocalDate day = time.ToInstant().InZone(zone).Date;
        (long events, Quantity billed) = _days.GetValueOrDefault(day);
        _days[day] = (events + 1, billed + Billed(tally));
        _events++;
        _metered += tally.Value;
        _covered += tally.Covered;
        _fees += Fee(tally) ?? Money.Zero;
    }

    /// <summary>Takes in what moved units beside the events themselves.</summary>
    public void Count(Fact fact)
    {
        switch (fact)
        {
            case UnitsBurnt burnt:
                foreach (Burn burn in burnt.Burns.Where(burn => !burn.IsOfWallet && IsBehind(burn.Target)))
                    Burn(burn.LotId, burn.Units);
                break;
            case OverageCovered covered when IsBehind(covered.Target):
                Burn(covered.LotId, covered.Units);
                _coveredLater += covered.Units.ToQuantity();
                break;
        }
    }

    /// <summary>Takes in what lots gave of usage that was counted again.</summary>
    /// <param name="last">The part of it that stands in no event's own tally.</param>
    public void Count(IEnumerable<KeyValuePair<(string LotId, TallyTarget Target), Units>> given, IEnumerable<OverageCovered> last)
    {
        foreach (((string lot, TallyTarget target), Units units) in given)
        {
            if (IsBehind(target))
                Burn(lot, units);
        }

        foreach (OverageCovered covered in last.Where(covered => IsBehind(covered.Target)))
            _coveredLater += covered.Units.ToQuantity();
    }

    public void Write(Utf8JsonWriter json)
    {
        Quantity covered = charge is { AfterIncluded: true } ? _covered + _coveredLater : Quantity.Zero;
        Quantity quantity = _metered - covered;
        Money fees = line.Tiers.Where(tier => tier.Events is not null).Aggregate(Money.Zero, (sum, tier) => sum + tier.Amount);
        bool hasFees = line.Corrects is null && charge?.Price.HasEvents() == true;
        json.WriteNumber("events"u8, _events);
        json.WriteNumber("line_events"u8, line.Events);
        json.WriteString("metered"u8, _metered);
        json.WriteString("covered"u8, covered);
        json.WriteString("covered_later"u8, charge is { AfterIncluded: true } ? _coveredLater : Quantity.Zero);
        json.WriteString("quantity"u8, quantity);
        json.WriteString("line_quantity"u8, line.Quantity);
        if (hasFees)
        {
            json.WriteString("fees"u8, (Money?)_fees);
            json.WriteString("line_fees"u8, (Money?)fees);
        }

        json.WriteBoolean("complete"u8, _events == line.Events && quantity == line.Quantity && covered == line.Covered && (!hasFees || _fees == fees));
        WriteGrounds(json);
    }

    /// <summary>From which terms, days and grants the line was made.</summary>
    private void WriteGrounds(Utf8JsonWriter json)
    {
        json.WriteString("plan"u8, line.Plan);
        json.WriteNumber("catalog_version"u8, line.CatalogVersion);
        json.WriteNumber("contract_version"u8, line.ContractVersion);
        json.WriteStartArray("buckets"u8);
        foreach ((LocalDate day, (long events, Quantity billed)) in _days)
        {
            json.WriteStartObject();
            json.WriteString("day"u8, day.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteNumber("events"u8, events);
            json.WriteString("billed"u8, billed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("grants"u8);
        foreach ((string lot, Units units) in _grants)
        {
            json.WriteStartObject();
            json.WriteString("lot"u8, lot);
            json.WriteString("units"u8, units.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Burn(string lot, Units units) => _grants[lot] = _grants.GetValueOrDefault(lot) + units;

    private int PlaceOf(TallyTarget target)
    {
        for (int i = 0; i < target.Charges.Length; i++)
        {
            if (target.Charges[i].Charge == line.Charge)
                return i;
        }

        return -1;
    }
}
