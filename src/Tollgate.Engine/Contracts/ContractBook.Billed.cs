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

    /// <summary>No line is made any more of what was before.</summary>
    internal EffectiveAt SeatsKeptFrom => First._billed.Count > 0 && First._billed.Keys[0] > 0 ? WholePeriod(First._billed.Keys[0] - 1).Start : First.Contract.StartsAt;

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
        if (billed.Version != LatestVersion || billed.Rebills)
            return true;
        if (billed.Rates != First.KnownRates && Parts.Any(part => part.HasForeignCharges))
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

    private int KnownRates => Rates?.All.Count ?? 0;

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
        foreach (long old in _billed.Keys.Where(old => Billing.DateOf(this, old).Microseconds < kept && _billed[old].Waiting.IsEmpty && !_billed[old].Rebills).ToArray())
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
        _billed[boundary] = new BilledBoundary(boundary, finalized?.InvoiceId, finalized?.Number, LatestVersion, [.. lines.Where(line => line.Corrects is null).Select(line => Of(finalized!.InvoiceId, line))])
        {
            Rates = KnownRates,
            Waiting = [.. (finalized?.Content.NotBilled ?? []).Where(unbilled => unbilled.WaitingVersion > 0).Select(unbilled => new WaitingCharge(unbilled.WaitingVersion, unbilled.Charge))],
        };
        if (finalized is null)
            return;
        foreach (InvoiceLine line in lines)
        {
            if (line.Commit is { } use)
                _commits.Bill(use);
        }

        foreach (BilledBoundary billed in _billed.Values.Where(billed => billed.Boundary < boundary).ToArray())
        {
            ImmutableArray<BilledLine> known = WithCorrections(billed, finalized);
            if (known != billed.Lines || billed.Rebills || billed.Version != LatestVersion || billed.Rates != KnownRates)
                _billed[billed.Boundary] = billed with { Lines = known, Version = LatestVersion, Rates = KnownRates, Rebills = false, Waiting = [.. billed.Waiting.Where(wait => !known.Any(line => line.Version == wait.Version && line.Charge == wait.Charge))] };
        }
    }

    /// <summary>What a boundary says with the corrections that an invoice has for it.</summary>
    private ImmutableArray<BilledLine> WithCorrections(BilledBoundary billed, InvoiceFinalized finalized)
    {
        ImmutableArray<BilledLine> known = billed.Lines;
        foreach (InvoiceLine line in finalized.Content.Lines.Where(line => line.Corrects?.Boundary == billed.Boundary))
        {
            BilledLine? before = billed.Find(line.ContractVersion, line.Charge);
            BilledLine after = (before ?? Of(finalized.InvoiceId, line) with { Number = null, Amount = Money.Zero, Places = [] }) with { Late = LateOf(line) };
            after = after with { Amount = after.Amount + line.Amount, Places = after.Places.Add(new(finalized.InvoiceId, line.Number)), Commit = before?.Commit is { } use ? use with { AtRates = use.AtRates + line.Commit?.AtRates } : after.Commit };
            known = before is null ? known.Add(after) : known.Replace(before, after);
        }

        return known;
    }

    /// <summary>An invoice in place of another has what was billed again; no period is closed by it.</summary>
    private void Reissue(InvoiceFinalized finalized)
    {
        foreach (long boundary in finalized.Content.Lines.Select(line => line.Corrects!.Boundary).Distinct())
            _billed[boundary] = _billed[boundary] with { Lines = WithCorrections(_billed[boundary], finalized), Rebills = false };
    }

    /// <summary>The boundaries that an invoice has lines of, as far as they are kept.</summary>
    internal IEnumerable<BilledBoundary> BilledBy(string invoiceId) => Billed.Where(billed => billed.Lines.Any(line => line.Places.Any(place => place.InvoiceId == invoiceId)));

    /// <summary>A credit note or a void takes some of an invoice back.</summary>
    internal void Take(string document, string invoiceId, IReadOnlyList<(int Line, Money Amount)> credits, bool rebill)
    {
        foreach (BilledBoundary billed in First.BilledBy(invoiceId).ToArray())
            First._billed[billed.Boundary] = billed.Take(document, invoiceId, credits, rebill);
    }

    private static BilledLine Of(string invoiceId, InvoiceLine line) => new(line.ContractVersion, line.Charge, line.Number, line.Amount, default) { Kind = line.Kind, Commit = line.Commit, Places = [new(invoiceId, line.Number)] };

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
