using System.Collections.Immutable;
using Tollgate.Engine.Accounts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Receivables;

namespace Tollgate.Engine;

// What happens to invoices that are final.
public sealed partial class Books
{
    private void Enter(InvoiceBook invoice)
    {
        _invoices.Add(invoice.Id, invoice);
        if (invoice.Invoice.ConsolidatedIn is not null)
            Consolidations.Enter(invoice, PayerOf(invoice.Invoice.BillTo, invoice.Invoice.AccountId));
    }

    // In a state that has one account alone, what is above it is not there.
    private AccountBook PayerOf(string? billTo, string account) => billTo is not null && _accounts.TryGetValue(billTo, out AccountBook? payer) ? payer : _accounts[account];

    private void Enter(ReceivableFact said)
    {
        InvoiceBook invoice = _invoices[said.InvoiceId];
        invoice.Apply(said);
        _accounts[said.AccountId].Follow(invoice);
        if (invoice.Invoice.BillTo is { } payer)
            _accounts[payer].Follow(invoice);
        switch (said)
        {
            case InvoiceVoided voided:
                _contracts[invoice.Invoice.ContractId].Take(invoice.Id, invoice.Id, [.. invoice.Invoice.Lines.Select((line, place) => (place + 1, line.Amount))], voided.Rebill);
                _takenBack[invoice.Id] = invoice;
                foreach (IssuedLine line in invoice.Invoice.Lines)
                {
                    if (line.Commit is { } use)
                        _contracts[invoice.Invoice.ContractId].Commits.Void(use);
                }

                break;
            case CreditNoteIssued { Note: var note }:
                _contracts[invoice.Invoice.ContractId].Take(note.Id, invoice.Id, [.. note.Lines.Select(credit => (credit.Line, credit.Amount))], note.Rebill);
                _takenBack[invoice.Id] = invoice;
                _creditNumbers[note.LegalEntity] = _creditNumbers.GetValueOrDefault(note.LegalEntity) + 1;
                _creditNotes.Add((said.At.Microseconds, note.Id), note);
                break;
            case DisputeOpened opened:
                _byDispute.Add(opened.DisputeId, invoice);
                _disputes.Add((said.At.Microseconds, opened.DisputeId), invoice);
                break;
        }
    }
}
