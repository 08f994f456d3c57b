using System.Collections.Immutable;
using Tollgate.Engine.Catalog;
using Tollgate.Engine.Commitments;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Metering;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Contracts;

// What was billed, of periods that usage can still reach: so that what reaches them is billed as the difference that it makes.
public sealed partial class ContractBook
{
    private const long Day = 24 * 3_600_000_000L;

    private readonly SortedList<long, BilledBoundary> _billed = [];
    private readonly CommitBook _commits = new();

    /// <summary>How the contract's commits stand by its final invoices.</summary>
    public CommitBook Commits => First._commits;

    /// <summary>What was billed at the boundaries that are kept, the earliest first.</summary>
    internal IEnumerable<BilledBoundary> Billed => First._billed.Values;

    /// <summary>Closed periods that are kept, by the start of their part under these terms: what was counted in time.</summary>
    public IReadOnlyDictionary<EffectiveAt, PeriodBook> ClosedPeriods => _closed;

    /// <summary>The totals of a closed period as its invoice had them; empty ones when it is not kept.</summary>
    public PeriodBook ClosedTotals(BillingPeriod period) => _closed.GetValueOrDefault(period.Start) ?? PeriodBook.Empty;

    /// <summary>The same with what reached it since.</summary>
    internal PeriodBook AllTotals(BillingPeriod period) =>
        _late.TryGetValue(period.Start, out PeriodBook? late) ? ClosedTotals(period).Plus(late) : ClosedTotals(period);

    /// <summary>What reached a period after it was closed, and is on no invoice yet, of one charge.</summary>
    internal Total Unbilled(string charge, BillingPeriod part)
    {
        Total late = LateOf(charge, part);
        if (First._billed.GetValueOrDefault(part.Index + 1)?.Find(Contract.Version, charge) is not { } billed)
            return late;
        return new Total(late.Used - billed.Late.Used, late.Covered - billed.Late.Covered, late.Events - billed.Late.Events) { Fees = late.Fees - billed.Late.Fees };
    }

    /// <summary>Something may have to be corrected: terms changed since, or usage came.</summary>
    internal bool IsChanged(BilledBoundary billed)
    {
        if (billed.Version != LatestVersion)
            return true;
        if (billed.Boundary == 0)
            return false;
        foreach (ContractBook part in Parts)
        {
            if (part._late.Count == 0 || part.Part(billed.Boundary - 1) is not { } period)
                continue;
            foreach (Charge charge in part.Plan.Charges)
            {
                if (charge.Meter is not null && part.Unbilled(charge.Name, period).Events > 0)
                    return true;
            }
        }

        return false;
    }

    private Total LateOf(string charge, BillingPeriod part)
    {
        var sum = default(Total);
        foreach (((string name, int cell), Total total) in LateTotals(part).Charges)
        {
            if (name == charge && cell >= 0)
                sum = sum.Plus(total);
        }

        return sum;
    }

    private void Close(long boundary, EffectiveAt date, int windowDays)
    {
        _finalThrough = date;
        // Nothing can reach what ended longer ago: what came until the boundary before is on this invoice.
        EffectiveAt before = Billing.DateOf(this, Math.Max(0, boundary - 1));
        long kept = before.Microseconds - (windowDays * Day);
        foreach (long old in _billed.Keys.Where(old => Billing.DateOf(this, old).Microseconds < kept).ToArray())
            _billed.Remove(old);
        foreach (ContractBook part in _parts.Append(this).Distinct())
            part.Close(date, _billed.Count > 0 ? Billing.DateOf(this, _billed.Keys[0]) : date);
    }

    /// <param name="kept">Periods that end here or later are kept.</param>
    private void Close(EffectiveAt date, EffectiveAt kept)
    {
        _counting = null;
        foreach (EffectiveAt start in _open.Keys.Where(start => start < date).ToArray())
        {
            PeriodBook book = _open[start];
            book.Settle();
            _closed[start] = book;
            _open.Remove(start);
        }

        foreach (EffectiveAt start in _closed.Keys.Where(start => PeriodAt(start).End < kept).ToArray())
        {
            _closed.Remove(start);
            _late.Remove(start);
        }
    }

    /// <summary>Keeps what an invoice said, of its own lines and of those that it corrected.</summary>
    /// <param name="finalized">Null when there was nothing to say.</param>
    private void Bill(long boundary, InvoiceFinalized? finalized)
    {
        ImmutableArray<InvoiceLine> lines = finalized?.Content.Lines ?? [];
        _billed[boundary] = new BilledBoundary(boundary, finalized?.InvoiceId, finalized?.Number, LatestVersion, [.. lines.Where(line => line.Corrects is null).Select(Of)]);
        if (finalized is null)
            return;
        foreach (InvoiceLine line in lines)
        {
            if (line.Commit is { } use)
                _commits.Bill(use);
        }

        foreach (BilledBoundary billed in _billed.Values.Where(billed => billed.Boundary < boundary).ToArray())
        {
            ImmutableArray<BilledLine> known = billed.Lines;
            foreach (InvoiceLine line in lines.Where(line => line.Corrects?.Boundary == billed.Boundary))
            {
                BilledLine? before = billed.Find(line.ContractVersion, line.Charge);
                BilledLine after = (before ?? Of(line) with { Number = null, Amount = Money.Zero }) with { Late = LateOf(line) };
                after = after with { Amount = after.Amount + line.Amount, Commit = before?.Commit is { } use ? use with { AtRates = use.AtRates + line.Commit?.AtRates } : after.Commit };
                known = before is null ? known.Add(after) : known.Replace(before, after);
            }

            if (known != billed.Lines || billed.Version != LatestVersion)
                _billed[billed.Boundary] = billed with { Lines = known, Version = LatestVersion };
        }
    }

    private static BilledLine Of(InvoiceLine line) => new(line.ContractVersion, line.Charge, line.Number, line.Amount, default) { Kind = line.Kind, Commit = line.Commit };

    private Total LateOf(InvoiceLine line)
    {
        foreach (ContractBook part in _parts)
        {
            if (part.Contract.Version == line.ContractVersion && line.Meter is not null)
                return part.LateOf(line.Charge, part.PeriodAt(line.From));
        }

        return default;
    }
}
