using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Engine.Receivables;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Journal.Commerce;

namespace Tollgate.Storage.Projections;

/// <summary>Writes what a shard says of contracts: their start, their invoices with lines, the periods that were closed without one.</summary>
internal static class ContractRows
{
    private const string InsertContract =
        """
        INSERT INTO contract (id, account_id, plan, catalog_version, version, currency, starts_at, ends_at, external_ids, started_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    private const string UpdateContract = "UPDATE contract SET plan = $2, catalog_version = $3, version = $4, ends_at = $5 WHERE id = $1";
    private const string InsertExternalId = "INSERT INTO contract_external_id (external_id, system, contract_id) VALUES ($1, $2, $3)";
    private const string InsertDraft = "INSERT INTO invoice (id, account_id, contract_id, date, status, drafted_at, bill_to, consolidated_in) VALUES ($1, $2, $3, $4, 'draft', $5, $6, $7)";

    private const string FinalizeInvoice =
        """
        UPDATE invoice SET status = 'finalized', number = $2, legal_entity = $3, currency = $4, total = $5, content = $6,
            cutoff_stream = $7, cutoff_seq = $8, cutoff_ordinal = $9, finalized_at = $10, date = $11
        WHERE id = $1
        """;

    private const string SetStatus = "UPDATE invoice SET status = $2 WHERE id = $1";

    private const string InsertLine =
        """
        INSERT INTO invoice_line (invoice_id, number, contract_id, charge, kind, description, period_start, period_end, meter, metered,
            covered, quantity, events, exact_amount, amount, plan, catalog_version, contract_version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        """;

    private const string InsertClosed = "INSERT INTO period_closed (contract_id, boundary, date, recorded_at) VALUES ($1, $2, $3, $4)";

    /// <returns>False when the fact is none of a contract's.</returns>
    /// <exception cref="InvalidOperationException">An invoice became final that had never been a draft.</exception>
    public static bool Write(IRowTransaction rows, StreamId stream, FactPosition position, Fact fact)
    {
        switch (fact)
        {
            case ContractStarted started:
                Write(rows, started);
                return true;
            case ContractAmended { Contract: var contract }:
                rows.Add(UpdateContract, contract.Id, contract.Plan, contract.CatalogVersion, contract.Version, contract.EndsAt?.Microseconds);
                return true;
            case InvoiceDrafted drafted:
                rows.Add(InsertDraft, drafted.InvoiceId, drafted.AccountId, drafted.ContractId, drafted.Date.Microseconds, drafted.At.Microseconds, drafted.BillTo, drafted.ConsolidatedIn);
                return true;
            case InvoiceFinalized finalized:
                Write(rows, stream, position, finalized);
                return true;
            case PaymentReported reported:
                rows.Add(SetStatus, reported.InvoiceId, Words.Of(reported.State));
                return true;
            case InvoiceVoided voided:
                rows.Add(SetStatus, voided.InvoiceId, Words.Of(InvoiceState.Void));
                return true;
            case PeriodClosed closed:
                rows.Add(InsertClosed, closed.ContractId, closed.Boundary, closed.Date.Microseconds, closed.At.Microseconds);
                return true;
            default:
                return false;
        }
    }

    private static void Write(IRowTransaction rows, ContractStarted started)
    {
        Contract contract = started.Contract;
        rows.Add(
            InsertContract,
            contract.Id,
            contract.AccountId,
            contract.Plan,
            contract.CatalogVersion,
            contract.Version,
            contract.Currency,
            contract.StartsAt.Microseconds,
            contract.EndsAt?.Microseconds,
            Words.Of(contract.ExternalIds),
            started.At.Microseconds);
        foreach ((string system, string id) in contract.ExternalIds)
            rows.Add(InsertExternalId, id, system, contract.Id);
    }

    private static void Write(IRowTransaction rows, StreamId stream, FactPosition position, InvoiceFinalized finalized)
    {
        InvoiceContent content = finalized.Content;
        var currency = Currency.Of(content.Currency);
        // One in the place of another was never a draft.
        if (finalized.Reissues is not null)
            rows.Add(InsertDraft, finalized.InvoiceId, finalized.AccountId, finalized.ContractId, finalized.Date.Microseconds, finalized.At.Microseconds);
        rows.AddOne(
            () => new InvalidOperationException($"The invoice {finalized.InvoiceId} became final at {stream} {position}, and no draft of it is known."),
            FinalizeInvoice,
            finalized.InvoiceId,
            finalized.Number,
            finalized.LegalEntity,
            content.Currency,
            currency.FormatExact(content.Total),
            JsonSerializer.Serialize(content, CommerceJson.Options),
            stream.Name,
            position.Seq,
            position.Ordinal,
            finalized.At.Microseconds,
            finalized.ShownDate().Microseconds);
        foreach (InvoiceLine line in content.Lines)
            Write(rows, finalized, line, currency);
    }

    private static void Write(IRowTransaction rows, InvoiceFinalized invoice, InvoiceLine line, Currency currency) => rows.Add(
        InsertLine,
        invoice.InvoiceId,
        line.Number,
        invoice.ContractId,
        line.Charge,
        Words.Of(line.Kind),
        line.Description,
        line.From.Microseconds,
        line.To.Microseconds,
        line.Meter,
        line.Metered.ToString(),
        line.Covered.ToString(),
        line.Quantity.ToString(),
        line.Events,
        currency.FormatExact(line.ExactAmount),
        currency.FormatExact(line.Amount),
        line.Plan,
        line.CatalogVersion,
        line.ContractVersion);
}
