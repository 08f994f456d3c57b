-- The tables of projections as they were; an invoice's row says whom it is addressed to and what it is a part of.

CREATE OR REPLACE FUNCTION tollgate.make_projections(environment text, installation text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$function$
DECLARE
    current_version CONSTANT bigint := 5;
    name CONSTANT text := 'tollgate_' || environment;
    fits boolean := false;
BEGIN
    IF environment !~ '^[a-z][a-z0-9-]{0,30}$' THEN
        RAISE EXCEPTION '''%'' names no environment.', environment USING ERRCODE = 'invalid_schema_name';
    END IF;
    -- Of servers that start at the same time, the first makes them, and the others find them made.
    PERFORM pg_advisory_xact_lock(hashtextextended('tollgate projections ' || environment, 0));
    BEGIN
        EXECUTE format('SELECT count(*) = 1 AND bool_and(version = $1 AND installation = $2 AND environment = $3) FROM %I.identity', name)
            INTO fits USING current_version, installation, environment;
    EXCEPTION
        WHEN undefined_table OR undefined_column THEN NULL;
    END;
    IF fits THEN
        RETURN;
    END IF;

    PERFORM tollgate.drop_projections(environment);
    EXECUTE format('CREATE SCHEMA %I', name);
    EXECUTE format('COMMENT ON SCHEMA %I IS %L', name, 'Projections of Tollgate: made from the journal, and made anew by any release.');
    PERFORM set_config('search_path', format('%I, pg_temp', name), true);

    -- Instants are microseconds since 1970 and decimals are text, as in SQLite, so that both have the same digest. The views read better.
    CREATE TABLE identity (version bigint NOT NULL, installation text NOT NULL, environment text NOT NULL);
    CREATE TABLE watermark (stream text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL, hash bytea NOT NULL, recorded_at bigint NOT NULL);

    CREATE TABLE environment (
        id text COLLATE "C" PRIMARY KEY, kind text NOT NULL, clock bigint, acceptance_window_days bigint NOT NULL, grace_hours bigint NOT NULL,
        created_at bigint NOT NULL);
    CREATE TABLE catalog_version (version bigint PRIMARY KEY, document text NOT NULL, published_at bigint NOT NULL);
    CREATE TABLE api_key (
        id text COLLATE "C" PRIMARY KEY, name text NOT NULL, scopes text NOT NULL, issued_at bigint NOT NULL, revoked_at bigint);

    CREATE TABLE account (
        id text COLLATE "C" PRIMARY KEY, parent_id text, kind text NOT NULL, name text, currency text, time_zone text NOT NULL,
        legal_entity text NOT NULL, external_ids text NOT NULL, attributes text NOT NULL, home_shard bigint NOT NULL,
        registered_at bigint NOT NULL);
    CREATE TABLE account_external_id (
        external_id text COLLATE "C" NOT NULL, system text COLLATE "C" NOT NULL, account_id text COLLATE "C" NOT NULL,
        PRIMARY KEY (external_id, system, account_id));

    CREATE TABLE contract (
        id text COLLATE "C" PRIMARY KEY, account_id text COLLATE "C" NOT NULL, plan text NOT NULL, catalog_version bigint NOT NULL,
        version bigint NOT NULL, currency text NOT NULL, starts_at bigint NOT NULL, ends_at bigint, external_ids text NOT NULL,
        started_at bigint NOT NULL);
    CREATE INDEX contract_of_account ON contract (account_id, id);
    CREATE TABLE contract_external_id (
        external_id text COLLATE "C" NOT NULL, system text COLLATE "C" NOT NULL, contract_id text COLLATE "C" NOT NULL,
        PRIMARY KEY (external_id, system, contract_id));

    CREATE TABLE invoice (
        id text COLLATE "C" PRIMARY KEY, account_id text COLLATE "C" NOT NULL, contract_id text NOT NULL, date bigint NOT NULL,
        status text NOT NULL, drafted_at bigint NOT NULL, number text, legal_entity text, currency text, total text, content text,
        cutoff_stream text, cutoff_seq bigint, cutoff_ordinal bigint, finalized_at bigint, bill_to text COLLATE "C",
        consolidated_in text COLLATE "C");
    CREATE INDEX invoice_by_date ON invoice (date, id);
    CREATE INDEX invoice_of_account ON invoice (account_id, date, id);
    CREATE INDEX invoice_of_payer ON invoice (bill_to, date, id) WHERE bill_to IS NOT NULL;
    CREATE INDEX invoice_of_document ON invoice (consolidated_in, account_id, id) WHERE consolidated_in IS NOT NULL;
    CREATE TABLE invoice_line (
        invoice_id text COLLATE "C" NOT NULL, number bigint NOT NULL, contract_id text COLLATE "C" NOT NULL, charge text COLLATE "C" NOT NULL,
        kind text NOT NULL, description text NOT NULL, period_start bigint NOT NULL, period_end bigint NOT NULL, meter text,
        metered text NOT NULL, covered text NOT NULL, quantity text NOT NULL, events bigint NOT NULL, exact_amount text NOT NULL,
        amount text NOT NULL, plan text NOT NULL, catalog_version bigint NOT NULL, contract_version bigint NOT NULL,
        PRIMARY KEY (invoice_id, number));
    CREATE INDEX invoice_line_of_charge ON invoice_line (contract_id, charge, period_start);
    CREATE TABLE period_closed (
        contract_id text COLLATE "C" NOT NULL, boundary bigint NOT NULL, date bigint NOT NULL, recorded_at bigint NOT NULL,
        PRIMARY KEY (contract_id, boundary));

    CREATE TABLE alert (
        stream text COLLATE "C" NOT NULL, seq bigint NOT NULL, ordinal bigint NOT NULL, id text NOT NULL, kind text NOT NULL,
        account_id text COLLATE "C" NOT NULL, contract_id text, feature text NOT NULL, meter text, period_start bigint NOT NULL,
        period_end bigint NOT NULL, after_cutoff bigint NOT NULL, threshold text NOT NULL, granted text NOT NULL, reached text NOT NULL,
        source text, event_id text, raised_at bigint NOT NULL, wallet text,
        PRIMARY KEY (stream, seq, ordinal));
    CREATE INDEX alert_of_account ON alert (account_id, stream, seq, ordinal);

    CREATE TABLE meter_in_force (
        stream text COLLATE "C" NOT NULL, meter text COLLATE "C" NOT NULL, dimensions text NOT NULL, catalog_version bigint NOT NULL,
        PRIMARY KEY (stream, meter));
    CREATE TABLE usage_hour (
        account_id text COLLATE "C" NOT NULL, meter text COLLATE "C" NOT NULL, hour bigint NOT NULL, dimensions text COLLATE "C" NOT NULL,
        quantity text NOT NULL, events bigint NOT NULL, minutes bytea NOT NULL)
        PARTITION BY RANGE (hour);
    CREATE UNIQUE INDEX usage_hour_bucket ON usage_hour (account_id, meter, hour, tollgate.fingerprint(dimensions));

    CREATE VIEW usage_by_hour AS
        SELECT account_id, meter, to_timestamp(hour / 1000000) AS hour, dimensions::json AS dimensions, quantity::numeric AS quantity, events
        FROM usage_hour;
    CREATE VIEW invoices AS
        SELECT id, account_id, contract_id, to_timestamp(date / 1000000) + date % 1000000 * interval '1 microsecond' AS date, status, number,
            legal_entity, currency, total::numeric AS total, cutoff_stream || ':' || cutoff_seq || '.' || cutoff_ordinal AS cutoff, bill_to,
            consolidated_in
        FROM invoice;
    CREATE VIEW invoice_lines AS
        SELECT invoice_id, number, charge, kind,
            to_timestamp(period_start / 1000000) + period_start % 1000000 * interval '1 microsecond' AS period_start,
            to_timestamp(period_end / 1000000) + period_end % 1000000 * interval '1 microsecond' AS period_end,
            meter, metered::numeric AS metered, covered::numeric AS covered, quantity::numeric AS quantity, events,
            exact_amount::numeric AS exact_amount, amount::numeric AS amount
        FROM invoice_line;
    CREATE VIEW alerts AS
        SELECT id, kind, account_id, contract_id, feature, wallet,
            to_timestamp(period_start / 1000000) + period_start % 1000000 * interval '1 microsecond' AS period_start,
            threshold::numeric AS threshold, granted::numeric AS granted, reached::numeric AS reached,
            to_timestamp(raised_at / 1000000) + raised_at % 1000000 * interval '1 microsecond' AS raised_at
        FROM alert;

    INSERT INTO identity VALUES (current_version, installation, environment);
    PERFORM tollgate.grant_projections(environment);
END
$function$;
