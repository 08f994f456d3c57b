-- What an installation is, its streams, their blocks, and snapshots of their state.

CREATE TABLE tollgate.installation (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    id text NOT NULL,
    secret_fingerprint bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE tollgate.environment (
    id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{0,30}$'),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE tollgate.stream (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    environment text NOT NULL REFERENCES tollgate.environment,
    name text NOT NULL,
    UNIQUE (environment, name)
);

-- One row a stream, changed with every block: the room in its page lets the change stay there, past the index.
CREATE TABLE tollgate.head (
    stream integer PRIMARY KEY REFERENCES tollgate.stream,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    incarnation bigint NOT NULL
) WITH (fillfactor = 10);

-- Blocks are compressed already. Small ones stay in their row, large ones lie beside it as they are; either way one shard's blocks are read in
-- the order of the key.
CREATE TABLE tollgate.block (
    stream integer NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    bytes bytea NOT NULL,
    PRIMARY KEY (stream, seq)
) WITH (toast_tuple_target = 8160);
ALTER TABLE tollgate.block ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE tollgate.snapshot (
    stream integer NOT NULL REFERENCES tollgate.stream,
    seq bigint NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (stream, seq)
);

CREATE TABLE tollgate.snapshot_chunk (
    stream integer NOT NULL,
    seq bigint NOT NULL,
    ordinal integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (stream, seq, ordinal),
    FOREIGN KEY (stream, seq) REFERENCES tollgate.snapshot ON DELETE CASCADE
);
ALTER TABLE tollgate.snapshot_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Whom 'tollgate store migrate' gave rights, so that a later migration gives them what it adds.
CREATE TABLE tollgate.granted (
    role text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('app', 'reader'))
);

-- Runs with the owner's rights, so that whoever makes an environment needs none to make schemas or tables.
CREATE FUNCTION tollgate.create_environment(environment text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO tollgate.environment (id) VALUES (environment) ON CONFLICT DO NOTHING;
$$;
REVOKE ALL ON FUNCTION tollgate.create_environment(text) FROM PUBLIC;
