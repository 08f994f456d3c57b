-- The files of the index of ids, of which each server has copies on its own disk. A file is replaced as a whole: a new row with its chunks.

CREATE TABLE tollgate.run_file (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream integer NOT NULL REFERENCES tollgate.stream,
    name text COLLATE "C" NOT NULL,
    length bigint NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    UNIQUE (stream, name)
);

CREATE TABLE tollgate.run_chunk (
    file bigint NOT NULL REFERENCES tollgate.run_file ON DELETE CASCADE,
    ordinal integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (file, ordinal)
);
ALTER TABLE tollgate.run_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;
