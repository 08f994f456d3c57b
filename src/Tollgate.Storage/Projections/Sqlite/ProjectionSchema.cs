using Dapper;
using Microsoft.Data.Sqlite;

namespace Tollgate.Storage.Projections.Sqlite;

/// <summary>The tables of a projections file; see <see cref="ProjectionTables"/>.</summary>
internal static class ProjectionSchema
{
    /// <summary>"TGPR": what the file's header says it is.</summary>
    public const int ApplicationId = 0x54475052;

    // Instants are microseconds since 1970, so that they sort; decimals are text, so that no digit is lost to a float. The views read better.
    private const string Sql =
        """
        CREATE TABLE identity (installation TEXT NOT NULL, environment TEXT NOT NULL);
        CREATE TABLE watermark (stream TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL, recorded_at INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE environment (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, clock INTEGER, acceptance_window_days INTEGER NOT NULL, grace_hours INTEGER NOT NULL,
            created_at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE catalog_version (version INTEGER PRIMARY KEY, document TEXT NOT NULL, published_at INTEGER NOT NULL);
        CREATE TABLE api_key (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, scopes TEXT NOT NULL, issued_at INTEGER NOT NULL, revoked_at INTEGER) WITHOUT ROWID;

        CREATE TABLE account (
            id TEXT PRIMARY KEY, parent_id TEXT, kind TEXT NOT NULL, name TEXT, currency TEXT, time_zone TEXT NOT NULL,
            legal_entity TEXT NOT NULL, external_ids TEXT NOT NULL, attributes TEXT NOT NULL, home_shard INTEGER NOT NULL,
            registered_at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE account_external_id (
            external_id TEXT NOT NULL, system TEXT NOT NULL, account_id TEXT NOT NULL,
            PRIMARY KEY (external_id, system, account_id)) WITHOUT ROWID;

        CREATE TABLE contract (
            id TEXT PRIMARY KEY, account_id TEXT NOT NULL, plan TEXT NOT NULL, catalog_version INTEGER NOT NULL, version INTEGER NOT NULL,
            currency TEXT NOT NULL, starts_at INTEGER NOT NULL, ends_at INTEGER, external_ids TEXT NOT NULL, started_at INTEGER NOT NULL)
            WITHOUT ROWID;
        CREATE INDEX contract_of_account ON contract (account_id, id);
        CREATE TABLE contract_external_id (
            external_id TEXT NOT NULL, system TEXT NOT NULL, contract_id TEXT NOT NULL,
            PRIMARY KEY (external_id, system, contract_id)) WITHOUT ROWID;

        CREATE TABLE invoice (
            id TEXT PRIMARY KEY, account_id TEXT NOT NULL, contract_id TEXT NOT NULL, date INTEGER NOT NULL, status TEXT NOT NULL,
            drafted_at INTEGER NOT NULL, number TEXT, legal_entity TEXT, currency TEXT, total TEXT, content TEXT,
            cutoff_stream TEXT, cutoff_seq INTEGER, cutoff_ordinal INTEGER, finalized_at INTEGER, bill_to TEXT, consolidated_in TEXT);
        CREATE INDEX invoice_by_date ON invoice (date, id);
        CREATE INDEX invoice_of_account ON invoice (account_id, date, id);
        CREATE INDEX invoice_of_payer ON invoice (bill_to, date, id) WHERE bill_to IS NOT NULL;
        CREATE INDEX invoice_of_document ON invoice (consolidated_in, account_id, id) WHERE consolidated_in IS NOT NULL;
        CREATE TABLE invoice_line (
            invoice_id TEXT NOT NULL, number INTEGER NOT NULL, contract_id TEXT NOT NULL, charge TEXT NOT NULL, kind TEXT NOT NULL,
            description TEXT NOT NULL, period_start INTEGER NOT NULL, period_end INTEGER NOT NULL, meter TEXT, metered TEXT NOT NULL,
            covered TEXT NOT NULL, quantity TEXT NOT NULL, events INTEGER NOT NULL, exact_amount TEXT NOT NULL, amount TEXT NOT NULL,
            plan TEXT NOT NULL, catalog_version INTEGER NOT NULL, contract_version INTEGER NOT NULL,
            PRIMARY KEY (invoice_id, number)) WITHOUT ROWID;
        CREATE INDEX invoice_line_of_charge ON invoice_line (contract_id, charge, period_start);
        CREATE TABLE period_closed (
            contract_id TEXT NOT NULL, boundary INTEGER NOT NULL, date INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
            PRIMARY KEY (contract_id, boundary)) WITHOUT ROWID;

        CREATE TABLE alert (
            stream TEXT NOT NULL, seq INTEGER NOT NULL, ordinal INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, account_id TEXT NOT NULL,
            contract_id TEXT, feature TEXT NOT NULL, meter TEXT, period_start INTEGER NOT NULL, period_end INTEGER NOT NULL,
            after_cutoff INTEGER NOT NULL, threshold TEXT NOT NULL, granted TEXT NOT NULL, reached TEXT NOT NULL, source TEXT, event_id TEXT,
            raised_at INTEGER NOT NULL, wallet TEXT,
            PRIMARY KEY (stream, seq, ordinal)) WITHOUT ROWID;
        CREATE INDEX alert_of_account ON alert (account_id, stream, seq, ordinal);

        CREATE TABLE meter_in_force (
            stream TEXT NOT NULL, meter TEXT NOT NULL, dimensions TEXT NOT NULL, catalog_version INTEGER NOT NULL,
            PRIMARY KEY (stream, meter)) WITHOUT ROWID;
        CREATE TABLE usage_hour (
            account_id TEXT NOT NULL, meter TEXT NOT NULL, hour INTEGER NOT NULL, dimensions TEXT NOT NULL, quantity TEXT NOT NULL,
            events INTEGER NOT NULL, minutes BLOB NOT NULL,
            PRIMARY KEY (account_id, meter, hour, dimensions)) WITHOUT ROWID;

        CREATE VIEW usage_by_hour AS
            SELECT account_id, meter, strftime('%Y-%m-%dT%H:%M:%SZ', hour / 1000000, 'unixepoch') AS hour, dimensions, quantity, events
            FROM usage_hour;
        CREATE VIEW invoices AS
            SELECT id, account_id, contract_id, strftime('%Y-%m-%dT%H:%M:%SZ', date / 1000000, 'unixepoch') AS date, status, number,
                legal_entity, currency, total, cutoff_stream || ':' || cutoff_seq || '.' || cutoff_ordinal AS cutoff, bill_to, consolidated_in
            FROM invoice;
        CREATE VIEW invoice_lines AS
            SELECT invoice_id, number, charge, kind, strftime('%Y-%m-%dT%H:%M:%SZ', period_start / 1000000, 'unixepoch') AS period_start,
                strftime('%Y-%m-%dT%H:%M:%SZ', period_end / 1000000, 'unixepoch') AS period_end, meter, metered, covered, quantity, events,
                exact_amount, amount
            FROM invoice_line;
        CREATE VIEW alerts AS
            SELECT id, kind, account_id, contract_id, feature, wallet, strftime('%Y-%m-%dT%H:%M:%SZ', period_start / 1000000, 'unixepoch') AS period_start,
                threshold, granted, reached, strftime('%Y-%m-%dT%H:%M:%SZ', raised_at / 1000000, 'unixepoch') AS raised_at
            FROM alert;
        """;

    public static void Create(SqliteConnection connection, string installation, string environment)
    {
        connection.InOneTransaction(transaction =>
        {
            connection.Execute(Sql, transaction: transaction);
            connection.Execute("INSERT INTO identity VALUES (@installation, @environment)", new { installation, environment }, transaction);
            connection.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {ProjectionTables.Version}", transaction: transaction);
            return true;
        });
    }

    /// <returns>Null when the file is this environment's and of this version, else why not.</returns>
    public static string? WhyNot(SqliteConnection connection, string installation, string environment)
    {
        if (connection.ExecuteScalar<int>("PRAGMA application_id") != ApplicationId)
            return "it is a database, but not one of Tollgate's projections";
        int version = connection.ExecuteScalar<int>("PRAGMA user_version");
        (string whose, string which) = connection.QuerySingle<(string, string)>("SELECT installation, environment FROM identity");
        return ProjectionTables.WhyNot(version, whose, which, installation, environment);
    }

    public static bool IsEmpty(SqliteConnection connection) =>
        connection.ExecuteScalar<int>("PRAGMA application_id") == 0
        && connection.ExecuteScalar<int>("SELECT count(*) FROM sqlite_master") == 0;
}
