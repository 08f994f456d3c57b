using System.Text.Json;
using Microsoft.Data.Sqlite;
using Tollgate.Engine;
using Tollgate.Engine.Contracts;
using Tollgate.Engine.Invoicing;
using Tollgate.Engine.Numbers;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Journal.Commerce;

namespace Tollgate.Storage.Projections;

/// <summary>Writes what a shard says of contracts: their start, their invoices with lines, the periods that were closed without one.</summary>
internal sealed class ContractRows : IDisposable
{
    private readonly Statement _contract;
    private readonly Statement _externalId;
    private readonly Statement _drafted;
    private readonly Statement _finalized;
    private readonly Statement _line;
    private readonly Statement _closed;

    public ContractRows(SqliteConnection connection)
    {
        _contract = new(
            connection,
            10,
            "INSERT INTO contract (id, account_id, plan, catalog_version, version, currency, starts_at, ends_at, external_ids, started_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        _externalId = new(connection, 3, "INSERT INTO contract_external_id (external_id, system, contract_id) VALUES (?1, ?2, ?3)");
        _drafted = new(connection, 5, "INSERT INTO invoice (id, account_id, contract_id, date, status, drafted_at) VALUES (?1, ?2, ?3, ?4, 'draft', ?5)");
        _finalized = new(
            connection,
            10,
            """
            UPDATE invoice SET status = 'finalized', number = ?2, legal_entity = ?3, currency = ?4, total = ?5, content = ?6,
                cutoff_stream = ?7, cutoff_seq = ?8, cutoff_ordinal = ?9, finalized_at = ?10
            WHERE id = ?1
            """);
        _line = new(
            connection,
            18,
            """
            INSERT INTO invoice_line (invoice_id, number, contract_id, charge, kind, description, period_start, period_end, meter, metered,
                covered, quantity, events, exact_amount, amount, plan, catalog_version, contract_version)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
            """);
        _closed = new(connection, 4, "INSERT INTO period_closed (contract_id, boundary, date, recorded_at) VALUES (?1, ?2, ?3, ?4)");
    }

    /// <returns>False when the fact is none of a contract's.</returns>
    /// <exception cref="InvalidOperationException">An invoice became final that had never been a draft.</exception>
    public bool Write(SqliteTransaction transaction, StreamId stream, FactPosition position, Fact fact)
    {
        switch (fact)
        {
            case ContractStarted started:
                Write(transaction, started);
                return true;
            case InvoiceDrafted drafted:
                _drafted.Run(transaction, drafted.InvoiceId, drafted.AccountId, drafted.ContractId, drafted.Date.Microseconds, drafted.At.Microseconds);
                return true;
            case InvoiceFinalized finalized:
                Write(transaction, stream, position, finalized);
                return true;
            case PeriodClosed closed:
                _closed.Run(transaction, closed.ContractId, closed.Boundary, closed.Date.Microseconds, closed.At.Microseconds);
                return true;
            default:
                return false;
        }
    }

    public void Dispose()
    {
        foreach (Statement statement in (Statement[])[_contract, _externalId, _drafted, _finalized, _line, _closed])
            statement.Dispose();
    }

    private void Write(SqliteTransaction transaction, ContractStarted started)
    {
        Contract contract = started.Contract;
        _contract.Run(
            transaction,
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
            _externalId.Run(transaction, id, system, contract.Id);
    }

    private void Write(SqliteTransaction transaction, StreamId stream, FactPosition position, InvoiceFinalized finalized)
    {
        InvoiceContent content = finalized.Content;
        var currency = Currency.Of(content.Currency);
        int changed = _finalized.Run(
            transaction,
            finalized.InvoiceId,
            finalized.Number,
            finalized.LegalEntity,
            content.Currency,
            currency.FormatExact(content.Total),
            JsonSerializer.Serialize(content, CommerceJson.Options),
            stream.Name,
            position.Seq,
            position.Ordinal,
            finalized.At.Microseconds);
        if (changed != 1)
            throw new InvalidOperationException($"The invoice {finalized.InvoiceId} became final at {stream} {position}, and no draft of it is known.");
        foreach (InvoiceLine line in content.Lines)
            Write(transaction, finalized, line, currency);
    }

    private void Write(SqliteTransaction transaction, InvoiceFinalized invoice, InvoiceLine line, Currency currency) => _line.Run(
        transaction,
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
