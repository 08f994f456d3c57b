using Tollgate.Engine;
using Tollgate.Engine.Invoicing;
using Tollgate.Simulator.Model;
using Tollgate.Simulator.Workload;
using Tollgate.Simulator.World;

namespace Tollgate.Simulator.Audit;

// What invoices say, and in which order they come.
internal sealed partial class ShardAudit
{
    private void ObserveBilling(Fact fact, FactPosition at)
    {
        switch (fact)
        {
            case InvoiceDrafted drafted:
                Drafted(drafted, at);
                break;
            case InvoiceFinalized finalized:
                Finalized(finalized, at);
                break;
            case PeriodClosed closed:
                Closed(closed, at);
                break;
            default:
                Must.Fail("a shard's journal holds known facts", $"{fact.GetType().Name} at {at}");
                break;
        }
    }

    private void Drafted(InvoiceDrafted drafted, FactPosition at)
    {
        ModelContract contract = Model.Contracts[drafted.ContractId];
        long boundary = contract.NextBoundary++;
        Must.Hold(contract.Exists(boundary), "a contract is billed to its end", $"{drafted.InvoiceId} at {at} is beyond it");
        Must.Hold(drafted.InvoiceId == $"inv_{contract.Id[4..]}_{boundary}", "invoices follow one another", $"{drafted.InvoiceId} at {at}, where boundary {boundary} was due");
        Must.Hold(drafted.Date.Microseconds == contract.DateOf(boundary), "an invoice is dated at its boundary", $"{drafted.InvoiceId} at {at}: {drafted.Date}, and the model says {contract.DateOf(boundary)}");
        Must.Hold(drafted.Date.Microseconds <= drafted.At.Microseconds, "nothing is billed before its time", $"{drafted.InvoiceId} at {at}");
        Must.Hold(contract.Lines(boundary).Count > 0 || contract.Corrections(boundary).Any(), "an invoice has lines", $"{drafted.InvoiceId} at {at} has none");
        contract.Drafts.Add(boundary, drafted.InvoiceId);
        Advance(drafted.At.Microseconds, at);
    }

    private void Finalized(InvoiceFinalized finalized, FactPosition at)
    {
        ModelContract contract = Model.Contracts[finalized.ContractId];
        Must.Hold(contract.Drafts.Count > 0 && contract.Drafts.First().Value == finalized.InvoiceId, "invoices become final in order", $"{finalized.InvoiceId} at {at} is not the earliest draft");
        long boundary = contract.Drafts.First().Key;
        long graceEnds = contract.DateOf(boundary) + (Model.GraceHours * SimClock.Hour);
        Must.Hold(
            finalized.At.Microseconds >= graceEnds || client.WantedFinal.Contains(finalized.InvoiceId),
            "a draft waits for its grace window",
            $"{finalized.InvoiceId} at {at} was due at {graceEnds}, not at {finalized.At}"
        );
        long number = Model.LastNumber[contract.Entity] = Model.LastNumber.GetValueOrDefault(contract.Entity) + 1;
        Must.Hold(finalized.Number == $"INV-{number:D6}" && finalized.LegalEntity == contract.Entity, "invoice numbers have no gap", $"{finalized.Number} of {finalized.LegalEntity} at {at}, where {number} of {contract.Entity} was due");
        ModelAccount account = Model.Holders[contract.Account];
        NothingDue(account, finalized.At.Microseconds, at);
        List<ModelLine> lines = [.. contract.Lines(boundary), .. contract.Corrections(boundary)];
        if (lines.Exists(line => line.Corrects is not null))
            happenings.Note(Happening.LineCorrected);
        if (lines.Exists(line => line.Paid > 0))
            happenings.Note(Happening.LinePaidAsUsed);
        Come(account, contract.PayLines(account, Catalogs.Currency, lines, contract.DateOf(boundary)), finalized.At.Microseconds);
        SameLines(finalized, lines, at);
        contract.Bill(boundary, lines, layout.WindowDays);
        decimal total = Usages.Number(finalized.Content.Total);
        Must.Hold(Model.Final.TryAdd(finalized.InvoiceId, (contract.Id, total)), "counted once", $"{finalized.InvoiceId} became final again at {at}");
        contract.Drafts.Remove(boundary);
        contract.ClosedThrough = Math.Max(contract.ClosedThrough, contract.DateOf(boundary));
        Advance(finalized.At.Microseconds, at);
    }

    private void Closed(PeriodClosed closed, FactPosition at)
    {
        ModelContract contract = Model.Contracts[closed.ContractId];
        Must.Hold(closed.Boundary == contract.NextBoundary && contract.Exists(closed.Boundary), "invoices follow one another", $"boundary {closed.Boundary} was closed at {at}, where {contract.NextBoundary} was due");
        Must.Hold(closed.Date.Microseconds == contract.DateOf(closed.Boundary), "an invoice is dated at its boundary", $"boundary {closed.Boundary} at {at}");
        Must.Hold(contract.Lines(closed.Boundary).Count == 0 && !contract.Corrections(closed.Boundary).Any(), "a period with lines is invoiced", $"boundary {closed.Boundary} at {at} has lines");
        Must.Hold(
            closed.Boundary == 0 || closed.At.Microseconds >= contract.DateOf(closed.Boundary) + (Model.GraceHours * SimClock.Hour),
            "a draft waits for its grace window",
            $"boundary {closed.Boundary} was closed at {at} before it was over"
        );
        contract.NextBoundary++;
        contract.Bill(closed.Boundary, [], layout.WindowDays);
        contract.ClosedThrough = Math.Max(contract.ClosedThrough, contract.DateOf(closed.Boundary));
        Advance(closed.At.Microseconds, at);
    }

    private static void SameLines(InvoiceFinalized finalized, IReadOnlyList<ModelLine> expected, FactPosition at)
    {
        ModelLine[] found =
        [
            .. finalized.Content.Lines.Select(line => new ModelLine(
                line.Charge,
                Usages.Number(line.Metered),
                Usages.Number(line.Covered),
                Usages.Number(line.Quantity),
                Usages.Number(line.FreeInGrace),
                line.Events,
                Usages.Number(line.Amount),
                Usages.Number(line.Paid)
            )
            {
                Corrects = line.Corrects?.Boundary,
            }),
        ];
        Must.Hold(
            found.OrderBy(line => line.Corrects).ThenBy(line => line.Charge, StringComparer.Ordinal).SequenceEqual(expected.OrderBy(line => line.Corrects).ThenBy(line => line.Charge, StringComparer.Ordinal)),
            "the model bills the same",
            $"{finalized.InvoiceId} at {at}: it expects {string.Join(" ", expected)}, and the journal has {string.Join<ModelLine>(" ", found)}"
        );
        decimal total = expected.Sum(line => line.Amount - line.Paid);
        Must.Hold(Usages.Number(finalized.Content.Total) == total, "the model bills the same", $"{finalized.InvoiceId} at {at} totals {finalized.Content.Total}, and the model {total}");
    }
}
